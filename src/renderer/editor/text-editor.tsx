import { EditorView } from '@codemirror/view'
import { useLayoutEffect, useRef } from 'react'
import type { TextSync } from './draft-sync.ts'
import { newView } from './new-view.ts'
import { printsCopy } from './paper-copy.ts'
import { type Quoted, quotedAt } from './quoting.ts'
import { finishPastes } from './smart-paste.ts'
import { type Mood, moodEffect, surfaceEffect } from './writing.ts'
import styles from './text-editor.module.css'

type TextEditorProps = {
  readonly sync: TextSync
  /** Its accessible name. */
  readonly label: string
  readonly describedBy?: string | undefined
  readonly placeholder?: string | undefined
  readonly isReadOnly: boolean
  readonly isRequired?: boolean
  /** In the manner of a form's field instead of a page. */
  readonly isShort?: boolean
  /** Too large to be laid out whole: it scrolls by itself. */
  readonly isLarge?: boolean
  readonly mood?: Mood
  /** Called when the title of a quotation's source is clicked. */
  readonly onFollow?: (quoted: Quoted) => void
  /** Given the view when it is there, and undefined when it goes. */
  readonly onView?: (view: EditorView | undefined) => void
}

/** The nonce for style sheets that CodeMirror adds to the page. */
export function pageNonce(): string | undefined {
  return document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content
}

/** The place that was clicked, where the click is none that selects. */
function followed(view: EditorView, event: MouseEvent): number | undefined {
  const isPlain = event.button === 0 && event.detail === 1 && !event.shiftKey && view.state.selection.main.empty
  return isPlain ? (view.posAtCoords({ x: event.clientX, y: event.clientY }) ?? undefined) : undefined
}

/**
 * A text that is kept in step with the core. React draws the frame of it only: keys never go through React. It is there
 * with the first frame, not one later.
 */
export function TextEditor(props: TextEditorProps) {
  const {
    sync,
    label,
    describedBy,
    placeholder,
    isReadOnly,
    isRequired = false,
    isShort = false,
    isLarge = false,
  } = props
  const place = useRef<HTMLDivElement>(null)
  const { mood } = props
  const latest = useRef(props)
  useLayoutEffect(() => {
    latest.current = props
  })

  useLayoutEffect(() => {
    sync.dispatch({
      effects: surfaceEffect({ label, describedBy, placeholder, isReadOnly, isRequired, nonce: pageNonce() }),
    })
  }, [sync, label, describedBy, placeholder, isReadOnly, isRequired])

  useLayoutEffect(() => {
    if (mood !== undefined) sync.dispatch({ effects: moodEffect(sync.state(), mood) })
  }, [sync, mood])

  useLayoutEffect(() => {
    const parent = place.current
    if (parent === null) return
    const view = newView(
      {
        state: sync.state(),
        dispatchTransactions: (transactions, target) => {
          target.update(transactions)
          sync.took(transactions)
        },
      },
      parent,
    )
    view.dom.addEventListener('click', (event) => {
      const at = followed(view, event)
      const quoted = at === undefined ? undefined : quotedAt(view.state.doc, at, true)
      if (quoted !== undefined) latest.current.onFollow?.(quoted)
    })
    const detach = sync.attach((transaction) => view.dispatch(transaction))
    latest.current.onView?.(view)
    const endPrinting = printsCopy(view)
    const leave = (): void => finishPastes(view)
    // Before what is not saved is put aside (`draft-keeper.ts`).
    window.addEventListener('pagehide', leave, { capture: true })
    return () => {
      window.removeEventListener('pagehide', leave, { capture: true })
      leave()
      endPrinting()
      latest.current.onView?.(undefined)
      detach()
      view.destroy()
    }
  }, [sync])

  const classes = [styles['editor'], isShort ? styles['short'] : '', isLarge ? styles['large'] : '']
  return <div ref={place} className={classes.join(' ')} />
}
