import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createIdSource } from '../../src/shared/rules/ids.ts'
import { createRandom } from '../support/random.ts'
import { fillRandom } from '../../src/core/real-ports.ts'
import { type DeskProcess, Gone, integrityOf, startDesk } from './desk-process.ts'
import { openHubWorld } from './hub-world.ts'
import { createTypist, readTraces, type Typist } from './typist.ts'

export type TortureReport = {
  seed: number
  kills: number
  hubKills: number
  /** Edits the desk has answered: on its disk. */
  acknowledged: number
  /** What the expert has handed in, and the hub holds. */
  submissions: number
  /** Edits that had been answered and were gone, submissions the hub does not hold. */
  lost: number
  /** Submissions the hub holds twice, edits that are there twice. */
  doubled: number
  problems: string[]
}

type Writing = { taskId: string; version: number; text: string; typist: Typist; left: number; pending?: Pending }
/** Sent and not answered: afterwards it is there whole, or not at all. */
type Pending = { version: number; text: string }

/**
 * Types, sends and syncs on a real desk and a real hub in processes of their own, which are killed at random instants;
 * after each kill what the desk had answered must be there to the letter.
 * @param say told of the state about once a second
 */
export async function torture(
  { ms, seed, tasks }: { ms: number; seed: number; tasks: number },
  say: (report: TortureReport, leftMs: number) => void,
): Promise<TortureReport> {
  const folder = mkdtempSync(join(tmpdir(), 'understudy-torture-'))
  const random = createRandom(seed)
  const report: TortureReport = {
    seed,
    kills: 0,
    hubKills: 0,
    acknowledged: 0,
    submissions: 0,
    lost: 0,
    doubled: 0,
    problems: [],
  }
  const deskFolder = join(folder, 'desk')
  const session = createIdSource(() => Date.now(), fillRandom)()
  const recorded = readTraces()
  const hub = await openHubWorld(join(folder, 'hub'), tasks)
  const begun = Date.now()
  const sent = new Set<string>()
  let writing: Writing | undefined
  let desk: DeskProcess | undefined
  let hubDown: Promise<void> = Promise.resolve()

  const start = (): Promise<DeskProcess> =>
    startDesk(deskFolder, { address: hub.address, code: hub.code }, join(folder, 'cache'))

  /** After a kill: the store is whole, and the text is what was answered, or that and what was on its way. */
  async function check(open: DeskProcess): Promise<void> {
    if (writing === undefined) return
    const { taskId, version, text, pending } = writing
    const field = (await call(open, open.desk.drafts.open({ taskId }))).fields['plan'] ?? { version: 0, text: '' }
    const found = 'text' in field ? field : { version: -1, text: '' }
    const whole = pending !== undefined && found.version === pending.version
    const expected = whole ? pending : { version, text }
    if (found.version < version) report.lost += version - found.version
    if (found.version > expected.version) report.doubled += found.version - expected.version
    if (found.version !== expected.version || found.text !== expected.text) {
      report.problems.push(`task ${taskId}: version ${found.version} where ${expected.version} was expected`)
    }
    writing = { ...writing, version: found.version, text: found.text }
    delete writing.pending
  }

  async function step(open: DeskProcess): Promise<void> {
    writing ??= await begin(open)
    if (writing === undefined) {
      await new Promise((resolve) => setTimeout(resolve, 50))
      return
    }
    const { taskId, version } = writing
    if (writing.left <= 0) {
      const { row } = await call(open, open.desk.tasks.get({ taskId }))
      if (row.state === 'drafting' || row.state === 'taken') {
        const { submissionId } = await call(open, open.desk.work.send({ taskId }))
        sent.add(submissionId)
      }
      writing = undefined
      return
    }
    const burst = random.int(1, 6)
    let { text } = writing
    const edits = Array.from({ length: burst }, () => {
      const edit = (writing as Writing).typist.next(text)
      text = edit.text
      return { change: { changes: edit.changes as never }, origin: 'typed' as const }
    })
    writing.pending = { version: version + burst, text }
    const answered = await call(open, open.desk.drafts.edit({ taskId, field: 'plan', version, session, edits }))
    writing = { ...writing, version: answered.version, text, left: writing.left - burst }
    delete writing.pending
    report.acknowledged += burst
  }

  async function begin(open: DeskProcess): Promise<Writing | undefined> {
    const states = ['taken', 'drafting', 'offered'] as const
    const { rows } = await call(open, open.desk.tasks.list({ filter: { states: [...states] }, limit: 1 }))
    const [row] = rows
    if (row === undefined) return undefined
    if (row.state === 'offered') await call(open, open.desk.tasks.take({ taskId: row.id }))
    const field = (await call(open, open.desk.drafts.open({ taskId: row.id }))).fields['plan']
    const { version, text } = field !== undefined && 'text' in field ? field : { version: 0, text: '' }
    return { taskId: row.id, version, text, typist: createTypist(recorded, random), left: random.int(20, 300) }
  }

  try {
    while (Date.now() - begun < ms) {
      desk = await start()
      const open = desk
      const life = { isOver: false }
      await check(open).catch(ignoreGone)
      const kill = (): void => {
        life.isOver = true
        void open.kill()
      }
      // Mostly while it is written, now and then in the rush of the start.
      let lives = report.kills > 0 && random.int(1, 5) === 1 ? setTimeout(kill, random.int(50, 1_500)) : undefined
      while (!life.isOver) {
        await step(open).catch((error: unknown) => {
          ignoreGone(error)
          life.isOver = true
        })
        if (writing !== undefined) lives ??= setTimeout(kill, random.int(50, 2_500))
        if (Date.now() - begun > ms) break
      }
      clearTimeout(lives)
      await open.kill()
      report.kills += 1
      const integrity = integrityOf(deskFolder, join(folder, 'copy.db'))
      if (integrity !== 'ok') report.problems.push(`kill ${report.kills}: ${integrity}`)
      if (random.int(1, 6) === 1) {
        report.hubKills += 1
        await hubDown
        await hub.kill()
        hubDown = hub.restart()
      }
      say(report, Math.max(0, ms - (Date.now() - begun)))
    }
    await hubDown
    desk = await start()
    await check(desk)
    await settle(desk)
    await compare(desk)
  } finally {
    await desk?.stop()
    await hubDown.catch(() => undefined)
    await hub.stop()
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
  return report

  /** Waits until the hub has everything, as the desk's events tell. */
  async function settle(open: DeskProcess): Promise<void> {
    const stop = new AbortController()
    const limit = setTimeout(() => stop.abort(new Error('the hub did not get everything within five minutes')), 300_000)
    try {
      for await (const _ of await open.desk.app.watch({}, { signal: stop.signal })) {
        const { waiting } = await open.desk.sync.overview({})
        if (waiting.tasks === 0) return
        await open.desk.sync.now({})
      }
    } catch (error) {
      throw stop.signal.aborted ? stop.signal.reason : error
    } finally {
      clearTimeout(limit)
      stop.abort()
    }
  }

  async function compare(open: DeskProcess): Promise<void> {
    const atHub = await hub.submissions()
    const ids = new Set(atHub.map(({ id }) => id))
    const onDesk: string[] = []
    for (let offset = 0; ; offset += 500) {
      const { rows } = await open.desk.sync.submissions({ offset, limit: 500 })
      onDesk.push(...rows.map(({ id }) => id))
      const unproven = rows.filter((row) => row.receipt?.verified !== true)
      if (unproven.length > 0) report.problems.push(`${unproven.length} submissions without a receipt that holds`)
      if (rows.length < 500) break
    }
    for (const id of new Set([...sent, ...onDesk])) {
      if (ids.has(id) && onDesk.includes(id)) continue
      report.lost += 1
      report.problems.push(`submission ${id} is not on both sides`)
    }
    report.doubled += atHub.length - new Set(atHub.map(({ taskId }) => taskId)).size
    report.submissions = ids.size
  }
}

async function call<T>(open: DeskProcess, answer: Promise<T>): Promise<T> {
  return Promise.race([answer, open.ended])
}

/** A call that the kill has cut off; anything the desk itself answered is no such thing. */
function ignoreGone(error: unknown): void {
  if (error instanceof Gone) return
  if (error instanceof Error && /WebSocket|closed|aborted/i.test(error.message)) return
  throw error
}
