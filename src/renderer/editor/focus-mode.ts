import { type Extension, type Range, RangeSet } from '@codemirror/state'
import { Decoration, type DecorationSet, EditorView, ViewPlugin, type ViewUpdate } from '@codemirror/view'
import { type FocusKind, focusRange } from './focus-range.ts'
import styles from './text-editor.module.css'

/** Dims everything but the paragraph or the sentence that is being written. */
export function focusMode(kind: FocusKind): Extension {
  const dims = kind === 'paragraph' ? 'focusParagraph' : 'focusSentence'
  return [
    EditorView.editorAttributes.of({ class: styles[dims] ?? dims }),
    ViewPlugin.define((view) => new NearLook(view, kind), { decorations: (look) => look.near }),
  ]
}

const nearLine = Decoration.line({ class: styles['near'] ?? 'near' })
const nearWords = Decoration.mark({ class: styles['near'] ?? 'near' })

class NearLook {
  near: DecorationSet
  private readonly kind: FocusKind

  constructor(view: EditorView, kind: FocusKind) {
    this.kind = kind
    this.near = this.look(view)
  }

  update(update: ViewUpdate): void {
    if (!update.docChanged && !update.selectionSet && !update.viewportChanged) return
    // What an input method is composing must not be drawn anew under its hands.
    this.near = update.view.composing ? this.near.map(update.changes) : this.look(update.view)
  }

  private look({ state, viewport }: EditorView): DecorationSet {
    const { from, to } = focusRange(state.doc, state.selection.main.head, this.kind)
    if (this.kind === 'sentence') return from < to ? RangeSet.of(nearWords.range(from, to)) : Decoration.none
    const lines: Range<Decoration>[] = []
    for (let at = Math.max(from, viewport.from); at <= Math.min(to, viewport.to); ) {
      const line = state.doc.lineAt(at)
      lines.push(nearLine.range(line.from))
      at = line.to + 1
    }
    return RangeSet.of(lines)
  }
}
