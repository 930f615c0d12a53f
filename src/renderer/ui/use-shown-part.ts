import { type RefObject, useLayoutEffect, useRef, useState } from 'react'

export type ShownCount = { readonly most: number; readonly showMore: () => void }

/**
 * How many rows of a long list are drawn: some at first, and more with each press. The focus goes to the first of those
 * that were asked for, as the button may be gone.
 * @param rows what holds the rows, one child each
 */
export function useShownPart(rows: RefObject<HTMLElement | null>, first: number, step: number): ShownCount {
  const [most, setMost] = useState(first)
  const asked = useRef<number>(undefined)
  useLayoutEffect(() => {
    const at = asked.current
    asked.current = undefined
    if (at !== undefined) rows.current?.children[at]?.querySelector<HTMLElement>('a[href], button, input')?.focus()
  })
  return {
    most,
    showMore: () => {
      asked.current = most
      setMost(most + step)
    },
  }
}
