import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Database } from 'better-sqlite3'
import { z } from 'zod'
import { codeOf } from '../../shared/rules/code-of.ts'
import { settleSync } from '../../disk/durable-rename.ts'

const StoreState = z.object({
  /** Whether the store was closed in good order when this was written. */
  closed: z.boolean(),
  /** A read has failed: the store is to be checked when it is opened next. */
  suspect: z.boolean().default(false),
  /**
   * Whether its log of writes may rightly be gone: SQLite moves it into the store and removes it when the store is closed,
   * also one that is suspect, or that is closed because it could not be opened.
   */
  logMoved: z.boolean().default(false),
  /** A mark that the store got when it was closed. Where it has another one, an older store stands in its place. */
  closedAs: z.string().optional(),
  /** Which history the store has; another one after a backup was put back, or after a rescue. */
  generation: z.string(),
  /** Of the store; unknown after a backup of any age was put back. */
  version: z.int().optional(),
  /**
   * What is still to be done because another store has taken the place of the one before; the next opening takes it over
   * into the store. `putBack`: the name under which the one before was set aside, when an expert put a backup back.
   */
  replaced: z.object({ putBack: z.string().optional() }).optional(),
  /** What the store is yet to be told, on a full disk say: why a backup was not put back. */
  notPutBack: z.enum(['gone', 'no-room']).optional(),
})
export type StoreState = z.infer<typeof StoreState>

const pathOf = (folder: string): string => join(folder, 'desk.state')

/**
 * What is known of the store beside the store itself: that there is one, and whether it was closed in good order. So a
 * store that has vanished, or that ended without warning, is not taken for a new or a sound one.
 * @returns undefined where there has been no store
 */
export function readStoreState(folder: string): StoreState | undefined {
  try {
    return StoreState.parse(JSON.parse(readFileSync(pathOf(folder), 'utf8')))
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    // Half a file: it was being written, so there is a store, and nobody knows what has become of its log.
    return { closed: false, suspect: true, logMoved: true, generation: '' }
  }
}

export function writeStoreState(folder: string, state: z.input<typeof StoreState>): void {
  const path = pathOf(folder)
  writeFileSync(`${path}.new`, JSON.stringify(state), { mode: 0o600 })
  settleSync(`${path}.new`, path)
}

/** Closes a store of which a state is kept, and notes that its log is gone then, so that nobody takes that for a loss. */
export function closeNoted(db: Database, folder: string): void {
  const isNoted = noteLogMoved(folder)
  db.close()
  // Removing the log has made room on a full disk.
  if (!isNoted) noteLogMoved(folder)
}

function noteLogMoved(folder: string): boolean {
  const state = readStoreState(folder)
  if (state === undefined || state.closed || state.logMoved) return true
  try {
    writeStoreState(folder, { ...state, logMoved: true })
    return true
  } catch {
    return false
  }
}
