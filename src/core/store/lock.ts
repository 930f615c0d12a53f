import { randomUUID } from 'node:crypto'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'

export type Lock = {
  /** Lets others find this desk: its address in the browser shell. */
  announce(where: string): void
  release(): void
}

/** Why there is no lock: a desk holds it, or the file system knows none. */
export type NoLock = { readonly heldBy: string } | 'no-locks'

/**
 * Two desks never open one store. The lock is a lock of the operating system (held by SQLite on a file of its own), so
 * a desk that was killed leaves none behind.
 * @returns the lock, or where the desk that holds it can be found
 */
export function takeLock(folder: string): Lock | NoLock {
  const wherePath = join(folder, 'desk.where')
  const db = new Database(join(folder, 'desk.lock'), { timeout: 0 })
  try {
    db.pragma('journal_mode = MEMORY')
    db.exec('BEGIN EXCLUSIVE')
    rmSync(wherePath, { force: true })
  } catch (error) {
    db.close()
    if (!isRefusedLock(error)) throw error
    return knowsLocks(folder) ? { heldBy: readWhere(wherePath) } : 'no-locks'
  }
  return {
    announce: (where) => {
      try {
        writeFileSync(wherePath, where, { mode: 0o600 })
      } catch {
        // On a full disk the desk goes on; a second one is told only that there is one.
      }
    },
    release: () => {
      try {
        rmSync(wherePath, { force: true })
      } finally {
        db.close()
      }
    },
  }
}

/** SQLite takes ENOLCK, with which a drive of a network says that it has no locks, for a lock that somebody holds. */
function isRefusedLock(error: unknown): boolean {
  return error instanceof Database.SqliteError && /^SQLITE_(BUSY|IOERR_LOCK)/.test(error.code)
}

/** Whether a file that nobody else can know of can be locked here. */
function knowsLocks(folder: string): boolean {
  const path = join(folder, `desk.lock-${randomUUID()}`)
  const db = new Database(path, { timeout: 0 })
  try {
    db.pragma('journal_mode = MEMORY')
    db.exec('BEGIN EXCLUSIVE')
    return true
  } catch (error) {
    return !isRefusedLock(error)
  } finally {
    db.close()
    rmSync(path, { force: true })
  }
}

function readWhere(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
