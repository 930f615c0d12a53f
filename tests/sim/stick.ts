import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readInBytes, saveOutbox } from '../support/sync/carry.ts'
import { attempt, codeOf, type ExpertAction, type OperatorAction } from './actions.ts'
import type { SimDesk } from './sim-desk.ts'
import { hasDamage } from './traits.ts'
import type { World } from './world.ts'

/** Sealed files that go by hand, where a seed has a stick: made, read in in any order, again and again, and damaged. */

type StickFile = {
  readonly kind: 'batch' | 'outbox' | 'answer'
  readonly path: string
  readonly desk: string | undefined
}

/** What lies on the stick. A file on it is never taken away: a person may read in any of them at any time. */
export type Stick = {
  readonly files: StickFile[]
  /** Where the next file is written. */
  place(): string
}

export function makeStick(folder: string): Stick {
  mkdirSync(folder)
  const files: StickFile[] = []
  let count = 0
  return { files, place: () => join(folder, `${++count}.understudy`) }
}

function chooseFile(world: World, isFor: (file: StickFile) => boolean): StickFile | undefined {
  const files = world.stick?.files.filter(isFor) ?? []
  return files.length === 0 ? undefined : world.random.pick(files)
}

/** The file with one byte turned, or without its end. */
function damage({ random }: World, path: string): Buffer {
  const bytes = readFileSync(path)
  const at = random.below(bytes.length)
  if (random.chance(0.5)) return bytes.subarray(0, at)
  bytes[at] = (bytes[at] ?? 0) ^ (1 << random.below(8))
  return bytes
}

const save: ExpertAction = async (world, _, desk) => {
  if (world.stick === undefined) return false
  const path = world.stick.place()
  const saved = await attempt(world, desk, 'save', () => saveOutbox(desk.client(), path), ['nothing'])
  if (saved !== undefined) world.stick.files.push({ kind: 'outbox', path, desk: desk.name })
  return true
}

const read: ExpertAction = async (world, _, desk) => {
  const file = chooseFile(world, ({ kind }) => kind !== 'outbox')
  if (file === undefined) return false
  await readIn(world, desk, file, world.random.chance(0.1))
  return true
}

async function readIn(world: World, desk: SimDesk, file: StickFile, isDamaged: boolean): Promise<void> {
  const bytes = isDamaged ? damage(world, file.path) : readFileSync(file.path)
  const isOfOther = file.desk !== undefined && file.desk !== desk.name
  const refusals = isDamaged
    ? ['not-sealed', 'damaged', 'strange', 'too-large', 'newer', 'unsigned', 'wrong-signature', 'wrong-device', 'gap']
    : [
        // Whoever has to sign in again gets another device.
        ...(isOfOther || hasDamage(world.seed) ? ['wrong-device'] : []),
        ...(file.kind === 'batch' ? ['gap'] : []),
      ]
  const before = summaryOf(desk)
  let isRefused = false
  const run = async (): Promise<unknown> => {
    try {
      return await readInBytes(desk.client(), bytes)
    } catch (error) {
      isRefused = refusals.includes(codeOf(error))
      throw error
    }
  }
  await attempt(world, desk, `reading in ${file.kind}`, run, refusals)
  if (desk.hasDied()) return
  const after = summaryOf(desk)
  if (isRefused && before.all !== after.all)
    world.problems.push(`[C1] desk ${desk.name} refused a file and took of it: ${before.all} became ${after.all}`)
  if (after.cursor < before.cursor)
    world.problems.push(`[C5] a file moved the cursor of desk ${desk.name} from ${before.cursor} to ${after.cursor}`)
}

/** What reading in a file may change. */
function summaryOf(desk: SimDesk): { readonly cursor: number; readonly all: string } {
  return desk.look((db) => {
    const cursor = db.prepare<[], { cursor: number }>('SELECT cursor FROM hubs').get()?.cursor ?? 0
    const sql = `SELECT (SELECT group_concat(id || ' ' || state, ', ') FROM (SELECT id, state FROM outbox ORDER BY seq)) || '; '
      || (SELECT count(*) FROM tasks) || ' tasks; ' || (SELECT count(*) FROM submissions WHERE receipt IS NOT NULL) || ' receipts' AS line`
    return { cursor, all: `cursor ${cursor}, ${db.prepare<[], { line: string }>(sql).get()?.line}` }
  })
}

export const stickActions = { save, read } as const satisfies Record<string, ExpertAction>

export const stickWeights: Readonly<Record<keyof typeof stickActions, number>> = { save: 6, read: 12 }

/** The operator seals what there is for the expert: all of it, or what is newer than one of his desks was. */
const batchOut: OperatorAction = async (world) => {
  if (world.stick === undefined) return
  const desk = world.random.pick(world.desks)
  const after = world.random.chance(0.5) || !desk.isUp() ? 0 : summaryOf(desk).cursor
  const path = world.stick.place()
  const isMade = await world.hub.batchOut(world.expertId, path, after)
  if (isMade) world.stick.files.push({ kind: 'batch', path, desk: undefined })
}

const outboxIn: OperatorAction = async (world) => {
  const file = chooseFile(world, ({ kind }) => kind === 'outbox')
  if (file !== undefined) await takeIn(world, file, world.random.chance(0.1))
}

async function takeIn(world: World, file: StickFile, isDamaged: boolean): Promise<void> {
  const { stick } = world
  if (stick === undefined) return
  let { path } = file
  if (isDamaged) {
    path = stick.place()
    writeFileSync(path, damage(world, file.path))
  }
  const receipts = stick.place()
  const taken = await world.hub.outboxIn(path, receipts)
  if (taken === undefined) return
  if (!taken.ok) {
    if (!isDamaged) world.problems.push(`[C2] the hub refused an outbox of its expert: ${taken.error.code}`)
    return
  }
  await world.onResults(taken.value.results)
  if (taken.value.isAnswered) stick.files.push({ kind: 'answer', path: receipts, desk: file.desk })
}

export const stickOperatorActions = { batchOut, outboxIn } as const satisfies Record<string, OperatorAction>

export const stickOperatorWeights: Readonly<Record<keyof typeof stickOperatorActions, number>> = {
  batchOut: 3,
  outboxIn: 7,
}

/** When all is done, all files are read in once more, the newest first: nothing changes, and nothing is refused anew. */
export async function readAllAgain(world: World): Promise<void> {
  for (const file of world.stick?.files.toReversed() ?? []) {
    if (file.kind === 'outbox') await takeIn(world, file, false)
    else for (const desk of world.desks) await readIn(world, desk, file, false)
    await world.settle()
  }
}
