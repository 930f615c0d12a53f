import { useCallback, useEffect, useRef, useState } from 'react'
import { z } from 'zod'
import type { DraftView } from '../../../shared/contract/desk-drafts.ts'
import type { OpenDraft } from '../../state/draft.ts'
import { useServices } from '../../state/services.ts'

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
})
export type WindowView = z.infer<typeof WindowView>

export function readWindowView(view: DraftView): WindowView {
  return WindowView.parse(view.window)
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

/** The arrangement of the window and the place of the caret, kept with the draft a moment after they change. */
export function useWindowView(draft: OpenDraft): ViewKeeper {
  const { drafts } = useServices()
  const [view, setView] = useState(() => readWindowView(draft.view))
  const kept = useRef(view)
  const field = useRef(draft.view.field)
  const timer = useRef<number | undefined>(undefined)

  const save = useCallback(() => {
    window.clearTimeout(timer.current)
    timer.current = undefined
    drafts.saveView(draft.taskId, toDraftView(draft, field.current, kept.current))
  }, [drafts, draft])

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
      soon()
    },
  }
}

function toDraftView(draft: OpenDraft, field: string | undefined, view: WindowView): DraftView {
  const selection = field === undefined ? undefined : draft.text(field)?.state().selection.main
  return {
    ...(field === undefined ? {} : { field }),
    ...(selection === undefined ? {} : { anchor: selection.anchor, head: selection.head }),
    window: view,
  }
}
