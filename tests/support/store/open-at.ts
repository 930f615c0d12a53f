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
