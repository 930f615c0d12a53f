import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { filePathOf } from '../../src/core/store/file-store.ts'
import type { OfflineStatus } from '../../src/shared/contract/desk-offline.ts'
import { attempt, type ExpertAction } from './actions.ts'
import { isWhole } from './file-invariants.ts'
import type { SimDesk } from './sim-desk.ts'
import { hasAway } from './traits.ts'
import type { World } from './world.ts'

/** Times offline that the expert plans, where a seed has them: what fits is chosen, taken and fetched, and proven. */

const DAY = 86_400_000
/** Nothing more, one small file, and all there is. */
const ROOMS = [0, 30_000, 5_000_000]

const plan: ExpertAction = async (world, _, desk) => {
  const { random, time } = world
  const backBy = time.now() + (1 + random.below(20)) * DAY
  const wish = { backBy, roomBytes: random.pick(ROOMS), newTasks: random.below(4) }
  const planned = await attempt(world, desk, 'offline.plan', () => desk.client().offline.plan(wish))
  if (planned === undefined) return true
  const missing = sizeOfMissing(
    desk,
    planned.tasks.map(({ taskId }) => taskId),
  )
  const offers = planned.tasks.filter(({ isNew }) => isNew).length
  const say = (what: string): void => void world.problems.push(`[F9] desk ${desk.name}: ${what}`)
  if (missing !== planned.bytes) say(`says ${planned.bytes} bytes are to be fetched, and ${missing} are`)
  if (missing > wish.roomBytes) say(`chose ${missing} bytes for a room of ${wish.roomBytes}`)
  if (offers > wish.newTasks) say(`takes ${offers} offers and should take ${wish.newTasks} at most`)
  await attempt(world, desk, 'offline.start', () => desk.client().offline.start(wish))
  return true
}

const prove: ExpertAction = async (world, _, desk) => {
  const { status } = (await attempt(world, desk, 'offline.prove', () => desk.client().offline.prove({}))) ?? {}
  if (status !== undefined) world.problems.push(...(await checkReady(world, desk, status)))
  return status !== undefined
}

/** A bit of a file that belongs to the time offline turns on the disk, and all is proven. */
const spoil: ExpertAction = async (world, model, desk) => {
  const { status } = (await attempt(world, desk, 'offline.status', () => desk.client().offline.status({}))) ?? {}
  const { small = [], large = [] } = world.files?.deliverables ?? {}
  // What the expert may have added to a draft has a copy with the backups, and its own rules.
  const own = new Set([...small, ...large].map(({ sha256 }) => sha256))
  const files =
    status?.tasks.flatMap(({ taskId }) => filesHere(desk, taskId)).filter((sha256) => !own.has(sha256)) ?? []
  if (files.length === 0) return false
  const sha256 = world.random.pick(files)
  const path = filePathOf(desk.folder, sha256)
  const bytes = world.steps.aside(() => readFileSync(path))
  const turned = Buffer.from(bytes)
  const at = world.random.below(bytes.length)
  turned[at] = (turned[at] ?? 0) ^ 1
  world.steps.aside(() => writeFileSync(path, turned))
  const isProven = await prove(world, model, desk)
  const isSpoilt = world.steps.aside(() => existsSync(path) && readFileSync(path).equals(turned))
  if (isSpoilt && isProven && !desk.hasDied()) {
    const { isHere } = desk.look((db) => db.prepare<[string], { isHere: number }>(IS_HERE).get(sha256)) ?? {}
    if (isHere === 1) world.problems.push(`[F10] desk ${desk.name} has proven ${sha256}, of which a bit had turned`)
  }
  // Whoever died before it was seen finds it whole again: what nobody reads, nobody can know.
  if (isSpoilt) world.steps.aside(() => writeFileSync(path, bytes))
  return true
}

const comeBack: ExpertAction = async (world, _, desk) => {
  await attempt(world, desk, 'offline.end', () => desk.client().offline.end({}))
  return true
}

export const awayActions = { plan, prove, spoil, comeBack } as const satisfies Record<string, ExpertAction>
export const awayWeights: Readonly<Record<keyof typeof awayActions, number>> = {
  plan: 12,
  prove: 12,
  spoil: 10,
  comeBack: 1,
}

