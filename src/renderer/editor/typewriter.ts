import { EditorState, type Extension, type Transaction } from '@codemirror/state'
import { EditorView } from '@codemirror/view'

/** Keeps the line one writes in in the middle of the window. A click goes where it points, and nothing moves under it. */
export function typewriter(): Extension {
  return EditorState.transactionExtender.of((transaction) =>
    isWriting(transaction)
      ? { effects: EditorView.scrollIntoView(transaction.newSelection.main.head, { y: 'center' }) }
      : null,
  )
}

function isWriting(transaction: Transaction): boolean {
  if (transaction.isUserEvent('input.type.compose') || transaction.isUserEvent('select.pointer')) return false
  return ['input', 'delete', 'select', 'undo', 'redo'].some((event) => transaction.isUserEvent(event))
}
