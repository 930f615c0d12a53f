const FIRST_MS = 100
const LONGEST_MS = 5_000

/**
 * How long to wait before the next attempt, in milliseconds. The desk is on the same machine, so there is no crowd to
 * spread out with jitter.
 * @param failures attempts that failed since the last connection
 */
export function reconnectDelay(failures: number): number {
  return Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(failures, 10))
}
