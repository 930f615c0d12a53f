import type { Segment } from '../domain/ledger.ts'
import { cutSegment } from './segment-parts.ts'

const MINUTE = 60_000
const DAY = 86_400_000

/**
 * Local date of an instant, as YYYY-MM-DD.
 * @param offsetMinutes minutes that local time is ahead of UTC
 */
export function localDate(instant: number, offsetMinutes: number): string {
  return new Date(instant + offsetMinutes * MINUTE).toISOString().slice(0, 10)
}

/** A local date so many days later, by the calendar: no day is skipped where clocks are changed. */
export function moveDate(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY).toISOString().slice(0, 10)
}

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
]

/** A local date as people read it: `3 April 2026`. In figures it would be another day to half of them. */
export function dayInWords(date: string): string {
  const [year, month, day] = date.split('-')
  return `${Number(day)} ${MONTHS[Number(month) - 1] ?? ''} ${year ?? ''}`
}

/** Local time of day as HH:MM:SS. */
export function localTime(instant: number, offsetMinutes: number): string {
  return new Date(instant + offsetMinutes * MINUTE).toISOString().slice(11, 19)
}

/** The same segments, cut at every local midnight, so that each lies in one local day. */
export function splitAtMidnight(segments: Iterable<Segment>): Segment[] {
  const out: Segment[] = []
  for (const segment of segments) {
    let rest = segment
    for (;;) {
      const shift = rest.offsetMinutes * MINUTE
      const midnight = (Math.floor((rest.start + shift) / DAY) + 1) * DAY - shift
      if (rest.end <= midnight) break
      const [day, after] = cutSegment(rest, midnight - rest.start)
      out.push(day)
      rest = after
    }
    out.push(rest)
  }
  return out
}
