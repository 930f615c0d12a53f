import { EditorState, type Extension, type Range, RangeSet } from '@codemirror/state'
import {
  Decoration,
  type DecorationSet,
  type EditorView,
  rectangularSelection,
  ViewPlugin,
  type ViewUpdate,
  WidgetType,
} from '@codemirror/view'
import styles from './text-editor.module.css'

/**
 * Lets one write in several places at once: all that was found, places that are clicked with Ctrl, and a column that is
 * drawn with Alt. The browser shows one selection; the others are decorations, so that one alone costs nothing.
 */
export function moreCarets(): Extension {
  return [
    EditorState.allowMultipleSelections.of(true),
    rectangularSelection(),
    ViewPlugin.define((view) => new Others(view), { decorations: (others) => others.drawn }),
  ]
}

class CaretWidget extends WidgetType {
  override eq(): boolean {
    return true
  }

  override toDOM(): HTMLElement {
    const caret = document.createElement('span')
    caret.className = styles['otherCaret'] ?? ''
    return caret
  }
}

const selected = Decoration.mark({ class: styles['otherSelection'] ?? '' })
const caret = Decoration.widget({ widget: new CaretWidget(), side: 1 })

class Others {
  drawn: DecorationSet

  constructor(view: EditorView) {
    this.drawn = othersOf(view)
  }

  update(update: ViewUpdate): void {
    if (update.docChanged || update.selectionSet) this.drawn = othersOf(update.view)
  }
}

function othersOf({ state: { selection } }: EditorView): DecorationSet {
  if (selection.ranges.length === 1) return Decoration.none
  const others = selection.ranges.filter((range) => range !== selection.main)
  return RangeSet.of(
    others.map(({ from, to, empty }): Range<Decoration> => (empty ? caret : selected).range(from, to)),
    true,
  )
}
