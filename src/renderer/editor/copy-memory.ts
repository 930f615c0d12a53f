import { EditorState, type Extension, type Transaction } from '@codemirror/state'
import type { EditSource } from '../../shared/contract/desk-drafts.ts'
import { editSource, SNIPPET_EVENT } from './text-edits.ts'

/** What was copied, cut or picked up last in this window, so that a paste can say where its words come from. */
export type CopyMemory = {
  note(text: string, source: EditSource): void
  sourceOf(text: string): EditSource
}

/** Knows words again whatever a clipboard has made of the spaces between them. */
export function createCopyMemory(): CopyMemory {
  let last: { readonly words: string; readonly source: EditSource } | undefined
  return {
    note: (text, source) => {
      const words = wordsOf(text)
      if (words !== '') last = { words, source }
    },
    sourceOf: (text) => (last !== undefined && wordsOf(text) === last.words ? last.source : { kind: 'outside' }),
  }
}

function wordsOf(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim()
}

/** Says of every paste and drop where its words had been copied, where it does not say so itself. */
export function saysSource(sourceOf: CopyMemory['sourceOf']): Extension {
  return EditorState.transactionExtender.of((transaction) => {
    const isBrought =
      transaction.isUserEvent('input.paste') ||
      transaction.isUserEvent('input.drop') ||
      transaction.isUserEvent('move.drop')
    if (!transaction.docChanged || !isBrought || transaction.isUserEvent(SNIPPET_EVENT)) return null
    if (transaction.annotation(editSource) !== undefined) return null
    return { annotations: editSource.of(sourceOf(insertedText(transaction))) }
  })
}

function insertedText({ changes }: Transaction): string {
  const parts: string[] = []
  changes.iterChanges((_fromA, _toA, _fromB, _toB, inserted) => parts.push(inserted.toString()))
  return parts.join('\n')
}
