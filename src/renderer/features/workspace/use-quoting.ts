import type { EditorView } from '@codemirror/view'
import { type RefObject, useEffect, useState } from 'react'
import type { Task } from '../../../shared/domain/task.ts'
import { isBlock, placeBlock } from '../../editor/place-block.ts'
import { plainQuotation, quotation } from '../../editor/quoting.ts'
import { editSource, QUOTE_EVENT } from '../../editor/text-edits.ts'
import { isTextPlace } from '../../ui/use-shortcuts.ts'
import { type Selected, selectedPassage } from './reading/passage.ts'

/** The brief in the source of an edit, where materials have their keys. */
const BRIEF = 'brief'

/** What is selected in the reading pane now, once the pointer or the key has come to rest. */
export function useSelectedPassage(pane: RefObject<HTMLElement | null>): Selected | undefined {
  const [selected, setSelected] = useState<Selected>()
  useEffect(() => {
    let frame = 0
    const look = (): void => {
      cancelAnimationFrame(frame)
      // After what the key or the press has changed has been drawn.
      frame = requestAnimationFrame(() => {
        frame = requestAnimationFrame(() => {
          const next = selectedPassage(pane.current, document.getSelection())
          setSelected((before) => (next === undefined && before === undefined ? before : next))
        })
      })
    }
    /** A key in a text changes nothing that is selected elsewhere. */
    const press = (event: Event): void => {
      if (!isTextPlace(event.target)) look()
    }
    // What is selected moves with its page, and goes with what is folded away.
    document.addEventListener('selectionchange', look)
    document.addEventListener('scroll', look, { capture: true, passive: true })
    document.addEventListener('pointerup', look)
    document.addEventListener('keyup', press)
    window.addEventListener('resize', look)
    return () => {
      cancelAnimationFrame(frame)
      document.removeEventListener('selectionchange', look)
      document.removeEventListener('scroll', look, { capture: true })
      document.removeEventListener('pointerup', look)
      document.removeEventListener('keyup', press)
      window.removeEventListener('resize', look)
    }
  }, [pane])
  return selected
}

/** The title that a quotation names. */
export function titleOf(task: Task, material: string | undefined): string {
  if (material === undefined) return 'Brief'
  return task.materials.find(({ key }) => key === material)?.title ?? material
}

/** Puts the passage into the draft, at the caret, as Markdown where the field is. */
export async function putQuotation(
  view: EditorView,
  kind: 'markdown' | 'text',
  title: string,
  { passage, text, html }: Selected,
): Promise<void> {
  const words = kind === 'markdown' ? await toMarkdown(html, text) : text
  const { state } = view
  if (state.readOnly) return
  const { from, to } = state.selection.main
  const quote = kind === 'markdown' ? quotation(words, title, passage) : plainQuotation(words, title)
  const block = isBlock(quote) ? `${placeBlock(state.doc, from, to, quote).replace(/\n+$/, '')}\n\n` : quote
  const insert = state.toText(block)
  view.dispatch({
    changes: { from, to, insert },
    selection: { anchor: from + insert.length },
    userEvent: QUOTE_EVENT,
    annotations: editSource.of({ kind: 'material', key: passage.material ?? BRIEF }),
    scrollIntoView: true,
  })
  view.focus()
}

async function toMarkdown(html: string, text: string): Promise<string> {
  try {
    const { htmlToMarkdown } = await import('../../editor/html-to-markdown.ts')
    return htmlToMarkdown(html) || text
  } catch {
    return text
  }
}
