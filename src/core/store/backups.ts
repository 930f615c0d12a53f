import { chmodSync, closeSync, openSync } from 'node:fs'
import { basename } from 'node:path'
import Database from 'better-sqlite3'
import { err, ok, type Result } from '../../shared/domain/result.ts'
import { type BackupFile, dropParts, freeBackupPath, listBackups, pruneBackups, settlePath } from './backup-files.ts'
import { NEWEST_VERSION } from './migrate.ts'
import { planReplacement } from './replace-store.ts'
import { checkStore, isSoundByParts } from './soundness.ts'

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
  /** Ends a copy that is under way. */
  stop(): Promise<void>
}

class Stopped extends Error {}

export function createBackups(db: Database.Database, folder: string): Backups {
  let making: Promise<unknown> = Promise.resolve()
  let stopped = false

  async function copy(kind: 'daily' | 'hand', at: number): Promise<Result<BackupFile, BackupProblem>> {
    if (stopped) return err(stoppedProblem)
    dropParts(folder)
    const path = freeBackupPath(folder, at, kind)
    const part = `${path}.part`
    try {
      closeSync(openSync(part, 'wx', 0o600))
      await db.backup(part, {
        progress: () => {
          if (stopped) throw new Stopped()
          return PAGES_A_STEP
        },
      })
      const copied = new Database(part)
      // One file that needs none beside it.
      copied.pragma('journal_mode = DELETE')
      const sound = await isSoundByParts(copied)
      copied.close()
      if (!sound) {
        dropParts(folder)
        return err({
          code: 'damaged',
          text: 'The copy did not come out sound, so the store may be damaged. It is checked now.',
        })
      }
      settlePath(part, path)
      pruneBackups(folder)
    } catch (error) {
      dropParts(folder)
      if (error instanceof Stopped || stopped) return err(stoppedProblem)
      const code = error instanceof Error && 'code' in error ? String(error.code) : ''
      if (code !== 'SQLITE_FULL' && code !== 'ENOSPC') throw error
      return err({ code: 'no-room', text: 'There is no room on the disk for a backup. Make room and try again.' })
    }
    const made = listBackups(folder).find((backup) => backup.path === path)
    return made === undefined ? err(notFound) : ok(made)
  }

  return {
    list: () => listBackups(folder),
    make: (kind, at) => {
      const made = making.then(() => copy(kind, at))
      making = made.catch(() => undefined)
      return made
    },
    planRestore: (id, at, generation) => {
      const backup = listBackups(folder).find((file) => file.id === id)
      if (backup === undefined) return err(notFound)
      const problem = settleForRestore(backup)
      if (problem !== undefined) return err(problem)
      const aside = basename(freeBackupPath(folder, at, 'aside'))
      planReplacement(folder, { from: backup.id, aside, consume: false, generation })
      return ok({})
    },
    stop: async () => {
      stopped = true
      await making
    },
  }
}

const stoppedProblem: BackupProblem = { code: 'stopped', text: 'The desk is closing; no backup was made.' }
const notFound: BackupProblem = { code: 'not-found', text: 'This backup is not there any more.' }

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
    if (!(error instanceof Database.SqliteError)) throw error
  } finally {
    db.close()
  }
  return { code: 'damaged', text: 'This backup is damaged and was not put back. Choose another one.' }
}

/** A copy before an update changes the store; where it cannot be made, the update is not begun. */
export function backUpBeforeUpdate(db: Database.Database, folder: string, at: number, version: number): void {
  dropParts(folder)
  const path = freeBackupPath(folder, at, 'update', version)
  db.prepare('VACUUM INTO ?').run(`${path}.part`)
  chmodSync(`${path}.part`, 0o600)
  settlePath(`${path}.part`, path)
  pruneBackups(folder)
}
