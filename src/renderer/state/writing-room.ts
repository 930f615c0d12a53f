import { createStore, type StoreApi } from 'zustand/vanilla'

/** Something that can be done while one writes, by key, by button and by whatever lists what can be done. */
export type WritingAction = {
  readonly id: string
  /** In words: `Focus on the sentence`. */
  readonly name: string
  /** As `useShortcuts` names it, such as `Alt+Q`; undefined where there is no key. */
  readonly shortcut?: string
  readonly run: () => void
}

/** What can be done in the task that is open now; empty where none is. */
export type WritingRoom = {
  readonly store: StoreApi<{ readonly actions: readonly WritingAction[] }>
  /** @returns takes them away again */
  open(actions: readonly WritingAction[]): () => void
}

export function createWritingRoom(): WritingRoom {
  const store = createStore<{ readonly actions: readonly WritingAction[] }>(() => ({ actions: [] }))
  return {
    store,
    open: (actions) => {
      store.setState({ actions })
      return () => {
        if (store.getState().actions === actions) store.setState({ actions: [] })
      }
    },
  }
}
