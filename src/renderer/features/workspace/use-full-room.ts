import { useCallback, useEffect, useState } from 'react'
import { isComposing } from '../../ui/is-composing.ts'

export type FullRoom = { readonly isFull: boolean; readonly setFull: (isFull: boolean) => void }

/**
 * The sheet alone: everything else steps out of the window, and where it is allowed the window takes the whole screen.
 * Escape comes back.
 */
export function useFullRoom(): FullRoom {
  const [isFull, setIsFull] = useState(false)

  const setFull = useCallback((next: boolean) => {
    setIsFull(next)
    const root = document.documentElement
    // Where it is not allowed, the room alone is full.
    if (next && document.fullscreenEnabled) root.requestFullscreen().catch(() => undefined)
    if (!next && document.fullscreenElement !== null) document.exitFullscreen().catch(() => undefined)
  }, [])

  useEffect(() => {
    if (!isFull) return
    const root = document.documentElement
    root.dataset['room'] = 'full'
    const changed = (): void => {
      if (document.fullscreenElement === null) setIsFull(false)
    }
    const press = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape' || isComposing(event)) return
      // What is open in the room closes first.
      if (document.querySelector('[role="search"], [role="dialog"], [role="menu"], [role="listbox"]') !== null) return
      event.preventDefault()
      event.stopPropagation()
      setFull(false)
    }
    document.addEventListener('fullscreenchange', changed)
    document.addEventListener('keydown', press, { capture: true })
    return () => {
      delete root.dataset['room']
      document.removeEventListener('fullscreenchange', changed)
      document.removeEventListener('keydown', press, { capture: true })
      if (document.fullscreenElement !== null) document.exitFullscreen().catch(() => undefined)
    }
  }, [isFull, setFull])

  return { isFull, setFull }
}
