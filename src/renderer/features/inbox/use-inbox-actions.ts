import type { TaskRow } from '../../../shared/contract/desk-views.ts'
import type { Action } from '../../state/actions.ts'
import { useServices } from '../../state/services.ts'
import { useActions } from '../../state/use-actions.ts'
import { shelves, sorts } from './filters.tsx'

type InboxDoings = {
  /** The row the keyboard is on. */
  readonly row: TaskRow | undefined
  readonly search: () => void
  readonly sit: () => void
}

/** What can be done in the list of tasks. @returns those that have a key */
export function useInboxActions({ row, search, sit }: InboxDoings): readonly Action[] {
  const { inbox, navigation } = useServices()
  const actions: Action[] = [
    { id: 'search', name: 'Search tasks', shortcut: '/', also: 'find', run: search },
    { id: 'sit', name: 'I have a few minutes', shortcut: 'm', also: 'sitting time 25 what fits', run: sit },
  ]
  if (row !== undefined) {
    const { id, title, state } = row
    actions.push({ id: 'open', name: `Open “${title}”`, run: () => navigation.go({ screen: 'task', taskId: id }) })
    if (state === 'offered' || state === 'declined') {
      actions.push({ id: 'take', name: `Take “${title}”`, shortcut: 't', run: () => void inbox.take(row) })
    }
  }
  const keys: Action[] = [
    { id: 'up', name: 'Task above', shortcut: '↑' },
    { id: 'down', name: 'Task below', shortcut: '↓' },
    { id: 'first', name: 'First task', shortcut: 'Home' },
    { id: 'last', name: 'Last task', shortcut: 'End' },
    { id: 'enter', name: 'Open the task', shortcut: 'Enter' },
  ]
  useActions('Inbox', [
    ...actions,
    ...keys,
    ...shelves.map(({ key, label }) => ({
      id: `shelf-${key}`,
      name: `Show: ${label}`,
      run: () => inbox.change({ shelf: key }),
    })),
    ...sorts.map(({ key, label }) => ({
      id: `sort-${key}`,
      name: `Order: ${label}`,
      run: () => inbox.change({ sort: key }),
    })),
  ])
  return actions
}
