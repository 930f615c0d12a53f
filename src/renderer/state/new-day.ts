import type { Services } from './services.ts'
import { toDate } from './time-ranges.ts'

/**
 * Has everything that is said of today, and of this week, asked for anew when the calendar shows another day: at midnight
 * nothing happens in the core that it would tell of, and a desk may stand open for days.
 */
export function renewEachDay({
  now,
  clock,
  timeLedger,
  exports,
  written,
}: Pick<Services, 'now' | 'clock' | 'timeLedger' | 'exports' | 'written'>): void {
  // Its date is kept and not its instant, whose day is another one where the zone has changed.
  let day = toDate(now.store.getState().now)
  now.store.subscribe((state) => {
    const today = toDate(state.now)
    if (today === day) return
    day = today
    void clock.refresh()
    timeLedger.changed()
    exports.newDay()
    written.newDay()
  })
}
