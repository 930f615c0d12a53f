import { type RefObject, useCallback } from 'react'
import { type Quoted, readPassageAddress } from '../../editor/quoting.ts'
import type { FollowInside } from '../../ui/inside-links.ts'
import { findPassage, partOf } from './reading/passage.ts'

export type Passages = {
  /** Goes to a passage and selects it. Unfolds what it is in, or shows the reading, as `show` says. */
  readonly goTo: (quoted: Quoted) => void
  readonly follow: FollowInside
}

/**
 * The way from a quotation back to where its words stand.
 * @param show brings the part into the page, and calls back when it is there
 */
export function usePassages(
  reading: RefObject<HTMLElement | null>,
  show: (material: string | undefined, shown: () => void) => void,
): Passages {
  const goTo = useCallback(
    (quoted: Quoted): void => {
      show(quoted.passage.material, () => {
        const pane = reading.current
        const part = pane === null ? undefined : partOf(pane, quoted.passage)
        if (pane === null || part === undefined) return
        const range = findPassage(part, quoted)
        pane.focus({ preventScroll: true })
        const start = range?.startContainer.parentElement ?? part
        start.scrollIntoView({ block: range === undefined ? 'start' : 'center' })
        const selection = document.getSelection()
        selection?.removeAllRanges()
        if (range !== undefined) selection?.addRange(range)
      })
    },
    [reading, show],
  )
  return {
    goTo,
    follow: (address, link) => {
      const passage = readPassageAddress(address)
      if (passage === undefined) return
      const above = link.closest('p')?.previousElementSibling
      goTo({ passage, words: above?.tagName === 'BLOCKQUOTE' ? (above.textContent ?? '') : '' })
    },
  }
}
