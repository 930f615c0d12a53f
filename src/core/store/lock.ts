import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'

export type Lock = {
  /** Lets others find this desk: its address in the browser shell. */
  announce(where: string): void
  release(): void
}

/**
 * Two desks never open one store. The lock is a lock of the operating system (held by SQLite on a file of its own), so
 * a desk that was killed leaves none behind.
 * @returns the lock, or where the desk that holds it can be found
 */
export function takeLock(folder: string): Lock | { heldBy: string } {
  const wherePath = join(folder, 'desk.where')
  const db = new Database(join(folder, 'desk.lock'), { timeout: 0 })
  try {
    db.pragma('journal_mode = MEMORY')
    db.exec('BEGIN EXCLUSIVE')
    rmSync(wherePath, { force: true })
  } catch (error) {
    db.close()
    if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY')) {
      return { heldBy: readWhere(wherePath) }
    }
    throw error
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

function readWhere(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
