import type { Transaction } from '@codemirror/state'
import type { EditorView } from '@codemirror/view'
import { useEffect, useEffectEvent, useRef } from 'react'
import { createReadingView, showDifference } from '../../../editor/difference-view.ts'
import { textOf } from '../../../editor/text-edits.ts'
import styles from './versions.module.css'

/** One version, to be read. `onView` is given the view so that a replay can write in it. */
export function VersionText({
  text,
  onView,
}: {
  readonly text: string | undefined
  readonly onView: (view: EditorView | undefined) => void
}) {
  const place = useRef<HTMLDivElement>(null)
  const view = useRef<EditorView>(undefined)
  const given = useEffectEvent(onView)
  useEffect(() => {
    const parent = place.current
    if (parent === null) return
    const made = createReadingView(parent, 'This version')
    view.current = made
    given(made)
    return () => {
      view.current = undefined
      given(undefined)
      made.destroy()
    }
  }, [])
  useEffect(() => {
    const here = view.current
    if (here === undefined || text === undefined) return
    here.dispatch({ changes: { from: 0, to: here.state.doc.length, insert: textOf(text) } })
  }, [text])
  return <div ref={place} className={styles['text']} />
}

type DifferencesProps = {
  readonly from: { readonly text: string; readonly label: string }
  readonly to: { readonly text: string; readonly label: string }
  readonly isSideBySide: boolean
  /** Where passages can be put back: given the change that does so in the later text. */
  readonly onPutBack?: ((transaction: Transaction) => void) | undefined
}

/** What is different between two versions. */
export function Differences({ from, to, isSideBySide, onPutBack }: DifferencesProps) {
  const place = useRef<HTMLDivElement>(null)
  const putBack = useEffectEvent((transaction: Transaction) => onPutBack?.(transaction))
  const canPutBack = onPutBack !== undefined
  useEffect(() => {
    const parent = place.current
    if (parent === null) return
    return showDifference({
      parent,
      from: from.text,
      to: to.text,
      labels: { from: from.label, to: to.label },
      isSideBySide,
      onPutBack: canPutBack ? (transaction) => putBack(transaction) : undefined,
    })
  }, [from.text, from.label, to.text, to.label, isSideBySide, canPutBack])
  return <div ref={place} className={styles['text']} data-side-by-side={isSideBySide} />
}
