import { type DOMAttributes, type RefObject, useEffect, useRef } from 'react'
import { type ActivityKind, reportActivity } from '../../state/activity.ts'
import { useServices } from '../../state/services.ts'
import { sectionInView, sectionOf } from './sections.ts'
import { useReadingSigns } from './use-reading-signs.ts'

type Signs = Pick<
  DOMAttributes<HTMLElement>,
  'onKeyDownCapture' | 'onPointerMoveCapture' | 'onPointerDownCapture' | 'onWheelCapture' | 'onTouchMoveCapture'
>

/**
 * Tells the clock of work on a task: that something was done, or that something to read is in view, and at which part of
 * the task; never what. Leaving the task stops the clock.
 * @param reading where there is something to read
 * @returns handlers for the element that holds the task
 */
export function useSignsOfWork(taskId: string, isWritable: boolean, reading: RefObject<HTMLElement | null>): Signs {
  const { desk, clock } = useServices()
  const wasSeen = useRef(false)

  useEffect(() => {
    const isRunning = (): boolean => clock.store.getState().time?.running?.taskId === taskId
    let hasRun = isRunning()
    const off = clock.store.subscribe(() => {
      hasRun ||= isRunning()
    })
    const leave = (): void => {
      // The last sign of work may just have started the clock without the window having heard of it. A clock that was
      // paused by hand is left alone, so that it stays paused.
      const mayRun = wasSeen.current && !hasRun
      wasSeen.current = false
      if (isRunning() || mayRun) desk.time.stop({ by: 'left', taskId }).catch(() => undefined)
    }
    window.addEventListener('pagehide', leave)
    return () => {
      off()
      window.removeEventListener('pagehide', leave)
      leave()
    }
  }, [desk, clock, taskId])

  // Work that was sent or withdrawn elsewhere takes no more time.
  useEffect(() => {
    if (isWritable || clock.store.getState().time?.running?.taskId !== taskId) return
    desk.time.stop({ by: 'left', taskId }).catch(() => undefined)
  }, [desk, clock, taskId, isWritable])

  // What takes the whole window is read instead of the pane, and tells of itself; reading the guideline is work too.
  useReadingSigns(taskId, isWritable, () =>
    document.querySelector('[data-modal="full"]') === null ? sectionInView(reading.current) : undefined,
  )

  if (!isWritable) return {}
  const tell = (kind: ActivityKind, target?: EventTarget): void => {
    wasSeen.current = true
    reportActivity(taskId, kind, target === undefined ? undefined : sectionOf(target))
  }
  return {
    onKeyDownCapture: ({ target }) => tell('typing', target),
    onPointerDownCapture: ({ target }) => tell('pointing', target),
    // A pointer that lies still also "moves" when the page does under it, and one that passes by is at no part.
    onPointerMoveCapture: (event) => {
      if (event.movementX !== 0 || event.movementY !== 0) tell('pointing')
    },
    onWheelCapture: ({ target }) => tell('scrolling', target),
    onTouchMoveCapture: ({ target }) => tell('scrolling', target),
  }
}
