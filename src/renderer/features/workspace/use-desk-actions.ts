import type { TaskDetail } from '../../../shared/contract/desk-views.ts'
import type { Action } from '../../state/actions.ts'
import type { Decisions } from '../../state/draft-decisions.ts'
import { useActions } from '../../state/use-actions.ts'
import type { ViewKeeper } from './use-window-view.ts'

type DeskDoings = {
  readonly detail: TaskDetail
  readonly decisions: Decisions
  readonly keeper: ViewKeeper
  readonly send: () => void
  readonly toHalf: (half: 'read' | 'write') => void
  readonly jump: (field: string) => void
  readonly toNotes: () => void
}

/** What can be done with the open task. @returns those that have a key of the whole screen */
export function useDeskActions({
  detail,
  decisions,
  keeper,
  send,
  toHalf,
  jump,
  toNotes,
}: DeskDoings): readonly Action[] {
  const { row, task, writable } = detail
  const { view, change } = keeper
  const actions: Action[] = []
  if (writable.yes) {
    actions.push({ id: 'send', name: 'Send, or see what is missing', shortcut: 'Mod+Enter', also: 'finish', run: send })
  }
  if (row.state === 'ready') {
    actions.push({
      id: 'take-back',
      name: 'Take it back',
      also: 'undo send',
      run: () => void decisions.takeBack(row.id),
    })
  }
  if (row.state === 'received' && !detail.isElsewhere) {
    actions.push({ id: 'revise', name: 'Change it', also: 'revise', run: () => void decisions.revise(row.id) })
  }
  if (detail.isElsewhere || row.state === 'elsewhere') {
    actions.push({ id: 'here', name: 'Continue here', run: () => void decisions.continueHere(row.id) })
  }
  if (detail.canSendAsItIs) {
    actions.push({ id: 'as-it-is', name: 'Send as it is', run: () => void decisions.sendAsItIs(row) })
  }
  actions.push(
    { id: 'notes', name: 'Private notes', shortcut: 'Alt+N', run: toNotes },
    { id: 'read', name: 'To what there is to read', shortcut: 'Alt+R', run: () => toHalf('read') },
    { id: 'write', name: 'To what there is to write', shortcut: 'Alt+W', run: () => toHalf('write') },
    {
      id: 'hide-reading',
      name: view.isReadingHidden ? 'Show reading' : 'Hide reading',
      also: 'panel split',
      run: () => change({ isReadingHidden: !view.isReadingHidden }),
    },
  )
  if (task.materials.length > 0) {
    const isFolded = task.materials.every(({ key }) => view.folded.includes(key))
    const folded = isFolded ? [] : task.materials.map(({ key }) => key)
    actions.push({
      id: 'fold',
      name: isFolded ? 'Unfold all materials' : 'Fold all materials',
      run: () => change({ folded }),
    })
  }
  const fields = task.fields.map(({ key, label }) => ({
    id: `field-${key}`,
    name: `Go to “${label ?? key}”`,
    also: 'field write',
    run: () => jump(key),
  }))
  useActions('This task', [...actions, ...fields])
  useActions('Writing', writingKeys)
  return actions
}

/** Keys that the editors have by themselves. */
const writingKeys: readonly Action[] = [
  { id: 'bold', name: 'Bold', shortcut: 'Mod+B' },
  { id: 'italic', name: 'Italic', shortcut: 'Mod+I' },
  { id: 'nest', name: 'In a list: under the item before', shortcut: 'Tab' },
  { id: 'unnest', name: 'In a list: back out', shortcut: 'Shift+Tab' },
  { id: 'undo', name: 'Undo', shortcut: 'Mod+Z' },
  { id: 'paste-plain', name: 'Paste as plain text', shortcut: 'Mod+Shift+V' },
  { id: 'snippet', name: 'After ;name: put in that text', shortcut: 'Tab' },
  { id: 'scale', name: 'On a scale: choose that step, up to 9', shortcut: '1' },
]
