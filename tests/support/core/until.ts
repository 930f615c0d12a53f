import type { FakeTime } from './fake-time.ts'
import type { DeskClient } from './test-core.ts'

/**
 * Waits until `check` gives something, asking again after each event of the desk.
 * @param passing lets this clock's time pass meanwhile, so that waits of the desk end
 * @throws after 45 seconds, with what was waited for
 */
export async function until<T>(
  desk: DeskClient,
  what: string,
  check: () => Promise<T | undefined | false>,
  passing?: FakeTime,
): Promise<T> {
  const stop = new AbortController()
  const timeout = setTimeout(() => stop.abort(new Error(`waited in vain until ${what}`)), 45_000)
  const stopTurning = passing?.turn()
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
    clearTimeout(timeout)
    stop.abort()
    await stopTurning?.()
  }
}
