import ical, { ICalEventStatus, ICalEventTransparency } from 'ical-generator'
import type { Sheet } from '../sheet.ts'
import { sheetToTrackerRows, type TrackerOptions } from './tracker-rows.ts'

/**
 * The working time as a calendar (RFC 5545), in UTC, with the zone named. A stretch of work has the same UID in every
 * export, by its task and its beginning, so a calendar that takes it in twice has it once. What was added by hand stands
 * after the day's work, wherever that ends by then: it is named by its correction.
 * @param madeAt DTSTAMP of every event, in milliseconds UTC
 */
export function sheetToCalendar(sheet: Sheet, options: TrackerOptions, madeAt: number): string {
  const calendar = ical({
    name: 'Understudy: working time',
    prodId: { company: 'Understudy', product: 'Desk', language: 'EN' },
  })
  calendar.x('X-WR-TIMEZONE', sheet.zone)
  const used = new Map<string, number>()
  for (const row of sheetToTrackerRows(sheet, options)) {
    const { taskId, start, addedBy } = row.entry
    const stretch = `${taskId}-${addedBy === undefined ? start : `added-${addedBy}`}`
    const times = (used.get(stretch) ?? 0) + 1
    used.set(stretch, times)
    calendar.createEvent({
      id: `${stretch}${times === 1 ? '' : `-${times}`}@understudy`,
      stamp: new Date(madeAt),
      start: new Date(row.start * 1000),
      end: new Date(row.end * 1000),
      summary: plain(row.task.title),
      description: [
        `${row.project}, ${row.client}: ${row.activity}`,
        ...row.entry.notes.map((note) => `Idle time kept: ${note}`),
        ...[...new Set(row.entry.corrected)].map((reason) => `Corrected: ${reason}`),
      ]
        .map(plain)
        .join('\n'),
      categories: row.tags.map((name) => ({ name: plain(name) })),
      status: ICalEventStatus.CONFIRMED,
      // Work that is over makes nobody busy.
      transparency: ICalEventTransparency.TRANSPARENT,
    })
  }
  // Every line is ended, also the last (RFC 5545 §3.1).
  return `${calendar.toString()}\r\n`
}

/** Without the control characters that no text of a calendar can hold (RFC 5545 §3.3.11). */
function plain(text: string): string {
  return text.replaceAll(/\r\n?/g, '\n').replaceAll(/(?!\n)\p{Cc}/gu, ' ')
}
