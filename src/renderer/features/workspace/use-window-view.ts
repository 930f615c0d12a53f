import { useCallback, useEffect, useRef, useState } from 'react'
import { z } from 'zod'
import type { DraftView } from '../../../shared/contract/desk-drafts.ts'
import type { OpenDraft } from '../../state/draft.ts'
import { useServices } from '../../state/services.ts'
import { partOf } from './field-focus.ts'

const SAVE_AFTER_MS = 400

/** How the window was arranged for a task. Read back from the core, so it is checked. */
const WindowView = z.object({
  /** Share of the width that is for reading. */
  split: z.number().min(0.2).max(0.75).catch(0.42),
  isReadingHidden: z.boolean().catch(false),
  /** Which half a narrow window shows. */
  half: z.enum(['read', 'write']).catch('write'),
  areNotesOpen: z.boolean().catch(false),
  folded: z.array(z.string()).catch([]),
  readTop: z.number().catch(0),
  writeTop: z.number().catch(0),
  /** The part of a structured field that had the focus. */
  part: z.string().max(64).optional().catch(undefined),
  /** When the review was written that one knew then. */
  review: z.number().optional().catch(undefined),
})
export type WindowView = z.infer<typeof WindowView>

export function readWindowView(view: DraftView): WindowView {
  return WindowView.parse(view.window)
}

/**
 * Where one left off. Work that has come back since begins at its top, with what the reviewer said: one left it where it
 * was sent, which is at its end.
 */
export function whereToBegin(view: DraftView, review: number | undefined): DraftView {
  if (review === undefined || readWindowView(view).review === review) return view
  const { part: _, ...window } = view.window
  return { window: { ...window, half: 'write', writeTop: 0 } }
}

export type ViewKeeper = {
  readonly view: WindowView
  /** Changes what is drawn, and has it kept. */
  readonly change: (change: Partial<WindowView>) => void
  /** Keeps something that is not drawn, such as how far one has scrolled. */
  readonly note: (change: Partial<WindowView>) => void
  /** The caret is in this field now, or has moved in it. */
  readonly at: (field: string) => void
}

/**
 * The arrangement of the window and the place of the caret, kept with the draft a moment after they change.
 * @param review when the review was written that is shown
 */
export function useWindowView(draft: OpenDraft, begin: DraftView, review: number | undefined): ViewKeeper {
  const { drafts } = useServices()
  const [view, setView] = useState(() => readWindowView(begin))
  const kept = useRef(view)
  const field = useRef(draft.view.field)
  const timer = useRef<number | undefined>(undefined)

  const save = useCallback(() => {
    window.clearTimeout(timer.current)
    timer.current = undefined
    drafts.saveView(draft.taskId, toDraftView(draft, field.current, { ...kept.current, review }))
  }, [drafts, draft, review])

  const soon = useCallback(() => {
    window.clearTimeout(timer.current)
    timer.current = window.setTimeout(save, SAVE_AFTER_MS)
  }, [save])

  useEffect(() => {
    const flush = (): void => {
      if (timer.current !== undefined) save()
    }
    window.addEventListener('pagehide', flush)
    return () => {
      window.removeEventListener('pagehide', flush)
      flush()
    }
  }, [save])

  return {
    view,
    change: (change) => {
      kept.current = { ...kept.current, ...change }
      setView(kept.current)
      soon()
    },
    note: (change) => {
      kept.current = { ...kept.current, ...change }
      soon()
    },
    at: (next) => {
      field.current = next
      kept.current = { ...kept.current, part: partOf(document.activeElement) }
      soon()
    },
  }
}

function toDraftView(draft: OpenDraft, field: string | undefined, view: WindowView): DraftView {
  const selection = field === undefined ? undefined : draft.text(field)?.state().selection.main
  return {
    ...(field === undefined ? {} : { field }),
    ...(selection === undefined ? {} : { anchor: selection.anchor, head: selection.head }),
    window: JSON.parse(JSON.stringify(view)) as DraftView['window'],
  }
}
