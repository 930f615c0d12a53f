/** How often it is looked whether the computer has slept. */
const LOOK_EVERY_MS = 15_000

/**
 * A browser tells its desk nothing of the computer's sleep; a timer that comes much too late by the wall clock does. A clock
 * that was set ahead looks the same, and does no harm.
 * @returns a function that ends it
 */
export function watchSleep(onWoken: () => void, everyMs = LOOK_EVERY_MS, now = Date.now): () => void {
  let last = now()
  const timer = setInterval(() => {
    const before = last
    last = now()
    if (last - before > 3 * everyMs) onWoken()
  }, everyMs)
  timer.unref()
  return () => clearInterval(timer)
}
