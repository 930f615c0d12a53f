import type { Facets, TaskFilter, TaskSort } from '../../shared/contract/desk-views.ts'
import type { TaskKind } from '../../shared/domain/task.ts'
import type { TaskState } from '../../shared/domain/work.ts'

export type Shelf = 'todo' | 'sent' | 'done' | 'all'

/** What the inbox shows. Empty lists mean: all of them. */
export type InboxView = {
  readonly shelf: Shelf
  readonly query: string
  readonly kinds: readonly TaskKind[]
  readonly batchIds: readonly string[]
  readonly occupations: readonly string[]
  readonly sort: TaskSort
}

export const firstView: InboxView = { shelf: 'todo', query: '', kinds: [], batchIds: [], occupations: [], sort: 'due' }

const shelfStates: Record<Shelf, TaskState[]> = {
  todo: ['returned', 'drafting', 'taken', 'offered', 'elsewhere'],
  sent: ['ready', 'sent', 'received'],
  done: ['accepted', 'rejected', 'declined', 'withdrawn'],
  all: [],
}

export function viewToFilter({ shelf, query, kinds, batchIds, occupations }: InboxView): TaskFilter {
  return {
    query,
    states: shelfStates[shelf],
    kinds: [...kinds],
    batchIds: [...batchIds],
    occupations: [...occupations],
  }
}

/** Number of tasks on each shelf, whatever else is filtered. */
export function shelfCounts(facets: Facets): Record<Shelf, number> {
  const sum = (states: readonly TaskState[]): number =>
    facets.states
      .filter(({ state }) => states.length === 0 || states.includes(state))
      .reduce((n, { count }) => n + count, 0)
  return { todo: sum(shelfStates.todo), sent: sum(shelfStates.sent), done: sum(shelfStates.done), all: sum([]) }
}

/** Whether anything but the shelf narrows the list. */
export function isNarrowed({ query, kinds, batchIds, occupations }: InboxView): boolean {
  return query.trim() !== '' || kinds.length + batchIds.length + occupations.length > 0
}
