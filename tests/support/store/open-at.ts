import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { openStore, type Store } from '../../../src/core/store/open-store.ts'
import { readStoreState, writeStoreState } from '../../../src/core/store/store-state.ts'
import { AT } from '../core/test-store.ts'

/** A store that must open. */
export function openAt(folder: string, now: () => number = () => AT): Store {
  const opened = openStore(folder, { now })
  if (!opened.ok) throw new Error(opened.error.text)
  return opened.value
}

export function countEdits(folder: string): number {
  const store = openAt(folder)
  const n = store.drafts.editCount()
  store.close()
  return n
}

/** As after a read that failed: the next opening looks at everything. */
export function markSuspect(folder: string): void {
  const state = readStoreState(folder)
  if (state !== undefined) writeStoreState(folder, { ...state, suspect: true })
}

/** As a disk does: the first page of a table or an index of a closed store is zeros. */
export function losePage(folder: string, name: string): void {
  const path = join(folder, 'desk.db')
  const db = new Database(path, { readonly: true })
  const page = Number(db.prepare('SELECT rootpage FROM sqlite_schema WHERE name = ?').pluck().get(name))
  const size = Number(db.pragma('page_size', { simple: true }))
  db.close()
  writeFileSync(path, readFileSync(path).fill(0, (page - 1) * size, page * size))
}
