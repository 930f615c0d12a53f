import type { Action } from '../../../../../state/actions.ts'

/** What the list of shortcuts tells of rubrics; each key does something only where the focus is. */
export const rubricShortcuts: readonly Action[] = [
  { id: 'next', name: 'Next criterion', shortcut: 'Enter' },
  { id: 'line', name: 'New line in a criterion', shortcut: 'Shift+Enter' },
  { id: 'up', name: 'Move up', shortcut: 'Alt+↑' },
  { id: 'down', name: 'Move down', shortcut: 'Alt+↓' },
  { id: 'in', name: 'Move in, below the one before', shortcut: 'Mod+]' },
  { id: 'out', name: 'Move out', shortcut: 'Mod+[' },
  { id: 'required', name: 'Required, or not', shortcut: 'Alt+G' },
  { id: 'details', name: 'Tags, source and weight', shortcut: 'Alt+Enter' },
  { id: 'delete', name: 'Delete', shortcut: 'Mod+Shift+Backspace' },
]

/** The same of marking by criteria. */
export const markingShortcuts: readonly Action[] = [
  { id: 'met', name: 'Met (or 1)', shortcut: 'm' },
  { id: 'not-met', name: 'Not met (or 0)', shortcut: 'n' },
  { id: 'none', name: 'Take the mark away', shortcut: 'Backspace' },
  { id: 'evidence', name: 'To the evidence', shortcut: 'e' },
  { id: 'quote', name: 'Quote the selection as evidence', shortcut: 'Alt+E' },
]
