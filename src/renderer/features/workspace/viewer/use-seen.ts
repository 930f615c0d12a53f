import { type RefObject, useEffect, useState } from 'react'

/** How far below and above the window something counts as seen, so that it is there when one comes to it. */
const MARGIN = '300px'

/** @returns whether an element has come into view, or near it; once it has, it stays so */
export function useSeen(element: RefObject<Element | null>): boolean {
  const [isSeen, setSeen] = useState(false)
  useEffect(() => {
    const place = element.current
    if (isSeen || place === null) return
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some((entry) => entry.isIntersecting)) setSeen(true)
      },
      { rootMargin: MARGIN },
    )
    observer.observe(place)
    return () => observer.disconnect()
  }, [element, isSeen])
  return isSeen
}
