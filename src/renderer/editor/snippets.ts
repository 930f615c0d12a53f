import { type EditorState, type StateCommand, Transaction, type TransactionSpec } from '@codemirror/state'
import { SNIPPET_EVENT } from './text-edits.ts'

export type NamedText = { readonly name: string; readonly text: string }

const NAMED = /(?:^|[^\p{L}\p{N}_;])(;([\p{L}\p{N}_-]{1,40}))$/u

/** Puts the text in place of `;name` before the caret. Where there is no such name, the key does what it does else. */
export function expandSnippet(snippets: () => readonly NamedText[]): StateCommand {
  return ({ state, dispatch }) => {
    const { head, empty } = state.selection.main
    if (state.readOnly || !empty) return false
    const [, typed, name] = NAMED.exec(state.sliceDoc(Math.max(0, head - 43), head)) ?? []
    if (typed === undefined || name === undefined) return false
    const found = snippets().find((one) => one.name.toLocaleLowerCase() === name.toLocaleLowerCase())
    if (found === undefined) return false
    dispatch(state.update(putIn(state, found.text, head - typed.length, head)))
    return true
  }
}

/** The transaction that puts a text of one's own in the place of what is selected. */
export function snippetSpec(state: EditorState, text: string): TransactionSpec {
  const { from, to } = state.selection.main
  return putIn(state, text, from, to)
}

function putIn(state: EditorState, text: string, from: number, to: number): TransactionSpec {
  const insert = state.toText(text)
  return {
    changes: { from, to, insert },
    selection: { anchor: from + insert.length },
    annotations: Transaction.userEvent.of(SNIPPET_EVENT),
    scrollIntoView: true,
  }
}
