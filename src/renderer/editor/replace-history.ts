import { history, historyField } from '@codemirror/commands'
import { Compartment, EditorState, type Extension, Transaction, type TransactionSpec } from '@codemirror/state'

/** What undo and redo would do, as CodeMirror keeps it. */
export type History = { readonly value: unknown }

const place = new Compartment()

/** Beside `history()`: where another one can be put in its place. */
export const historyPlace: Extension = place.of([])

/** What the history of a text is, which has one. */
export function historyOf(state: EditorState): History {
  return { value: state.field(historyField) }
}

/** Puts a history in the place of the present one; it must fit the text as it stands. */
export function putHistory({ value }: History): TransactionSpec {
  return {
    effects: place.reconfigure(historyField.init(() => value)),
    annotations: Transaction.addToHistory.of(false),
  }
}

/**
 * Leaves an undo or redo undone: its step is in the history no more, the text is not touched, and what was done before it
 * can be undone, and done again, as ever. To do it and put the text back would have others' words, which the text may get
 * meanwhile, stand elsewhere: where all around them was taken out and put in anew, nothing tells their place.
 */
export function withoutStep(step: Transaction): TransactionSpec {
  const { startState, changes } = step
  const fields = { history: historyField }
  const back = {
    changes: changes.invert(startState.doc),
    annotations: Transaction.addToHistory.of(false),
    filter: false,
  }
  const before = startState.toJSON(fields) as Saved
  const after = step.state.update(back).state.toJSON(fields) as Saved
  const [undone, redone] = step.isUserEvent('undo') ? [after, before] : [before, after]
  const both = { ...before, history: { done: undone.history.done, undone: redone.history.undone } }
  return putHistory(historyOf(EditorState.fromJSON(both, { extensions: history() }, fields)))
}

type Saved = { readonly history: { readonly done: unknown; readonly undone: unknown } }
