import { copyFileSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { z } from 'zod'
import { codeOf } from '../../shared/rules/code-of.ts'
import { backupFolderOf } from './backup-files.ts'
import { copyReadable } from '../../disk/copy-readable.ts'
import { flushSync, settleSync } from '../../disk/durable-rename.ts'
import { patientlySync } from '../../disk/patiently.ts'
import { isNoRoom } from './disk-room.ts'
import { readStoreState, writeStoreState } from './store-state.ts'

/**
 * Another store takes the place of the present one, which is set aside. It is done when nobody has the store open, and
 * can be stopped between any two steps: what is planned lies in a file, and doing it twice does no harm.
 */
const Plan = z.object({
  /** File in the data folder that becomes the store; it is not moved but copied. */
  from: z.string(),
  /** Name in the folder of backups under which the present store is set aside. */
  aside: z.string(),
  /** Whether `from` is only there for this. */
  consume: z.boolean(),
  generation: z.string(),
})
export type ReplacePlan = z.infer<typeof Plan>
/** Why what was planned was not done. */
export type NotPutBack = 'gone' | 'no-room'

const planPath = (folder: string): string => join(folder, 'desk.replace')

export function planReplacement(folder: string, plan: ReplacePlan): void {
  writeFileSync(`${planPath(folder)}.new`, JSON.stringify(plan), { mode: 0o600 })
  settleSync(`${planPath(folder)}.new`, planPath(folder))
}

/** Whether a replacement is planned. */
export function readReplacement(folder: string): ReplacePlan | undefined {
  try {
    return Plan.parse(JSON.parse(readFileSync(planPath(folder), 'utf8')))
  } catch {
    return undefined
  }
}

/**
 * Does what was planned, if anything was. Only for who holds the lock. What cannot be done is noted in the state, and the
 * present store goes on.
 */
export function applyReplacement(folder: string): void {
  const plan = readReplacement(folder)
  if (plan === undefined) return
  const { aside, consume } = plan
  // Names only: a plan never leads out of the folder.
  const from = join(consume ? folder : backupFolderOf(folder), basename(plan.from))
  const store = join(folder, 'desk.db')
  const kept = join(backupFolderOf(folder), basename(aside))
  // Where both are there it was done before, and only the state is to be told.
  if (!isThere(store) || !isThere(kept)) {
    // Before anything is moved: what cannot be copied must not cost the store that is there.
    const problem = copyBeside(from, `${store}.new`, consume)
    if (problem !== undefined) {
      moveBack(store, kept)
      moveBack(`${store}-wal`, `${kept}-wal`)
      const state = readStoreState(folder)
      if (state !== undefined) writeStoreState(folder, { ...state, notPutBack: problem })
      rmSync(planPath(folder), { force: true })
      flushSync(folder)
      return
    }
    // The log of writes goes with its store, and first: a store without it would be an older one.
    moveOnce(`${store}-wal`, `${kept}-wal`)
    moveOnce(store, kept)
    flushSync(backupFolderOf(folder))
    rmSync(`${store}-shm`, { force: true })
    settleSync(`${store}.new`, store)
  }
  // A backup that turns out damaged is rescued before anyone has seen that it was put back.
  const before = consume ? readStoreState(folder) : undefined
  const putBack = consume ? before?.replaced?.putBack : basename(aside)
  const replaced = putBack === undefined ? {} : { putBack }
  const untold = before?.notPutBack === undefined ? {} : { notPutBack: before.notPutBack }
  writeStoreState(folder, { closed: true, suspect: false, generation: plan.generation, replaced, ...untold })
  rmSync(planPath(folder), { force: true })
  if (consume) rmSync(from, { force: true })
  flushSync(folder)
}

/** @returns why there is no copy, where the present store can go on without it */
function copyBeside(from: string, to: string, isRescue: boolean): NotPutBack | undefined {
  try {
    copyFileSync(from, to)
    return undefined
  } catch (error) {
    rmSync(to, { force: true })
    if (!isThere(from)) return 'gone'
    // What was rescued waits for room: the store before it is damaged.
    if (isNoRoom(error) && !isRescue) return 'no-room'
    throw error
  }
}

/** Where a file waits that goes to another drive, so that its place is free as soon as after a rename. */
const leavingOf = (path: string): string => `${path}.leaving`

/** Moves what is not there yet, also to another drive: `backups` may be a link. Can be stopped anywhere and done again. */
function moveOnce(from: string, to: string): void {
  const leaving = leavingOf(from)
  if (isThere(from) && !isThere(to) && !isThere(leaving)) {
    try {
      return patientlySync(() => renameSync(from, to))
    } catch (error) {
      if (codeOf(error) !== 'EXDEV') throw error
    }
    patientlySync(() => renameSync(from, leaving))
  }
  if (!isThere(leaving)) return
  if (!isThere(to)) {
    copyReadable(leaving, `${to}.part`)
    settleSync(`${to}.part`, to)
  }
  rmSync(leaving, { force: true })
}

function moveBack(from: string, to: string): void {
  if (!isThere(leavingOf(from))) return moveOnce(to, from)
  patientlySync(() => renameSync(leavingOf(from), from))
  rmSync(to, { force: true })
}

function isThere(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined
}
