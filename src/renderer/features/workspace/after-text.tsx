import { type ReactNode, type RefObject, startTransition, useEffect, useLayoutEffect, useState } from 'react'

/** A window that is not seen has no frames. */
const AT_LATEST_MS = 100

type AfterTextProps = {
  /** There is no text to wait for. */
  readonly isAtOnce: boolean
  /** Whether the task has been drawn before: what is shown later, because one asks for it, comes at once. */
  readonly opened: RefObject<boolean>
  /** Called before it is painted. */
  readonly onDrawn: () => void
  readonly children: ReactNode
}

/**
 * What stands beside the text of a task is drawn when the text has been painted, and does not hold it up. Its place is
 * kept by whoever shows it.
 */
export function AfterText({ isAtOnce, opened, onDrawn, children }: AfterTextProps) {
  const [isPainted, setPainted] = useState(() => opened.current)
  const isDrawn = isPainted || isAtOnce
  useEffect(() => {
    if (isDrawn) return
    const draw = (): void => startTransition(() => setPainted(true))
    let timer = setTimeout(draw, AT_LATEST_MS)
    const frame = requestAnimationFrame(() => {
      clearTimeout(timer)
      // The frame ends before the next task.
      timer = setTimeout(draw)
    })
    return () => {
      cancelAnimationFrame(frame)
      clearTimeout(timer)
    }
  }, [isDrawn])
  useLayoutEffect(() => {
    if (isDrawn) onDrawn()
  }, [isDrawn, onDrawn])
  return isDrawn ? children : null
}
