import type { EditorView } from '@codemirror/view'
import { type RefObject, useEffect, useMemo } from 'react'
import { createJumps, type Place } from '../../ui/place-jump.ts'
import { focusIn, rowIn } from './field-focus.ts'

/** Where in a field one goes, when not to its beginning. */
export type Within = {
  /** A row of a structured field. */
  readonly part?: string | undefined
  /** Called when the field is in sight and before it has the focus. */
  readonly show?: (() => void) | undefined
  /** The same for its editor, which is waited for. */
  readonly inText?: ((editor: EditorView) => void) | undefined
}

export type DeskJumps = {
  /** To a field, or to a place in it. */
  readonly toField: (field: string, within?: Within) => void
  /** To something else that takes the focus, when it has been drawn. */
  readonly toPane: (pane: RefObject<HTMLElement | null>) => void
}

/** The ways to the places of an open task; the last one that is asked for counts. */
export function useJumps(
  writing: RefObject<HTMLElement | null>,
  editors: RefObject<Map<string, EditorView>>,
): DeskJumps {
  const jumps = useMemo(() => createJumps(), [])
  useEffect(() => () => jumps.stop(), [jumps])
  return useMemo(() => {
    function find(field: string, { part, show, inText }: Within): Place | undefined {
      const place = writing.current?.querySelector<HTMLElement>(`[data-field="${field}"]`)
      const known = editors.current.get(field)
      // Behind what is shown as it will be read, it takes no focus.
      const editor = known?.dom.checkVisibility() === true ? known : undefined
      if (place == null || (inText !== undefined && editor === undefined)) return undefined
      return {
        show: () => {
          const row = part === undefined ? undefined : rowIn(place, part)
          if (row === undefined) place.scrollIntoView({ block: 'start' })
          else row.scrollIntoView({ block: 'center' })
          show?.()
          if (editor !== undefined) inText?.(editor)
        },
        focus: () => (editor === undefined ? focusIn(place, part) : editor.focus()),
        hasFocus: () => place.contains(document.activeElement),
      }
    }

    return {
      toField: (field, within = {}) => jumps.to(() => find(field, within)),
      toPane: (ref) =>
        jumps.to(() => {
          const { current: pane } = ref
          if (pane === null) return undefined
          return { focus: () => pane.focus(), hasFocus: () => pane.contains(document.activeElement) }
        }),
    }
  }, [jumps, writing, editors])
}
