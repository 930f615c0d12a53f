import { type DOMAttributes, useEffect, useRef } from 'react'
import { type ActivityKind, reportActivity } from '../../state/activity.ts'
import { useServices } from '../../state/services.ts'

type Signs = Pick<
  DOMAttributes<HTMLElement>,
  'onKeyDownCapture' | 'onPointerMoveCapture' | 'onPointerDownCapture' | 'onWheelCapture' | 'onTouchMoveCapture'
>

/**
 * Tells the clock of work on a task: that something was done, never what. Leaving the task stops the clock.
 * @returns handlers for the element that holds the task
 */
export function useSignsOfWork(taskId: string, isWritable: boolean): Signs {
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
      if (isRunning() || mayRun) desk.time.stop({ by: 'left' }).catch(() => undefined)
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
    desk.time.stop({ by: 'left' }).catch(() => undefined)
  }, [desk, clock, taskId, isWritable])

  if (!isWritable) return {}
  const tell = (kind: ActivityKind): void => {
    wasSeen.current = true
    reportActivity(taskId, kind)
  }
  return {
    onKeyDownCapture: () => tell('typing'),
    onPointerDownCapture: () => tell('pointing'),
    // A pointer that lies still also "moves" when the page does under it.
    onPointerMoveCapture: (event) => {
      if (event.movementX !== 0 || event.movementY !== 0) tell('pointing')
    },
    onWheelCapture: () => tell('scrolling'),
    onTouchMoveCapture: () => tell('scrolling'),
  }
}
