import { expertActions, expertWeights, operatorActions, operatorWeights } from './actions.ts'
import { awayActions, awayWeights, checkAwayAtRest } from './away.ts'
import { fileActions, fileWeights, loseAtHub } from './file-actions.ts'
import {
  checkAttached,
  checkFilesAtHub,
  checkFilesHere,
  checkGrowth,
  checkNotHeldUp,
  checkSizesHere,
  checkUploads,
  missingFiles,
} from './file-invariants.ts'
import { checkAtRest, checkCursor, checkDone, checkLaneOrder, checkOutbox, checkSubmissions } from './invariants.ts'
import { checkHeld, endMetering, meteredActions, meteredWeights } from './metered.ts'
import { checkTexts, createModel, type Model } from './model.ts'
import { restoreOperatorActions, restoreOperatorWeights, wasRestored } from './restore.ts'
import { rivalOperatorActions, rivalOperatorWeights, rivalWeights } from './rival.ts'
import { createProcesses } from './processes.ts'
import type { SimDesk } from './sim-desk.ts'
import type { SimHub } from './sim-hub.ts'
import { isOfFile, type OnResults, type Packet } from './sim-wire.ts'
import type { Faults } from './faults.ts'
import { readAllAgain, stickActions, stickOperatorActions, stickOperatorWeights, stickWeights } from './stick.ts'
import { hasAway, hasMetered, hasNoNetwork, hasQuit, hasRival } from './traits.ts'
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
  /** How often the hub answered what to operations: `done`, `refused CODE`, `later CODE`. A fault that never happens shows here. */
  readonly answers: Readonly<Record<string, number>>
  /** What happened, one line a step. */
  readonly story: readonly string[]
}

const POISON = 'POISON'
/** The longest backoff is a quarter of an hour; a question for news is open for 50 seconds. */
const REST_STEP_MS = 40_000
const REST_STEPS = 120
/** As long as the longest backoff. */
const HELD_STEPS = 24

