import type { DeskStatus } from '../../shared/contract/desk.ts'
import type { Resource } from './resource.ts'
import type { Services } from './services.ts'
import { toDate } from './time-ranges.ts'

/**
 * The date of today where the desk is, which counts the days: a window may be in another zone (a browser beside a desk in
 * a container, in WSL or on another computer), and would look for the time of a day that the desk has not begun.
 */
export function createToday(now: () => number, status: Pick<Resource<DeskStatus>, 'store'>): () => string {
  return () => toDate(now(), status.store.getState().value?.zone)
}

/**
 * Has everything that is said of today, and of this week, asked for anew when the calendar shows another day: at midnight
 * nothing happens in the core that it would tell of, and a desk may stand open for days.
 */
export function renewEachDay({
  now,
  today,
  status,
  clock,
  timeLedger,
  exports,
  written,
}: Pick<Services, 'now' | 'today' | 'status' | 'clock' | 'timeLedger' | 'exports' | 'written'>): void {
  // Its date is kept and not its instant, whose day is another one where the zone has changed.
  let day = today()
  function look(): void {
    if (today() === day) return
    day = today()
    void clock.refresh()
    timeLedger.changed()
    exports.newDay()
    written.newDay()
  }
  now.store.subscribe(() => {
    look()
    // Who travels takes both along; the desk may notice later.
    const zone = status.store.getState().value?.zone
    if (zone !== undefined && zone !== machineZone()) void status.refresh()
  })
  status.store.subscribe(look)
}

function machineZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone
}
