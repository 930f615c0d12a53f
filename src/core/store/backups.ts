import { chmodSync, closeSync, openSync, statSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { setImmediate as turnOfTheLoop } from 'node:timers/promises'
import Database from 'better-sqlite3'
import { err, ok, type Result } from '../../shared/domain/result.ts'
import { type AttachedBackup, createAttachedBackup, type KeptOutcome } from './attached-backup.ts'
import { type BackupFile, dropParts, freeBackupPath, listBackups, pruneBackups } from './backup-files.ts'
import { settleSync } from '../../disk/durable-rename.ts'
import { hasRoomForSync, isNoRoom, leavesRoomSync, SPARE_BYTES } from './disk-room.ts'
import type { FilesTable } from './files-table.ts'
import { NEWEST_VERSION } from './migrate.ts'
import { planReplacement, readReplacement } from './replace-store.ts'
import { checkStore, isDamage, isSoundByParts, isUnreadable } from './soundness.ts'

/**
 * Pages copied at a time: 256 KB, after which whoever types has their turn. Measured on a store of 93 MB with a commit
 * after each step: 0.6 ms median and 2 ms longest wait, 0.3 s in all; `VACUUM INTO` would block for 0.37 s.
 */
const PAGES_A_STEP = 64

export type BackupProblem = {
  readonly code: 'no-room' | 'damaged' | 'stopped' | 'not-found' | 'newer'
  readonly text: string
}

export type Backups = {
  list(): BackupFile[]
  /** Copies the store while it is being written, checks the copy and only then gives it its name. One at a time. */
  make(kind: 'daily' | 'hand', at: number): Promise<Result<BackupFile, BackupProblem>>
  /**
   * Checks a backup and plans that it takes the place of the store when that is opened next; the present store is set
   * aside then. @param generation the new history's id
   */
  planRestore(id: string, at: number, generation: string): Result<object, BackupProblem>
  /** Brings the copies of attached files in step with what is needed; after what else is being copied. */
  keepFiles(): Promise<Result<KeptOutcome, BackupProblem>>
  /** Takes attached files that are missing or damaged from their copies, all that there are. */
  healFiles(): Promise<Result<object, BackupProblem>>
  readonly files: Pick<AttachedBackup, 'heal' | 'onHealed' | 'measure' | 'isOwed' | 'nameOf'>
  /** Ends a copy that is under way. */
  stop(): Promise<void>
}

class Stopped extends Error {}

export function createBackups(db: Database.Database, folder: string, files: FilesTable): Backups {
  let making: Promise<unknown> = Promise.resolve()
  let stopped = false
  const stopping = new AbortController()
  const attached = createAttachedBackup(db, folder, files)

  /** One after the other: each begins by removing what an earlier one has left. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = making.then(work)
    making = turn.catch(() => undefined)
    return turn
  }

  /** Others have their turn; who closes the desk does not wait for a check of many years. */
  async function pause(): Promise<void> {
    await turnOfTheLoop()
    if (stopped) throw new Stopped()
  }

  async function keepFiles(): Promise<Result<KeptOutcome, BackupProblem>> {
    if (stopped) return err(stoppedProblem)
    try {
      dropParts(folder)
      const outcome = await attached.keep(stopping.signal)
      return outcome === 'no-room' ? err(noRoomForFiles) : ok(outcome)
    } catch (error) {
      return err(errorToFilesProblem(error))
    }
  }

  async function healFiles(): Promise<Result<object, BackupProblem>> {
    if (stopped) return err(stoppedProblem)
    try {
      await attached.healAll(stopping.signal)
      return ok({})
    } catch (error) {
      return err(errorToFilesProblem(error))
    }
  }

  function errorToFilesProblem(error: unknown): BackupProblem {
    if (stopped) return stoppedProblem
    if (isNoRoom(error)) return noRoomForFiles
    throw error
  }

  async function copy(kind: 'daily' | 'hand', at: number): Promise<Result<BackupFile, BackupProblem>> {
    if (stopped) return err(stoppedProblem)
    dropParts(folder)
    const path = freeBackupPath(folder, at, kind)
    const part = `${path}.part`
    // Copies of a large store, one a day, would take the room of what is being written.
    if (kind === 'daily' && !leavesRoomSync(dirname(path), bytesOf(db))) return err(noRoomForCopy)
    try {
      closeSync(openSync(part, 'wx', 0o600))
      await db.backup(part, {
        progress: () => {
          if (stopped) throw new Stopped()
          return PAGES_A_STEP
        },
      })
      const sound = await settleCopy(part, pause, stopping.signal)
      if (!sound) {
        dropParts(folder)
        return err(notSound)
      }
      settleSync(part, path)
      pruneBackups(folder, path, readReplacement(folder)?.from)
    } catch (error) {
      dropParts(folder)
      if (error instanceof Stopped || stopped) return err(stoppedProblem)
      if (isDamage(error)) return err(notSound)
      if (!isNoRoom(error)) throw error
      return err(noRoomForCopy)
    }
    const made = listBackups(folder).find((backup) => backup.path === path)
    return made === undefined ? err(notFound) : ok(made)
  }

  return {
    list: () => listBackups(folder),
    make: (kind, at) => inTurn(() => copy(kind, at)),
    keepFiles: () => inTurn(keepFiles),
    healFiles: () => inTurn(healFiles),
    files: attached,
    planRestore: (id, at, generation) => {
      const backup = listBackups(folder).find((file) => file.id === id)
      if (backup === undefined) return err(notFound)
      const problem = settleForRestore(backup) ?? roomProblem(folder, backup)
      if (problem !== undefined) return err(problem)
      const aside = basename(freeBackupPath(folder, at, 'aside'))
      planReplacement(folder, { from: backup.id, aside, consume: false, generation })
      return ok({})
    },
    stop: async () => {
      stopped = true
      stopping.abort()
      await making
    },
  }
}

const stoppedProblem: BackupProblem = { code: 'stopped', text: 'The desk is closing; no backup was made.' }
const notSound: BackupProblem = {
  code: 'damaged',
  text: 'The copy did not come out sound, so the store may be damaged. It is checked now.',
}
const noRoomForCopy: BackupProblem = {
  code: 'no-room',
  text: 'There is no room on the disk for a backup. Make room and try again.',
}
const noRoomForFiles: BackupProblem = {
  code: 'no-room',
  text: 'What you wrote is backed up, but there is no room on the disk for the files you attached. Make room and try again.',
}
const notFound: BackupProblem = { code: 'not-found', text: 'This backup is not there any more.' }

/** Size of a store's pages. */
export function bytesOf(db: Database.Database): number {
  return Number(db.pragma('page_count', { simple: true })) * Number(db.pragma('page_size', { simple: true }))
}

/** It is copied: found out only when the store is aside, it would cost the desk that runs. */
function roomProblem(folder: string, { path }: BackupFile): BackupProblem | undefined {
  const bytes = statSync(path).size
  if (hasRoomForSync(folder, bytes)) return undefined
  const megabytes = Math.ceil((bytes + SPARE_BYTES) / 1_000_000)
  return {
    code: 'no-room',
    text: `There is no room on the disk to put this backup back: ${megabytes} MB have to be free. Make room and try again.`,
  }
}

/**
 * Makes one file of a copy, which needs none beside it, and checks it. It is closed whatever happens: a file that is removed
 * takes its room as long as somebody has it open.
 */
async function settleCopy(path: string, pause: () => Promise<void>, signal: AbortSignal): Promise<boolean> {
  const copied = new Database(path)
  try {
    copied.pragma('journal_mode = DELETE')
    return await isSoundByParts(copied, pause, signal)
  } finally {
    copied.close()
  }
}

/** Brings a backup into one file (what was set aside may have a log of writes beside it) and checks it. */
function settleForRestore({ path }: BackupFile): BackupProblem | undefined {
  const db = new Database(path)
  try {
    const version = Number(db.pragma('user_version', { simple: true }))
    if (version > NEWEST_VERSION) {
      return { code: 'newer', text: 'This backup was made by a newer Understudy. Install that one to use it.' }
    }
    db.pragma('journal_mode = DELETE')
    if (checkStore(db).sound) return undefined
  } catch (error) {
    if (isNoRoom(error))
      return { code: 'no-room', text: 'There is no room on the disk to open this backup. Make room and try again.' }
    if (!isUnreadable(error)) throw error
  } finally {
    db.close()
  }
  return { code: 'damaged', text: 'This backup is damaged and was not put back. Choose another one.' }
}

/**
 * A copy before an update changes the store; where it cannot be made, the update is not begun. Attached files are copied
 * soon after the desk has opened (`keepFiles`): no update touches a file, and their bytes would hold up the start.
 */
export function backUpBeforeUpdate(db: Database.Database, folder: string, at: number, version: number): void {
  dropParts(folder)
  const path = freeBackupPath(folder, at, 'update', version)
  try {
    db.prepare('VACUUM INTO ?').run(`${path}.part`)
    chmodSync(`${path}.part`, 0o600)
    settleSync(`${path}.part`, path)
  } catch (error) {
    // On a full disk half a copy would take what room there was.
    dropParts(folder)
    throw error
  }
  pruneBackups(folder, path)
}
