import { StateEffect, StateField } from '@codemirror/state'
import { Decoration, type DecorationSet, EditorView } from '@codemirror/view'
import type { TextSync } from './draft-sync.ts'
import styles from './passage-marks.module.css'

type Range = { readonly from: number; readonly to: number }

const setPassages = StateEffect.define<readonly Range[]>()

const mark = Decoration.mark({ class: styles['passage'] ?? 'passage' })

/** Marked passages; they go along with what is written around and in them. */
const passages = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update: (before, transaction) => {
    let marks = before.map(transaction.changes)
    for (const effect of transaction.effects) {
      if (effect.is(setPassages)) {
        const ranges = effect.value.filter(({ from, to }) => from < to && to <= transaction.newDoc.length)
        marks = Decoration.set(
          ranges.map(({ from, to }) => mark.range(from, to)),
          true,
        )
      }
    }
    return marks
  },
  provide: (field) => EditorView.decorations.from(field),
})

/** Marks these passages of a text instead of those that were marked, with or without a view of it. */
export function showPassages(text: TextSync, ranges: readonly Range[]): void {
  if (text.state().field(passages, false) === undefined) {
    if (ranges.length === 0) return
    text.dispatch({ effects: StateEffect.appendConfig.of(passages) })
  }
  text.dispatch({ effects: setPassages.of(ranges) })
}

/** Puts the selection on a passage and has it seen. */
export function selectPassage(text: TextSync, { from, to }: Range): void {
  text.dispatch({ selection: { anchor: from, head: to }, effects: EditorView.scrollIntoView(from, { y: 'center' }) })
}
