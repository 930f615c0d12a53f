import type { EditorState, Extension, Transaction } from '@codemirror/state'
import { EditorView } from '@codemirror/view'
import { type TextCounts, textCounts } from './text-counts.ts'
import { originOf } from './text-edits.ts'

const NONE: TextCounts = { words: 0, characters: 0 }

/** What somebody has written by a change. Taking out is no writing, and takes nothing away from what was written. */
export function writtenBy(transaction: Transaction): TextCounts {
  if (!isByHand(transaction)) return NONE
  let characters = 0
  transaction.changes.iterChanges((_fromA, _toA, _fromB, _toB, inserted) => {
    characters += textCounts(inserted).characters
  })
  return { words: Math.max(0, grown(transaction).words), characters }
}

function isByHand(transaction: Transaction): boolean {
  return transaction.docChanged && originOf(transaction) === 'typed' && !transaction.isUserEvent('input.replace')
}

/** By how much the text has grown; below zero where it is shorter. */
function grown({ startState, newDoc }: Transaction): TextCounts {
  const before = textCounts(startState.doc)
  const after = textCounts(newDoc)
  return { words: after.words - before.words, characters: after.characters - before.characters }
}

/**
 * Counts what somebody writes, change by change. What an input method composes is another word with each key until it is
 * chosen (n, に, にほ, 日本): it counts as what it has become.
 */
export function createWrittenCount(): (transactions: readonly Transaction[], isComposing: boolean) => TextCounts {
  let composed: TextCounts | undefined
  return (transactions, isComposing) => {
    let written = NONE
    const settle = (): void => {
      const { words, characters } = composed ?? NONE
      written = sumOf(written, { words: Math.max(0, words), characters: Math.max(0, characters) })
      composed = undefined
    }
    for (const transaction of transactions) {
      if (transaction.isUserEvent('input.type.compose.start')) settle()
      if (transaction.isUserEvent('input.type.compose')) composed ??= NONE
      if (composed === undefined) written = sumOf(written, writtenBy(transaction))
      else if (isByHand(transaction)) composed = sumOf(composed, grown(transaction))
    }
    if (!isComposing) settle()
    return written
  }
}

function sumOf(a: TextCounts, b: TextCounts): TextCounts {
  return { words: a.words + b.words, characters: a.characters + b.characters }
}

/** Words and characters of what is selected; undefined where nothing is. */
export function selectedCounts({ doc, selection }: EditorState): TextCounts | undefined {
  const ranges = selection.ranges.filter((range) => !range.empty)
  if (ranges.length === 0) return undefined
  return ranges.map(({ from, to }) => textCounts(doc.slice(from, to))).reduce(sumOf)
}

/** Tells what is written by hand, and how much is selected. */
export function tellsCounts(
  onWritten: (counts: TextCounts) => void,
  onSelected: (counts: TextCounts | undefined) => void,
): Extension {
  const count = createWrittenCount()
  return EditorView.updateListener.of(({ view, transactions, docChanged, selectionSet, state, startState }) => {
    const written = count(transactions, view.composing)
    if (written.characters > 0) onWritten(written)
    if (!selectionSet && !docChanged) return
    const isNew = state.selection.ranges.some((range) => !range.empty)
    if (isNew || startState.selection.ranges.some((range) => !range.empty)) onSelected(selectedCounts(state))
  })
}
