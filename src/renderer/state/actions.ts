/** Something one can do here, as the palette offers it and the list of shortcuts tells it. */
export type Action = {
  /** Unique in its list. */
  readonly id: string
  /** In the words of its button: "Send", "Hide reading". */
  readonly name: string
  /** As `ui/use-shortcuts.ts` names keys: `Mod+Enter`, `Alt+1`, `t`. */
  readonly shortcut?: string
  /** Left out for keys that do something only where the focus is, such as ↑ in a list: these are told, not offered. */
  readonly run?: () => void
  /** Other words one might look for it by. */
  readonly also?: string
}

/** What one can do in one part of the window. */
export type ActionList = { readonly title: string; readonly actions: readonly Action[] }

export type Actions = {
  /** @param read is asked each time the actions are shown. @returns what takes them away again */
  add(read: () => ActionList): () => void
  /** What can be done now: what belongs to the present screen first, what is always there last. */
  all(): readonly ActionList[]
}

/** What can be done now. Each part of the window adds its own while it is shown. */
export function createActions(): Actions {
  const sources = new Set<() => ActionList>()
  return {
    add: (read) => {
      sources.add(read)
      return () => void sources.delete(read)
    },
    all: () => {
      const lists = new Map<string, Action[]>()
      for (const { title, actions } of [...sources].map((read) => read())) {
        // Two parts of one kind, two rubrics say, tell the same.
        const known = lists.get(title) ?? []
        lists.set(title, [...known, ...actions.filter(({ id }) => !known.some((one) => one.id === id))])
      }
      const isGlobal = (title: string): boolean => title === EVERYWHERE || title === LOOKS
      return [...lists]
        .map(([title, actions]) => ({ title, actions }))
        .filter(({ actions }) => actions.length > 0)
        .sort((a, b) => Number(isGlobal(a.title)) - Number(isGlobal(b.title)))
    },
  }
}

/** Titles of what is there on every screen. */
export const EVERYWHERE = 'Everywhere'
export const LOOKS = 'Looks'

/** The actions by their keys, for `useShortcuts`: so that what is told and what is done are one. */
export function actionsToShortcuts(actions: readonly Action[]): Record<string, () => void> {
  const shortcuts: Record<string, () => void> = {}
  for (const { shortcut, run } of actions) if (shortcut !== undefined && run !== undefined) shortcuts[shortcut] = run
  return shortcuts
}
