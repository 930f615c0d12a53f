/** One file that could go up or come down. */
export type Transfer = {
  readonly direction: 'up' | 'down'
  readonly sha256: string
  readonly size: number
}

/** So many files travel at a time. */
export const MOST_TRANSFERS = 2
/** Above this a file is large: it takes a while even on a good line. */
export const LARGE_BYTES = 1_000_000

/**
 * Chooses the next file to carry. Small ones go before large ones, what goes up before what comes down, and one place is
 * kept free of large files, so that a large one never holds up the small.
 * @param waiting in the order in which they are wanted
 * @returns undefined when nothing can begin now
 */
export function planTransfer(running: readonly Transfer[], waiting: readonly Transfer[]): Transfer | undefined {
  if (running.length >= MOST_TRANSFERS) return undefined
  const largeRuns = running.some(isLarge)
  const free = waiting.filter(
    (one) => !running.some((other) => sameTransfer(one, other)) && !(largeRuns && isLarge(one)),
  )
  return (
    free.find((one) => !isLarge(one) && one.direction === 'up') ??
    free.find((one) => !isLarge(one)) ??
    free.find((one) => one.direction === 'up') ??
    free[0]
  )
}

/** A file does not travel in both directions at a time either. */
function sameTransfer(a: Transfer, b: Transfer): boolean {
  return a.sha256 === b.sha256
}

function isLarge({ size }: Transfer): boolean {
  return size > LARGE_BYTES
}
