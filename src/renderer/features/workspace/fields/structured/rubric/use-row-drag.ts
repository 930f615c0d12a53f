import { type PointerEvent, type RefObject, useCallback, useState } from 'react'
import type { RubricActions } from './rubric-actions.ts'

export type Drop = { readonly from: string; readonly id: string; readonly side: 'before' | 'behind' }

/** So near to an edge, in pixels, the list scrolls under what is dragged. */
const EDGE = 36
/** A press that moves less, in pixels, drags nothing. */
const LEAST = 5

/**
 * Dragging a row to another place with mouse, pen or finger. Escape ends it. By keyboard rows are moved with Alt and
 * the arrows.
 */
export function useRowDrag(
  scroller: RefObject<HTMLElement | null>,
  actions: RubricActions,
): { drop: Drop | undefined; start: (event: PointerEvent<HTMLElement>, id: string) => void } {
  const [drop, setDrop] = useState<Drop>()

  const start = useCallback(
    (event: PointerEvent<HTMLElement>, from: string): void => {
      const place = scroller.current
      if (place === null || event.button !== 0) return
      event.preventDefault()
      const { pointerId, clientY: startY } = event
      const grip = event.currentTarget
      grip.setPointerCapture(pointerId)
      let goal: Drop | undefined
      let y = startY
      let frame = 0

      const look = (): void => {
        const box = place.getBoundingClientRect()
        const scroll = y < box.top + EDGE ? -8 : y > box.bottom - EDGE ? 8 : 0
        if (scroll !== 0) place.scrollTop += scroll
        const within = Math.min(box.bottom - 2, Math.max(box.top + 2, y))
        const row = document
          .elementFromPoint(box.left + box.width / 2, within)
          ?.closest<HTMLElement>('[data-criterion]')
        const id = row?.dataset['criterion']
        if (row !== null && row !== undefined && id !== undefined && place.contains(row)) {
          const { top, height } = row.getBoundingClientRect()
          goal = { from, id, side: within < top + height / 2 ? 'before' : 'behind' }
          setDrop((before) => (before?.id === goal?.id && before?.side === goal?.side ? before : goal))
        }
        frame = requestAnimationFrame(look)
      }
      const move = (moved: globalThis.PointerEvent): void => {
        y = moved.clientY
        if (frame === 0 && Math.abs(y - startY) >= LEAST) frame = requestAnimationFrame(look)
      }
      const end = (isDone: boolean): void => {
        cancelAnimationFrame(frame)
        grip.removeEventListener('pointermove', move)
        grip.removeEventListener('pointerup', up)
        grip.removeEventListener('pointercancel', cancel)
        document.removeEventListener('keydown', key, true)
        setDrop(undefined)
        if (isDone && goal !== undefined && goal.id !== from) actions.moveBeside(from, goal.id, goal.side)
      }
      const up = (): void => end(true)
      const cancel = (): void => end(false)
      const key = (pressed: KeyboardEvent): void => {
        if (pressed.key !== 'Escape') return
        pressed.preventDefault()
        pressed.stopPropagation()
        end(false)
      }
      grip.addEventListener('pointermove', move)
      grip.addEventListener('pointerup', up)
      grip.addEventListener('pointercancel', cancel)
      document.addEventListener('keydown', key, true)
    },
    [scroller, actions],
  )
  return { drop, start }
}
