import { type Extension, RangeSetBuilder } from '@codemirror/state'
import { Decoration, type DecorationSet, EditorView, ViewPlugin, type ViewUpdate } from '@codemirror/view'

/** Hebrew, Arabic, Syriac, Thaana, NKo and their presentation forms. */
const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]/
const own = Decoration.line({ attributes: { dir: 'auto' } })

/** Lets each line run in the direction of its own writing. */
export function bidiLines(): Extension {
  const plugin = ViewPlugin.fromClass(
    class {
      decorations: DecorationSet
      constructor(view: EditorView) {
        this.decorations = linesOf(view)
      }
      update(update: ViewUpdate): void {
        if (update.docChanged || update.viewportChanged) this.decorations = linesOf(update.view)
      }
    },
    { decorations: (lines) => lines.decorations },
  )
  return [EditorView.perLineTextDirection.of(true), plugin]
}

function linesOf(view: EditorView): DecorationSet {
  const lines = new RangeSetBuilder<Decoration>()
  for (const { from, to } of view.visibleRanges) {
    if (!rightToLeft.test(view.state.sliceDoc(from, to))) continue
    for (let at = from; at <= to; ) {
      const line = view.state.doc.lineAt(at)
      if (rightToLeft.test(line.text)) lines.add(line.from, line.from, own)
      at = line.to + 1
    }
  }
  return lines.finish()
}
