import { localDate } from './days.ts'

const MINUTE = 60_000
const DAY = 86_400_000
const formats = new Map<string, Intl.DateTimeFormat | undefined>()

/**
 * Minutes that local time of a zone is ahead of UTC, by the zone data of this machine. Only for what has no reading of
 * its own: the ledger keeps the offset that was seen.
 * @returns 0 for a zone this machine does not know
 */
export function zoneOffset(instant: number, zone: string): number {
  const format = formatOf(zone)
  if (format === undefined) return 0
  const parts = new Map(format.formatToParts(instant).map(({ type, value }) => [type, Number(value)]))
  const part = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0
  const local = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'))
  return Math.round((local - Math.floor(instant / 1000) * 1000) / MINUTE)
}

/** Noon of a local date, YYYY-MM-DD: a time of day that no zone leaves out or repeats. */
export function noonOf(date: string, zone: string): { instant: number; offsetMinutes: number } {
  const utc = Date.parse(`${date}T12:00:00Z`)
  const offsetMinutes = zoneOffset(utc - zoneOffset(utc, zone) * MINUTE, zone)
  return { instant: utc - offsetMinutes * MINUTE, offsetMinutes }
}

/** The first instant of a local date, YYYY-MM-DD. It is no midnight where clocks go on over one. */
export function startOfDate(date: string, zone: string): number {
  const utc = Date.parse(`${date}T00:00:00Z`)
  const starts = [utc + DAY, utc - DAY].map((near) => utc - zoneOffset(near, zone) * MINUTE)
  const own = starts.filter((start) => localDate(start, zoneOffset(start, zone)) === date)
  return Math.max(0, Math.min(...(own.length === 0 ? starts : own)))
}

function formatOf(zone: string): Intl.DateTimeFormat | undefined {
  if (!formats.has(zone)) formats.set(zone, makeFormat(zone))
  return formats.get(zone)
}

function makeFormat(zone: string): Intl.DateTimeFormat | undefined {
  const digits = 'numeric'
  try {
    return new Intl.DateTimeFormat('en-u-ca-iso8601-nu-latn', {
      timeZone: zone,
      hourCycle: 'h23',
      year: digits,
      month: digits,
      day: digits,
      hour: digits,
      minute: digits,
      second: digits,
    })
  } catch {
    return undefined
  }
}
