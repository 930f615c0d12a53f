/**
 * How long to wait before the next try: exponential with full jitter, so that many desks do not come back at once
 * (AWS Architecture Blog, "Exponential Backoff And Jitter").
 * @param attempts failed tries so far, 1 or more
 * @param random 0 ≤ random < 1
 * @returns milliseconds, at least 500
 */
export function backoffMs(attempts: number, random: number, baseMs = 2_000, capMs = 15 * 60_000): number {
  const ceiling = Math.min(capMs, baseMs * 2 ** Math.min(attempts - 1, 30))
  return Math.max(500, Math.round(random * ceiling))
}
