import type { EditorView } from '@codemirror/view'
import { type RefObject, useEffect, useState } from 'react'
import type { Task } from '../../../shared/domain/task.ts'
import { placeBlock } from '../../editor/place-block.ts'
import { plainQuotation, quotation } from '../../editor/quoting.ts'
import { type Ending, type Pasted, putTurnedOver } from '../../editor/smart-paste.ts'
import { editSource, QUOTE_EVENT } from '../../editor/text-edits.ts'
import { type Selected, selectedPassage } from './reading/passage.ts'

/** The brief in the source of an edit, where materials have their keys. */
const BRIEF = 'brief'

/**
 * What is selected in the reading pane.
 * @returns what is shown of it, once the pointer or the key has come to rest; and how it is at this moment, which whoever
 *   presses a key at once means
 */
export function useSelectedPassage(pane: RefObject<HTMLElement | null>): {
  readonly selected: Selected | undefined
  readonly read: () => Selected | undefined
} {
  const [selected, setSelected] = useState<Selected>()
  useEffect(() => {
    let frame = 0
    let isShown = false
    const look = (): void => {
      const selection = document.getSelection()
      // Every key in a text moves the selection there: it must not cost a frame.
      const isHere = selection?.isCollapsed === false && pane.current?.contains(selection.anchorNode) === true
      if (!isHere && !isShown) return
      cancelAnimationFrame(frame)
      // After what the key or the press has changed has been drawn.
      frame = requestAnimationFrame(() => {
        frame = requestAnimationFrame(() => {
          const next = selectedPassage(pane.current, document.getSelection())
          isShown = next !== undefined
          setSelected(next)
        })
      })
    }
    // What is selected moves with its page, and goes with what is folded away.
    document.addEventListener('selectionchange', look)
    document.addEventListener('scroll', look, { capture: true, passive: true })
    document.addEventListener('pointerup', look)
    document.addEventListener('keyup', look)
    window.addEventListener('resize', look)
    return () => {
      cancelAnimationFrame(frame)
      document.removeEventListener('selectionchange', look)
      document.removeEventListener('scroll', look, { capture: true })
      document.removeEventListener('pointerup', look)
      document.removeEventListener('keyup', look)
      window.removeEventListener('resize', look)
    }
  }, [pane])
  return { selected, read: () => selectedPassage(pane.current, document.getSelection()) ?? selected }
}

/** The title that a quotation names. */
export function titleOf(task: Task, material: string | undefined): string {
  if (material === undefined) return 'Brief'
  return task.materials.find(({ key }) => key === material)?.title ?? material
}

/**
 * Puts the passage into the draft, at the caret, as Markdown where the field is. Until it is turned over one may write on,
 * leave or send; it is there all the same.
 */
export function putQuotation(
  view: Pick<EditorView, 'focus'> & Pasted,
  kind: 'markdown' | 'text',
  title: string,
  { passage, text, html }: Selected,
): void {
  if (view.state.readOnly) return
  view.focus()
  const userEvent = QUOTE_EVENT
  const source = { kind: 'material', key: passage.material ?? BRIEF } as const
  if (kind === 'markdown') {
    const write: Ending['write'] = (markdown, doc, from, to) =>
      `${placeBlock(doc, from, to, quotation(markdown || text, title, passage)).replace(/\n+$/, '')}\n\n`
    return putTurnedOver(view, html, { write, userEvent, source })
  }
  view.dispatch({
    ...view.state.replaceSelection(plainQuotation(text, title)),
    userEvent,
    annotations: editSource.of(source),
    scrollIntoView: true,
  })
}
