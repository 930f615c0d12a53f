import { defaultRangeExtractor, type Range, useVirtualizer, type Virtualizer } from '@tanstack/react-virtual'
import { type RefObject, useCallback } from 'react'
import type { Placed } from '../../../../../../shared/rules/rubric-tree.ts'

/** Rows beyond the edges, so that a fast wheel does not run into blank paper. */
const BEYOND = 6

/**
 * Draws of many criteria only those in view, and those that must be there: where the focus is, and where it is to go.
 * @param kept indices of those; below 0 where there is none
 * @param height of a row before it is measured, in pixels
 */
export function useCriterionRows(
  scroller: RefObject<HTMLDivElement | null>,
  places: readonly Placed[],
  [first, second]: readonly [number, number],
  height: number,
): Virtualizer<HTMLDivElement, Element> {
  return useVirtualizer<HTMLDivElement, Element>({
    count: places.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    overscan: BEYOND,
    getItemKey: (index) => places[index]?.criterion.id ?? index,
    rangeExtractor: useCallback(
      (range: Range) => {
        const shown = defaultRangeExtractor(range)
        const more = [first, second].filter((i) => i >= 0 && i < range.count && !shown.includes(i))
        return more.length === 0 ? shown : [...new Set([...shown, ...more])].sort((a, b) => a - b)
      },
      [first, second],
    ),
    useFlushSync: false,
  })
}
