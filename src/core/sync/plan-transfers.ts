/** One file that could go up or come down. */
export type Transfer = {
  readonly direction: 'up' | 'down'
  readonly sha256: string
  readonly size: number
  /** Where it could not be carried: the number of its last failure among all. */
  readonly failed?: number
}

/** So many files travel at a time. */
export const MOST_TRANSFERS = 2
/** Above this a file is large: it takes a while even on a good line. */
export const LARGE_BYTES = 1_000_000

/**
 * Chooses the next file to carry. Small ones go before large ones, what goes up before what comes down, and one place is
 * kept free of large files, so that a large one never holds up the small. What could not be carried goes behind all
 * others, the one first that failed longest ago: what stands between may refuse two files for ever.
 * @param waiting in the order in which they are wanted
 * @returns undefined when nothing can begin now
 */
export function planTransfer(running: readonly Transfer[], waiting: readonly Transfer[]): Transfer | undefined {
  if (running.length >= MOST_TRANSFERS) return undefined
  const largeRuns = running.some(isLarge)
  const free = waiting.filter(
    (one) => !running.some((other) => sameTransfer(one, other)) && !(largeRuns && isLarge(one)),
  )
  const fresh = free.filter(({ failed }) => failed === undefined)
  return (
    fresh.find((one) => !isLarge(one) && one.direction === 'up') ??
    fresh.find((one) => !isLarge(one)) ??
    fresh.find((one) => one.direction === 'up') ??
    fresh[0] ??
    free.toSorted((a, b) => (a.failed ?? 0) - (b.failed ?? 0))[0]
  )
}

/** A file does not travel in both directions at a time either. */
function sameTransfer(a: Transfer, b: Transfer): boolean {
  return a.sha256 === b.sha256
}

function isLarge({ size }: Transfer): boolean {
  return size > LARGE_BYTES
}
