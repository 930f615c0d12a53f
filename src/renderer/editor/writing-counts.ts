import type { EditorState, Extension, Transaction } from '@codemirror/state'
import { EditorView } from '@codemirror/view'
import { type TextCounts, textCounts } from './text-counts.ts'
import { originOf } from './text-edits.ts'

const NONE: TextCounts = { words: 0, characters: 0 }

/** What somebody has written by a change. Taking out is no writing, and takes nothing away from what was written. */
export function writtenBy(transaction: Transaction): TextCounts {
  if (!transaction.docChanged || originOf(transaction) !== 'typed' || transaction.isUserEvent('input.replace'))
    return NONE
  const before = textCounts(transaction.startState.doc)
  const after = textCounts(transaction.newDoc)
  let characters = 0
  transaction.changes.iterChanges((_fromA, _toA, _fromB, _toB, inserted) => {
    characters += textCounts(inserted).characters
  })
  return { words: Math.max(0, after.words - before.words), characters }
}

/** Words and characters of what is selected; undefined where nothing is. */
export function selectedCounts({ doc, selection }: EditorState): TextCounts | undefined {
  const ranges = selection.ranges.filter((range) => !range.empty)
  if (ranges.length === 0) return undefined
  return ranges
    .map(({ from, to }) => textCounts(doc.slice(from, to)))
    .reduce((sum, one) => ({ words: sum.words + one.words, characters: sum.characters + one.characters }))
}

/** Tells what is written by hand, and how much is selected. */
export function tellsCounts(
  onWritten: (counts: TextCounts) => void,
  onSelected: (counts: TextCounts | undefined) => void,
): Extension {
  return EditorView.updateListener.of(({ transactions, docChanged, selectionSet, state, startState }) => {
    if (docChanged) {
      for (const transaction of transactions) {
        const written = writtenBy(transaction)
        if (written.characters > 0) onWritten(written)
      }
    }
    if (!selectionSet && !docChanged) return
    const isNew = state.selection.ranges.some((range) => !range.empty)
    if (isNew || startState.selection.ranges.some((range) => !range.empty)) onSelected(selectedCounts(state))
  })
}