/** One life of one expert's two desks and the hub, wholly decided by the seed; then rest, and everything is compared. */
export async function runSeed(hub: SimHub, faults: Faults, seed: number): Promise<SeedResult> {
  const model = createModel()
  const answers: Record<string, number> = {}
  const onResults: OnResults = async (results) => {
    for (const result of results) {
      const answer = result.outcome === 'done' ? 'done' : `${result.outcome} ${result.code}`
      answers[answer] = (answers[answer] ?? 0) + 1
    }
    const ids = results.flatMap((result) => (result.outcome === 'done' ? [result.id] : []))
    for (const { id, outcome } of results) if (outcome === 'refused') model.refused.add(id)
    const rows = await hub.test.db.query<{ id: string }>('select id from operations where id = any($1::uuid[])', [ids])
    const entered = new Set(rows.map(({ id }) => id))
    for (const id of ids)
      if (!entered.has(id)) world.problems.push(`[O2] the hub said done to ${id} and has not done it`)
    if (world.files === undefined) return
    for (const result of results)
      if (result.outcome === 'later' && result.code === 'files-missing')
        for (const sha256 of result.missing ?? [])
          if (!model.lostAtHub.has(sha256)) world.problems.push(`[F3] ${result.id} left before its file ${sha256}`)
    const { submissions } = await readTruth(world)
    const files = submissions.filter(({ id }) => ids.includes(id)).flatMap((submission) => submission.files)
    world.problems.push(...checkFilesAtHub(world, files))
  }
  hub.faults.entered.length = 0
  const world = await openWorld(hub, faults, seed, onResults)
  const story: string[] = []
  /** Bytes at the hub of uploads that were not finished yet, by their ids. */
  const grown = new Map<string, number>()
  const { random, desks } = world
  const processes = createProcesses(world, model, story)

  try {
    // A large file alone is a dozen steps.
    const steps = world.files === undefined ? 30 + random.below(70) : 60 + random.below(100)
    hub.faults.poison(random.chance(0.4) ? POISON : undefined)
    const calm = random.chance(0.2)
    if (world.files !== undefined && random.chance(0.7)) await beginWithWork(world, model, story)
    for (let step = 0; step < steps && world.problems.length === 0; step++) {
      if (!calm) planFault(world)
      if (hasQuit(seed) && random.chance(0.05)) await processes.quit(random.pick(desks))
      else story.push(await oneStep(world, model))
      await world.settle()
      await processes.raise(false)
      if (world.files !== undefined) {
        for (const desk of desks) if (!processes.isHurt(desk)) world.problems.push(...checkSizesHere(world, desk))
        for (const desk of desks) if (desk.isUp()) world.problems.push(...checkHeld(world, desk))
        world.problems.push(...(await checkGrowth(world, grown)))
      }
      if (random.chance(0.1)) await checkNow(world, model)
    }
    for (const desk of desks) world.faults.clear(desk.folder)
    hub.faults.spare()
    await processes.raise(true)
    await endMetering(world)
    for (const poison of [POISON, undefined]) {
      if (world.problems.length > 0) break
      if (poison === undefined) hub.faults.poison(undefined)
      const byItself = random.chance(0.3)
      if (world.files !== undefined && random.chance(0.5)) await holdFiles(world, poison, story)
      await comeToRest(world, byItself, poison, story)
      if (poison === undefined && world.stick !== undefined) {
        story.push('every file is read in again')
        await readAllAgain(world)
        await comeToRest(world, byItself, poison, story)
      }
      await processes.raise(true)
      await checkNow(world, model, true)
      const truth = await readTruth(world)
      for (const desk of desks) {
        world.problems.push(...(await checkTexts(model, desk)))
        if (world.files !== undefined) world.problems.push(...(await checkAttached(world, model, desk)))
        const missing = missingFiles(desk)
        if (missing.length > 0) world.problems.push(`[F2] desk ${desk.name} rests without ${missing.join(', ')}`)
        world.problems.push(...checkAtRest(desk, model, truth, poison))
        // What is said again after a restore is what still counts, and not all that led to it.
        if (!wasRestored(world)) world.problems.push(...checkLaneOrder(desk, model, world))
        world.problems.push(...(await checkAwayAtRest(world, desk)))
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
    crashes: processes.crashes(),
    lost: problems.filter((problem) => /^\[(D1|K2|O1|R3)\]/.test(problem)).length,
    doubled: problems.filter((problem) => problem.endsWith(' times')).length,
    problems,
    answers,
    story,
  }
}

/** What a desk did and where it stands, for whoever reads a story that went wrong. */
function lanesOf(desk: SimDesk): string[] {
  if (!desk.isUp()) return [`desk ${desk.name} is down`]
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

/** @param isAtRest nothing is on its way any more */
async function checkNow(world: World, model: Model, isAtRest = false): Promise<void> {
  const truth = await readTruth(world)
  world.problems.push(...checkSubmissions(model, truth))
  if (world.files !== undefined) {
    const named = truth.submissions.flatMap(({ files }) => files)
    world.problems.push(...checkFilesAtHub(world, named), ...(await checkUploads(world)))
  }
  for (const desk of world.desks) {
    if (!desk.isUp()) continue
    const isRestored = wasRestored(world)
    world.problems.push(...checkCursor(desk, truth, isRestored), ...checkOutbox(desk, isRestored))
    // What a hub has lost comes to it again (P9), work in any case: then it has all that its desks have its word for.
    if (!isRestored || isAtRest) world.problems.push(...checkDone(desk, truth, isRestored))
    if (world.files !== undefined) world.problems.push(...checkFilesHere(world, desk))
  }
}

const allActions = { ...expertActions, ...fileActions, ...meteredActions, ...awayActions, ...stickActions }
const allOperatorActions = {
  ...operatorActions,
  ...rivalOperatorActions,
  ...stickOperatorActions,
  ...restoreOperatorActions,
}

const allWeights = { ...expertWeights, ...fileWeights, ...meteredWeights, ...awayWeights, ...stickWeights }
const allOperatorWeights = {
  ...operatorWeights,
  ...rivalOperatorWeights,
  ...stickOperatorWeights,
  ...restoreOperatorWeights,
}

/** What an expert does in this world, and how often. */
function weightsOf({ files, stick, seed }: World): Readonly<Record<keyof typeof allActions, number>> {
  return {
    ...allWeights,
    ...(files ? {} : never(fileWeights)),
    ...(hasMetered(seed) ? {} : never(meteredWeights)),
    ...(hasAway(seed) ? {} : never(awayWeights)),
    ...(stick ? {} : never(stickWeights)),
    // Whoever has no network changes their mind about what waits.
    ...(hasNoNetwork(seed) ? { undoSend: 16 } : {}),
    ...(hasRival(seed) ? rivalWeights : {}),
  }
}

/** What happens at the hub of this world, and how often. */
function operatorWeightsOf({ stick, backups, seed }: World): Readonly<Record<keyof typeof allOperatorActions, number>> {
  return {
    ...allOperatorWeights,
    ...(hasRival(seed) ? {} : never(rivalOperatorWeights)),
    ...(stick ? {} : never(stickOperatorWeights)),
    ...(backups ? {} : never(restoreOperatorWeights)),
  }
}

function never<K extends string>(weights: Readonly<Record<K, number>>): Partial<Record<K, number>> {
  return Object.fromEntries(Object.keys(weights).map((name) => [name, 0])) as Record<K, number>
}

/** Some lives begin with work that has its files to carry. */
async function beginWithWork(world: World, model: Model, story: string[]): Promise<void> {
  const desk = world.random.pick(world.desks)
  for (const name of ['take', 'edit', 'attach', 'attach', 'send'] as const) {
    if (await allActions[name](world, model, desk)) story.push(`${desk.name}: ${name}`)
    await world.settle()
  }
}

/** Lets something go wrong at one of the next statements of a desk or of the hub. */
function planFault({ random, desks, faults, hub, files }: World): void {
  if (random.chance(0.06)) {
    const kind = random.weighed({ 'dies-before': 3, 'dies-after': 3, 'disk-full': 2 })
    faults.plan(random.pick(desks).folder, kind, 1 + random.below(files === undefined ? 25 : 60))
  }
  if (random.chance(0.04)) hub.faults.dieAt(1 + random.below(20), random.chance(0.5))
  if (random.chance(0.03)) hub.faults.breakAt(1 + random.below(20), random.chance(0.5))
}

async function oneStep(world: World, model: Model): Promise<string> {
  const { random, time } = world
  const what = random.weighed({
    expert: 40,
    network: world.files === undefined ? 46 : 90,
    operator:
      world.stick !== undefined || world.backups !== undefined || hasRival(world.seed)
        ? 14
        : world.files === undefined
          ? 6
          : 3,
    time: 8,
  })
  switch (what) {
    case 'expert': {
      const desk = random.pick(world.desks)
      if (!desk.isUp()) return `desk ${desk.name} is down`
      for (let tries = 0; tries < 4; tries++) {
        const action = random.weighed(weightsOf(world))
        if (await allActions[action](world, model, desk)) return `${desk.name}: ${action}`
      }
      return `${desk.name}: nothing to do`
    }
    case 'network':
      return moveSomething(world)
    case 'operator': {
      if (world.files !== undefined && random.chance(0.4)) {
        await loseAtHub(world, model)
        return 'the hub loses a file that no work names yet'
      }
      const action = random.weighed(operatorWeightsOf(world))
      await allOperatorActions[action](world)
      return `operator: ${action}`
    }
    case 'time': {
      const ms = random.pick([500, 3_000, 20_000, 61_000, 400_000, 3_600_000])
      await time.advance(ms)
      return `time: ${ms} ms`
    }
  }
}

/** What can happen to a body on its way up. */
function harmsOf(packet: Packet): { half: number; spoilt: number } {
  if (packet.body === undefined) return { half: 0, spoilt: 0 }
  return isOfFile(packet) ? { half: 15, spoilt: 5 } : { half: 4, spoilt: 0 }
}

/** Where a file moves, more goes wrong than elsewhere: there is little of it in a life. */
function planFaultOfFile({ random, desks, faults, hub }: World, { answer, from }: Packet): void {
  if (!random.chance(0.12)) return
  const n = 1 + random.below(16)
  const desk = desks.find(({ name }) => name === from)
  if (answer === undefined) hub.faults.dieAt(n, random.chance(0.5))
  else if (desk !== undefined) faults.plan(desk.folder, random.pick(['dies-before', 'dies-after', 'disk-full']), n)
}

function loseOrRefuse({ random, seed, wire }: World, packet: Packet): void {
  if (hasNoNetwork(seed) && random.chance(0.7)) wire.refuse(packet)
  else wire.lose(packet)
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
  if (packets.length === 0) {
    // Whoever waits after a failure comes again; a file needs many requests that get through.
    if (world.files !== undefined) await world.time.advance(random.pick([20_000, 200_000]))
    return 'network: nothing'
  }
  const ofFiles = packets.filter(isOfFile)
  const packet = random.pick(ofFiles.length > 0 && random.chance(0.6) ? ofFiles : packets)
  const name = `${packet.from} ${packet.no} ${packet.method} ${packet.url.pathname}`
  if (isOfFile(packet)) planFaultOfFile(world, packet)
  if (packet.answer === undefined) {
    const how = random.weighed({ deliver: 80, lose: hasNoNetwork(world.seed) ? 30 : 8, ...harmsOf(packet) })
    if (how === 'deliver') await wire.deliver(packet)
    else if (how === 'spoilt') await wire.deliverSpoilt(packet)
    else if (how === 'lose') loseOrRefuse(world, packet)
    else await wire.deliverHalf(packet)
    return `network: ${name} ${how}${packet.listening ? ', no news' : ''}`
  }
  const spoilt = packet.method === 'GET' && isOfFile(packet) && packet.answer.bytes.length > 0 ? 5 : 0
  const how = random.weighed({ whole: 80, cut: 6, lost: 8, twice: 6, spoilt })
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

/** No file gets through for a while, and everything else does. */
async function holdFiles(world: World, poison: string | undefined, story: string[]): Promise<void> {
  const { desks, time } = world
  story.push('no file gets through')
  await world.settle()
  for (const desk of desks) await desk.client().sync.setOffline({ offline: false })
  for (let i = 0; i < HELD_STEPS; i++) {
    await carryAll(world, (packet) => !isOfFile(packet))
    await time.advance(REST_STEP_MS)
    await world.settle()
  }
  await carryAll(world, (packet) => !isOfFile(packet))
  for (const desk of desks) world.problems.push(...checkNotHeldUp(desk, poison ?? '\0'))
}

/** Everything that is on its way arrives, until only questions for news are open, and they have been asked anew. */
async function carryAll(world: World, isCarried: (packet: Packet) => boolean = () => true): Promise<void> {
  const { wire } = world
  for (let round = 0; round < 60; round++) {
    let moved = false
    for (const packet of wire.packets().filter(isCarried)) {
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
      missingFiles(desk).length === 0 &&
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
