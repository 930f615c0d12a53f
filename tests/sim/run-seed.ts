import { PushOutput } from '../../src/shared/contract/hub.ts'
import { expertActions, expertWeights, operatorActions, operatorWeights } from './actions.ts'
import { checkAtRest, checkCursor, checkDone, checkLaneOrder, checkOutbox, checkSubmissions } from './invariants.ts'
import { checkTexts, createModel, type Model } from './model.ts'
import type { SimDesk } from './sim-desk.ts'
import type { SimHub } from './sim-hub.ts'
import type { OnAnswer, Packet } from './sim-wire.ts'
import type { StatementFaults } from './statement-faults.ts'
import { readTruth } from './truth.ts'
import { openWorld, type World } from './world.ts'

export type SeedResult = {
  readonly seed: number
  readonly edits: number
  readonly submissions: number
  readonly crashes: number
  /** Words and submissions that are not where they must be, and submissions that are there twice. */
  readonly lost: number
  readonly doubled: number
  readonly problems: readonly string[]
  /** What happened, one line a step. */
  readonly story: readonly string[]
}

const POISON = 'POISON'
/** The longest backoff is a quarter of an hour; a question for news is open for 50 seconds. */
const REST_STEP_MS = 40_000
const REST_STEPS = 120

/** One life of one expert's two desks and the hub, wholly decided by the seed; then rest, and everything is compared. */
export async function runSeed(hub: SimHub, faults: StatementFaults, seed: number): Promise<SeedResult> {
  const model = createModel()
  const onAnswer: OnAnswer = async ({ status, text }) => {
    if (status !== 200) return
    const { results } = PushOutput.parse(JSON.parse(text))
    const ids = results.flatMap((result) => (result.outcome === 'done' ? [result.id] : []))
    for (const { id, outcome } of results) if (outcome === 'refused') model.refused.add(id)
    const rows = await hub.test.db.query<{ id: string }>('select id from operations where id = any($1::uuid[])', [ids])
    const entered = new Set(rows.map(({ id }) => id))
    for (const id of ids)
      if (!entered.has(id)) world.problems.push(`[O2] the hub said done to ${id} and has not done it`)
  }
  hub.faults.entered.length = 0
  const world = await openWorld(hub, faults, seed, onAnswer)
  const story: string[] = []
  let crashes = 0
  const { random, desks } = world

  /** Whoever has died comes back: the hub at once, a desk at once or after a while. */
  async function raise(all: boolean): Promise<void> {
    if (hub.faults.hasDied()) {
      crashes += 1
      story.push('the hub died and is started again')
      hub.restart()
    }
    for (const desk of desks) {
      if (desk.hasDied()) {
        crashes += 1
        story.push(`desk ${desk.name} died`)
        desk.kill()
      }
      if (desk.isUp() || (!all && random.chance(0.5))) continue
      if (!all && random.chance(0.2)) faults.plan(desk.folder, 'dies-after', 1 + random.below(12))
      await reopen(desk)
    }
  }

  async function reopen(desk: SimDesk): Promise<void> {
    for (;;) {
      try {
        await desk.open()
        await world.settle()
        break
      } catch (error) {
        if (desk.hasDied()) {
          crashes += 1
          desk.kill()
        } else if (!String(error).includes('no room on the disk')) {
          throw error
        }
      }
    }
    if (desk.hasDied()) return
    story.push(`desk ${desk.name} is opened again`)
    faults.clear(desk.folder)
    const problems = await checkTexts(model, desk)
    world.problems.push(...problems, ...checkOutbox(desk))
  }

  try {
    const steps = 30 + random.below(70)
    hub.faults.poison(random.chance(0.4) ? POISON : undefined)
    const calm = random.chance(0.2)
    for (let step = 0; step < steps && world.problems.length === 0; step++) {
      if (!calm) planFault(world)
      story.push(await oneStep(world, model))
      await world.settle()
      await raise(false)
      if (random.chance(0.1)) await checkNow(world, model)
    }
    for (const desk of desks) faults.clear(desk.folder)
    hub.faults.spare()
    await raise(true)
    for (const poison of [POISON, undefined]) {
      if (world.problems.length > 0) break
      if (poison === undefined) hub.faults.poison(undefined)
      const byItself = random.chance(0.3)
      await comeToRest(world, byItself, poison, story)
      await raise(true)
      await checkNow(world, model)
      const truth = await readTruth(world)
      for (const desk of desks) {
        world.problems.push(...(await checkTexts(model, desk)))
        world.problems.push(...checkAtRest(desk, model, truth, poison))
        world.problems.push(...checkLaneOrder(desk, model, world))
      }
    }
  } catch (error) {
    world.problems.push(`the simulation failed: ${error instanceof Error ? (error.stack ?? '') : String(error)}`)
  } finally {
    if (world.problems.length > 0) for (const desk of desks) story.push(...lanesOf(desk))
    hub.faults.poison(undefined)
    if (hub.faults.hasDied()) hub.restart()
    hub.faults.restart()
    world.close()
  }
  const { problems } = world
  return {
    seed,
    edits: model.acknowledged,
    submissions: model.clicks.filter(({ fate }) => fate === 'sent').length,
    crashes,
    lost: problems.filter((problem) => /^\[(D1|O1|R3)\]/.test(problem)).length,
    doubled: problems.filter((problem) => problem.endsWith(' times')).length,
    problems,
    story,
  }
}