/** What the expert has let go, or goes on with on the other device. */
const theirs: ReadonlySet<string> = new Set(['elsewhere', 'offered'])

/** When all has come to rest nothing is missing of a time offline, but for what the hub has refused. */
export async function checkAwayAtRest(world: World, desk: SimDesk): Promise<string[]> {
  if (!hasAway(world.seed)) return []
  const { status } = await desk.client().offline.prove({})
  if (status === undefined) return []
  const refused = new Set(desk.look((db) => db.prepare<[], { id: string }>(REFUSED).all()).map(({ id }) => id))
  return [
    ...(await checkReady(world, desk, status)),
    ...status.tasks
      .filter(({ taskId, state, problems }) => problems.length > 0 && !theirs.has(state) && !refused.has(taskId))
      .map(({ taskId, problems }) => `[F10] desk ${desk.name} rests with ${taskId} not ready: ${problems.join(' ')}`),
  ]
}

const openStates: ReadonlySet<string> = new Set(['taken', 'drafting', 'returned'])

/** F10: what is called ready is at the hub the expert's, opens, and has its files here to the byte. */
async function checkReady(world: World, desk: SimDesk, status: OfflineStatus): Promise<string[]> {
  if (!status.isReady) return []
  const problems: string[] = []
  const say = (what: string): void => void problems.push(`[F10] desk ${desk.name} is called ready, and ${what}`)
  for (const { taskId, state } of status.tasks) {
    if (state === 'offered') say(`nobody has taken ${taskId}`)
    if (state === 'elsewhere') say(`${taskId} is on another device`)
    if (!openStates.has(state)) continue
    const [row] = await world.hub.test.db.query<{ state: string }>(
      'select state from assignments where task_id = $1 and expert_id = $2',
      [taskId, world.expertId],
    )
    if (row === undefined || row.state === 'offered') say(`the hub has ${taskId} as ${row?.state ?? 'nothing'}`)
    const open = () => attempt(world, desk, 'open', () => desk.client().tasks.get({ taskId }))
    // A disk that is full for one statement may be met at just this one.
    const opened = (await open()) ?? (await open())
    if (opened === undefined && !desk.hasDied()) say(`${taskId} does not open`)
    const needed = desk.look((db) => db.prepare<[string], { sha256: string }>(NEEDED).all(taskId))
    for (const { sha256 } of needed)
      if (!isWhole(world, filePathOf(desk.folder, sha256), sha256)) say(`${sha256} of ${taskId} is not here`)
  }
  return problems
}

const IS_HERE = 'SELECT here AS isHere FROM files WHERE sha256 = ?'
const NEEDED = 'SELECT tf.sha256 FROM task_files tf JOIN tasks t ON t.no = tf.task_no WHERE t.id = ?'
const REFUSED = "SELECT t.id FROM outbox o JOIN tasks t ON t.no = o.task_no WHERE o.state = 'quarantined'"
const HERE = `SELECT f.sha256 FROM files f JOIN task_files tf ON tf.sha256 = f.sha256 JOIN tasks t ON t.no = tf.task_no
  WHERE t.id = ? AND f.here = 1 AND f.size > 0`

function filesHere(desk: SimDesk, taskId: string): string[] {
  return desk.look((db) => db.prepare<[string], { sha256: string }>(HERE).all(taskId)).map(({ sha256 }) => sha256)
}

/** Bytes of the files of these tasks that are not here, each file once. */
function sizeOfMissing(desk: SimDesk, taskIds: readonly string[]): number {
  const sql = `SELECT coalesce(sum(size), 0) AS bytes FROM files WHERE here = 0 AND sha256 IN (SELECT tf.sha256 FROM task_files tf
    JOIN tasks t ON t.no = tf.task_no WHERE t.id IN (SELECT value FROM json_each(?)))`
  return desk.look((db) => db.prepare<[string], { bytes: number }>(sql).get(JSON.stringify(taskIds)))?.bytes ?? 0
}
