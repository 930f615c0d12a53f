/** More deaths than this within a minute and the shell stops trying by itself. */
const MOST = 5
const MINUTE = 60_000
const FIRST_WAIT_MS = 100
const LONGEST_WAIT_MS = 4_000

/**
 * What to do when a process has died: start it again, at once for the first death in a minute and later each time, or
 * give up and ask the user.
 * @param deaths when it died, in milliseconds of a clock that does not go back, the last death included
 * @param now the same clock
 */
export function planRestart(deaths: readonly number[], now: number): { waitMs: number } | 'give-up' {
  const lately = deaths.filter((at) => now - at < MINUTE).length
  if (lately > MOST) return 'give-up'
  return { waitMs: lately <= 1 ? 0 : Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (lately - 2)) }
}
