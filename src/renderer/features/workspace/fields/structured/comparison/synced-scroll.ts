import { useCallback, useRef } from 'react'

type Scrolled = { readonly scrollTop: number; readonly scrollHeight: number; readonly clientHeight: number }

/** Where a column has to stand to be as far through its text as another is through its own; in pixels. */
export function followedTop(leader: Scrolled, follower: Omit<Scrolled, 'scrollTop'>): number {
  const way = leader.scrollHeight - leader.clientHeight
  const share = way <= 0 ? 0 : Math.min(1, Math.max(0, leader.scrollTop / way))
  return Math.round(share * Math.max(0, follower.scrollHeight - follower.clientHeight))
}

type SyncedScroll = {
  readonly register: (key: string, element: HTMLElement | null) => void
  readonly onScroll: (key: string) => void
}

/** Columns that scroll together, each by its own length. */
export function useSyncedScroll(isOn: boolean): SyncedScroll {
  const columns = useRef(new Map<string, HTMLElement>())
  /** What was set here tells of itself, too, and must not be taken for somebody's doing. */
  const expected = useRef(new Map<string, number>())
  const register = useCallback((key: string, element: HTMLElement | null) => {
    if (element === null) columns.current.delete(key)
    else columns.current.set(key, element)
  }, [])
  const onScroll = useCallback(
    (key: string) => {
      const leader = columns.current.get(key)
      if (leader === undefined) return
      const own = expected.current.get(key)
      expected.current.delete(key)
      if (!isOn || (own !== undefined && Math.abs(own - leader.scrollTop) < 2)) return
      for (const [other, element] of columns.current) {
        if (other === key) continue
        const top = followedTop(leader, element)
        if (Math.abs(element.scrollTop - top) < 1) continue
        expected.current.set(other, top)
        element.scrollTo({ top })
      }
    },
    [isOn],
  )
  return { register, onScroll }
}
