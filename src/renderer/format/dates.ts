import { zoneOffset } from '../../shared/rules/zone-offset.ts'
import { dateFormat, machineZone, type Place } from './intl.ts'

const MINUTE = 60_000
const DAY = 86_400_000

/** Number of the local day of an instant, for counting days between two. */
function dayNumber(instant: number, { zone = machineZone() }: Place): number {
  return Math.floor((instant + zoneOffset(instant, zone) * MINUTE) / DAY)
}

/** Days from `now` to `instant` by the calendar where the reader is: 0 is today, 1 tomorrow, -1 yesterday. */
export function daysUntil(instant: number, now: number, place: Place = {}): number {
  return dayNumber(instant, place) - dayNumber(now, place)
}

/** `14:02` or `2:02 PM`, as the reader's locale writes it. */
export function timeOfDay(instant: number, place: Place = {}): string {
  return dateFormat(place, { hour: 'numeric', minute: '2-digit' }).format(instant)
}

/** `Thu 26 Nov`, with the year when it is another one. */
export function shortDate(instant: number, now: number, place: Place = {}): string {
  const year = dateFormat({ ...place, locale: 'en' }, { year: 'numeric' })
  const parts = dateFormat({ ...place, locale: 'en-GB' }, { weekday: 'short', day: 'numeric', month: 'short' })
  const date = parts.format(instant).replaceAll(',', '')
  return year.format(instant) === year.format(now) ? date : `${date} ${year.format(instant)}`
}

/** `today`, `tomorrow`, `in 3 days, Thu 26 Nov`, `3 days late`; beyond two weeks only the date. */
export function relativeDue(dueAt: number, now: number, place: Place = {}): string {
  const days = daysUntil(dueAt, now, place)
  if (dueAt < now && days === 0) return 'due earlier today'
  if (days === 0) return `today, ${timeOfDay(dueAt, place)}`
  if (days === 1) return 'tomorrow'
  if (days === -1) return '1 day late'
  if (days < 0) return `${-days} days late`
  const date = shortDate(dueAt, now, place)
  return days <= 14 ? `in ${days} days, ${date}` : date
}

/** When something happened: `14:02` today, `yesterday, 14:02`, else `Thu 26 Nov, 14:02`. */
export function moment(instant: number, now: number, place: Place = {}): string {
  const time = timeOfDay(instant, place)
  const days = daysUntil(instant, now, place)
  if (days === 0) return time
  if (days === -1) return `yesterday, ${time}`
  return `${shortDate(instant, now, place)}, ${time}`
}

/** `2:02 PM to 2:30 PM`; with its days where it was not today: `Sat 28 Nov, 2:02 PM to today, 9:14 AM`. */
export function spanInWords(from: number, to: number, now: number, place: Place = {}): string {
  const isOneDay = daysUntil(to, from, place) === 0
  const today = !isOneDay && daysUntil(to, now, place) === 0 ? 'today, ' : ''
  const end = isOneDay ? timeOfDay(to, place) : `${today}${moment(to, now, place)}`
  return `${moment(from, now, place)} to ${end}`
}

/** Date and time to the second with the zone, for what may have to be proven: `26 November 2026, 14:02:11 GMT+1`. */
export function exactMoment(instant: number, place: Place = {}): string {
  const english = { ...place, locale: 'en-GB' }
  const date = dateFormat(english, { day: 'numeric', month: 'long', year: 'numeric' }).format(instant)
  const time = dateFormat(place, { hour: 'numeric', minute: '2-digit', second: '2-digit' }).format(instant)
  const parts = dateFormat(english, { hour: 'numeric', timeZoneName: 'short' }).formatToParts(instant)
  return `${date}, ${time} ${parts.find((part) => part.type === 'timeZoneName')?.value ?? ''}`.trim()
}

/** A local date, YYYY-MM-DD, as `Thu 26 Nov`. */
export function dateToShort(date: string, now: number, place: Place = {}): string {
  return shortDate(Date.parse(`${date}T12:00:00Z`), now, { ...place, zone: 'UTC' })
}

/** A local date, YYYY-MM-DD, as `Thu`. */
export function dateToWeekday(date: string): string {
  return dateFormat({ locale: 'en-GB', zone: 'UTC' }, { weekday: 'short' }).format(Date.parse(`${date}T12:00:00Z`))
}

/** A month, YYYY-MM, as `Nov 2026`. */
export function monthToShort(month: string): string {
  const place = { locale: 'en-GB', zone: 'UTC' }
  return dateFormat(place, { month: 'short', year: 'numeric' }).format(Date.parse(`${month}-15T12:00:00Z`))
}

/** How long ago something happened, for ages: `just now`, `20 minutes ago`, `3 hours ago`, `2 days ago`. */
export function ago(instant: number, now: number): string {
  const minutes = Math.floor((now - instant) / 60_000)
  if (minutes < 2) return 'just now'
  if (minutes < 120) return `${minutes} minutes ago`
  const hours = Math.floor(minutes / 60)
  return hours < 48 ? `${hours} hours ago` : `${Math.floor(hours / 24)} days ago`
}

/** The local day of an instant as YYYY-MM-DD. */
export function calendarDate(instant: number, place: Place = {}): string {
  return new Date(dayNumber(instant, place) * DAY).toISOString().slice(0, 10)
}
