import { defaultKeymap } from '@codemirror/commands'
import { EditorState, StateEffect, StateField, Text } from '@codemirror/state'
import { Decoration, type DecorationSet, EditorView, keymap } from '@codemirror/view'
import { useEffect, useEffectEvent, useRef } from 'react'
import type { MarkedSegment } from '../../shared/rules/span-segments.ts'
import { bidiLines } from './bidi-lines.ts'
import { pageNonce } from './text-editor.tsx'
import styles from './marked-text.module.css'

/** What can be done with the text from outside. */
export type MarkedTextView = {
  /** Selects a stretch, scrolls to it and takes the focus. */
  show(from: number, to: number): void
  /** Takes the focus, the caret where it was. */
  focus(): void
}

type MarkedTextProps = {
  /** As it is, line ends included: places count its UTF-16 code units. */
  readonly text: string
  readonly label: string
  readonly describedBy: string
  readonly segments: readonly MarkedSegment[]
  /** The mark that is looked at. */
  readonly active: string | undefined
  /** Where lines begin that are no part of the text, such as who speaks. */
  readonly headings: readonly number[]
  readonly isReadOnly: boolean
  /** Whenever the caret or the selection moves. */
  readonly onSelect: (from: number, to: number) => void
  /** M: the selection is to be marked. */
  readonly onMark: () => void
  /** Enter: to the mark at the caret. */
  readonly onOpen: (at: number) => void
  readonly onView: (view: MarkedTextView | undefined) => void
}

const setLook = StateEffect.define<DecorationSet>()
const look = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update: (before, transaction) => transaction.effects.find((effect) => effect.is(setLook))?.value ?? before,
  provide: (field) => EditorView.decorations.from(field),
})

/**
 * A text to mark passages in: it cannot be changed, but it has a caret, and keys select in it as in any text. Marks are
 * drawn over it, each stretch once.
 */
export function MarkedText(props: MarkedTextProps) {
  const { text, label, describedBy, segments, active, headings, isReadOnly } = props
  const place = useRef<HTMLDivElement>(null)
  const view = useRef<EditorView>(undefined)
  const select = useEffectEvent(props.onSelect)
  const mark = useEffectEvent(props.onMark)
  const open = useEffectEvent(props.onOpen)
  const give = useEffectEvent(props.onView)
  const decorations = useEffectEvent(() => toDecorations(text, segments, active, headings))

  useEffect(() => {
    const parent = place.current
    if (parent === null) return
    const nonce = pageNonce()
    const editor = new EditorView({
      parent,
      state: EditorState.create({
        // Split here and not by CodeMirror, which would take \r\n for one character.
        doc: Text.of(text.split('\n')),
        extensions: [
          EditorState.lineSeparator.of('\n'),
          EditorState.readOnly.of(true),
          EditorView.lineWrapping,
          EditorView.contentAttributes.of({
            'aria-label': label,
            'aria-describedby': describedBy,
            'aria-readonly': 'true',
            'aria-multiline': 'true',
            // A read-only text needs no keyboard on a touch screen.
            inputmode: 'none',
          }),
          nonce === undefined ? [] : EditorView.cspNonce.of(nonce),
          bidiLines(),
          look.init(() => decorations()),
          keymap.of([
            { key: 'm', run: () => (isReadOnly ? false : (mark(), true)) },
            { key: 'Enter', run: ({ state }) => (open(state.selection.main.head), true) },
            ...defaultKeymap.filter(({ key }) => key !== 'Mod-Enter' && key !== 'Enter' && key !== 'Mod-i'),
          ]),
          EditorView.updateListener.of(({ selectionSet, state }) => {
            if (selectionSet) select(state.selection.main.from, state.selection.main.to)
          }),
        ],
      }),
    })
    view.current = editor
    give({
      show: (from, to) => {
        editor.focus()
        editor.dispatch({
          selection: { anchor: from, head: to },
          effects: EditorView.scrollIntoView(from, { y: 'center' }),
        })
      },
      focus: () => editor.focus(),
    })
    return () => {
      give(undefined)
      view.current = undefined
      editor.destroy()
    }
  }, [text, label, describedBy, isReadOnly])

  useEffect(() => {
    view.current?.dispatch({ effects: setLook.of(toDecorations(text, segments, active, headings)) })
  }, [text, segments, active, headings])

  return <div ref={place} className={styles['text']} />
}

function toDecorations(
  text: string,
  segments: readonly MarkedSegment[],
  active: string | undefined,
  headings: readonly number[],
): DecorationSet {
  const lines = headings
    .filter((at) => at <= text.length)
    .map((at) => Decoration.line({ class: styles['heading'] ?? '' }).range(at))
  const marks = segments.map(({ from, to, ids }) => {
    const isActive = active !== undefined && ids.includes(active)
    const classes = [styles['mark'], ids.length > 1 ? styles['several'] : '', isActive ? styles['active'] : '']
    return Decoration.mark({ class: classes.filter(Boolean).join(' ') }).range(from, to)
  })
  return Decoration.set([...lines, ...marks], true)
}
