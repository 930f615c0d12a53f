import type { FieldSync } from '../editor/draft-sync.ts'

/** `saved` is said only of what the core has on its disk. */
export type SaveState =
  | { readonly kind: 'saved' }
  | { readonly kind: 'saving' }
  | { readonly kind: 'waiting' | 'refused'; readonly text: string }

/** How a draft stands whose parts stand so: one that is refused or waits tells of all. */
export function saveState(syncs: readonly FieldSync[]): SaveState {
  let isPending = false
  let waiting: SaveState | undefined
  for (const sync of syncs) {
    const { pending, trouble } = sync.syncState()
    if (pending === 0) continue
    isPending = true
    if (trouble?.kind === 'refused') return { kind: 'refused', text: trouble.text }
    if (trouble !== undefined) waiting = { kind: 'waiting', text: trouble.text }
  }
  return waiting ?? { kind: isPending ? 'saving' : 'saved' }
}

export function isSameSave(a: SaveState, b: SaveState): boolean {
  return a.kind === b.kind && ('text' in a ? a.text : '') === ('text' in b ? b.text : '')
}
