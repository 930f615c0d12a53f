import type { KeyboardEvent } from 'react'

/**
 * The step of a scale that a key means: 1 to 9, and 0 for the tenth.
 * @param points of the scale, which begins at 1
 * @returns undefined where the key is none of them
 */
export function stepByKey(event: KeyboardEvent, points: number): number | undefined {
  if (event.ctrlKey || event.metaKey || event.altKey) return undefined
  const step = event.key === '0' ? 10 : Number(event.key)
  return Number.isInteger(step) && step >= 1 && step <= points ? step : undefined
}