/** What a desk did and where it stands, for whoever reads a story that went wrong. */
function lanesOf(desk: SimDesk): string[] {
  return desk.look((db) =>
    db
      .prepare<[], { line: string }>(
        `SELECT o.seq || ' task ' || o.task_no || ' (' || t.state || ') ' || o.kind || ' ' || o.id || ' ' || o.state || ' '
           || coalesce(o.code, '') || ' ' || coalesce(substr(json_extract(c.content, '$.values.answer'), -30), o.body) AS line
         FROM outbox o JOIN tasks t ON t.no = o.task_no LEFT JOIN submissions s ON s.id = o.id
         LEFT JOIN submission_contents c ON c.no = s.content_no ORDER BY o.task_no, o.seq`,
      )
      .all()
      .map(({ line }) => `desk ${desk.name}: ${line}`),
  )
}

async function checkNow(world: World, model: Model): Promise<void> {
  const truth = await readTruth(world)
  world.problems.push(...checkSubmissions(model, truth))
  for (const desk of world.desks) {
    if (!desk.isUp()) continue
    world.problems.push(...checkCursor(desk, truth), ...checkDone(desk, truth), ...checkOutbox(desk))
  }
}

/** Lets something go wrong at one of the next statements of a desk or of the hub. */
function planFault({ random, desks, faults, hub }: World): void {
  if (random.chance(0.06)) {
    const kind = random.weighed({ 'dies-before': 3, 'dies-after': 3, 'disk-full': 2 })
    faults.plan(random.pick(desks).folder, kind, 1 + random.below(25))
  }
  if (random.chance(0.04)) hub.faults.dieAt(1 + random.below(20), random.chance(0.5))
  if (random.chance(0.03)) hub.faults.breakAt(1 + random.below(20), random.chance(0.5))
}

async function oneStep(world: World, model: Model): Promise<string> {
  const { random, time } = world
  const what = random.weighed({ expert: 40, network: 46, operator: 6, time: 8 })
  switch (what) {
    case 'expert': {
      const desk = random.pick(world.desks)
      if (!desk.isUp()) return `desk ${desk.name} is down`
      for (let tries = 0; tries < 4; tries++) {
        const action = random.weighed(expertWeights)
        if (await expertActions[action](world, model, desk)) return `${desk.name}: ${action}`
      }
      return `${desk.name}: nothing to do`
    }
    case 'network':
      return moveSomething(world)
    case 'operator': {
      const action = random.weighed(operatorWeights)
      await operatorActions[action](world)
      return `operator: ${action}`
    }
    case 'time': {
      const ms = random.pick([500, 3_000, 20_000, 61_000, 400_000, 3_600_000])
      await time.advance(ms)
      return `time: ${ms} ms`
    }
  }
}

