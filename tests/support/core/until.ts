import type { FakeTime } from './fake-time.ts'
import type { DeskClient } from './test-core.ts'

/**
 * Waits until `check` gives something, asking again after each event of the desk.
 * @param passing lets this clock's time pass meanwhile, a few seconds at each turn, so that waits of the desk end
 * @throws after ten seconds, with what was waited for
 */
export async function until<T>(
  desk: DeskClient,
  what: string,
  check: () => Promise<T | undefined | false>,
  passing?: FakeTime,
): Promise<T> {
  const stop = new AbortController()
  const timeout = setTimeout(() => stop.abort(new Error(`waited in vain until ${what}`)), 10_000)
  const clock = passing === undefined ? undefined : setInterval(() => void passing.advance(5_000), 20)
  try {
    const events = await desk.app.watch({}, { signal: stop.signal })
    for await (const _ of events) {
      const found = await check()
      if (found !== undefined && found !== false) return found
    }
    throw new Error(`the desk ended before ${what}`)
  } catch (error) {
    throw stop.signal.aborted ? stop.signal.reason : error
  } finally {
    clearInterval(clock)
    clearTimeout(timeout)
    stop.abort()
  }
}