async function moveSomething(world: World): Promise<string> {
  const { random, wire } = world
  const [stray] = wire.strays
  if (stray !== undefined && random.chance(0.06)) {
    const packet = random.pick(wire.strays)
    await wire.repeat(packet)
    return `network: request ${packet.no} arrives again or late`
  }
  const packets = wire.packets()
  if (packets.length === 0) return 'network: nothing'
  const packet = random.pick(packets)
  const name = `${packet.from} ${packet.no} ${packet.url.pathname}`
  if (packet.answer === undefined) {
    const how = random.weighed({ deliver: 80, lose: 8, half: packet.body === undefined ? 0 : 4 })
    if (how === 'deliver') await wire.deliver(packet)
    else if (how === 'lose') wire.lose(packet)
    else await wire.deliverHalf(packet)
    return `network: ${name} ${how}${packet.listening ? ', no news' : ''}`
  }
  const how = random.weighed({ whole: 80, cut: 6, lost: 8, twice: 6 })
  if (how === 'lost') wire.lose(packet)
  else if (how === 'twice') await wire.deliver(packet)
  else wire.giveAnswer(packet, how)
  return `network: answer of ${name} ${how}`
}

/** The network works and everybody is up, until nothing moves any more. */
async function comeToRest(world: World, byItself: boolean, poison: string | undefined, story: string[]): Promise<void> {
  const { wire, desks, time } = world
  story.push(byItself ? 'rest, by itself' : 'rest, on demand')
  await world.settle()
  for (const desk of desks) {
    await desk.client().sync.setOffline({ offline: false })
    if (!byItself) await desk.client().sync.now({})
  }
  for (let i = 0; i < REST_STEPS; i++) {
    await carryAll(world)
    if (isAtRest(world, poison)) return
    await time.advance(REST_STEP_MS)
    await world.settle()
  }
  const open = wire.packets().map(({ from, no, url, listening }) => `${from} ${no} ${url.pathname} ${listening}`)
  world.problems.push(`[O8] it does not come to rest: ${open.join(', ')}`)
}

/** Everything that is on its way arrives, until only questions for news are open, and they have been asked anew. */
async function carryAll(world: World): Promise<void> {
  const { wire } = world
  for (let round = 0; round < 60; round++) {
    let moved = false
    for (const packet of wire.packets()) {
      await carry(world, packet)
      moved ||= !packet.listening
    }
    await world.settle()
    if (!moved) return
  }
  world.problems.push('[P8] desk and hub keep each other busy without end')
}

async function carry({ wire }: World, packet: Packet): Promise<void> {
  if (packet.answer === undefined) await wire.deliver(packet)
  if (packet.answer !== undefined && wire.packets().includes(packet)) wire.giveAnswer(packet, 'whole')
}

/** @param poison what the hub still fails on: a lane with it is not waited for */
function isAtRest({ wire, desks }: World, poison: string | undefined): boolean {
  return desks.every((desk) => {
    const packets = wire.packets().filter(({ from }) => from === desk.name)
    const [only] = packets
    return (
      packets.length === 1 &&
      only?.listening === true &&
      desk.look(
        (db) =>
          db
            .prepare<[string], { n: number }>(
              `SELECT count(*) AS n FROM outbox o LEFT JOIN submissions s ON s.id = o.id
               LEFT JOIN submission_contents c ON c.no = s.content_no WHERE o.state IN ('waiting', 'sent') AND coalesce(instr(c.content, ?), 0) = 0
                 AND NOT EXISTS (SELECT 1 FROM outbox b WHERE b.task_no = o.task_no AND b.seq < o.seq AND b.kind = 'submit' AND b.state IN ('waiting', 'sent', 'quarantined'))`,
            )
            .get(poison ?? '\0')?.n === 0,
      )
    )
  })
}
