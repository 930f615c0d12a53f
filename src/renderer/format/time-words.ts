import type { Happening } from '../../shared/domain/happening.ts'
import type { TimeMark } from '../../shared/contract/desk-time.ts'
import { duration } from './amounts.ts'
import { dateToShort } from './dates.ts'
import { dateFormat, type Place } from './intl.ts'

/** What happened on the clock, and what it has come near to, in words. */

/** A length of time in words, to the nearest second where it is short. */
export function length(exactMs: number): string {
  const ms = exactMs < 1_000 ? exactMs : Math.round(exactMs / 1_000) * 1_000
  if (ms < 1_000) return 'less than a second'
  if (ms < 60_000) return `${Math.floor(ms / 1_000)} s`
  const rest = Math.floor(ms / 1_000) % 60
  if (ms < 600_000 && rest > 0) return `${Math.floor(ms / 60_000)} min ${rest} s`
  const days = Math.floor(ms / 86_400_000)
  if (days >= 2) return `${days} days${ms % 86_400_000 < 60_000 ? '' : ` ${duration(ms % 86_400_000)}`}`
  return duration(ms)
}

/** Beside the clock. */
export function markToShort({ of, part, limitMs }: TimeMark): string {
  const limit = duration(limitMs)
  if (of === 'cap')
    return part === 100 ? `beyond the ${limit} that are paid` : `${part} % of the ${limit} that are paid`
  if (of === 'estimate') return part === 100 ? `over the estimate of ${limit}` : `${part} % of the estimate`
  return `${limit} ${of === 'day' ? 'today' : 'this week'} reached`
}

/** As a sentence. */
export function markToWords({ of, part, limitMs }: TimeMark): string {
  const limit = duration(limitMs)
  switch (of) {
    case 'cap':
      return part === 100
        ? `The ${limit} that are paid for this task are reached. The clock goes on; what is beyond is shown and not paid.`
        : `${part} % of the ${limit} that are paid for this task are used.`
    case 'estimate':
      return part === 100
        ? `This task has taken the ${limit} it was thought to take.`
        : `${part} % of the ${limit} this task was thought to take are used.`
    case 'day':
      return `You have worked the ${limit} you set yourself for a day.`
    case 'week':
      return `You have worked the ${limit} you set yourself for a week.`
  }
}

/** By how much local time is ahead of UTC: `UTC+1`, `UTC−3:30`. */
export function offsetToText(minutes: number): string {
  const sign = minutes < 0 ? '−' : '+'
  const rest = Math.abs(minutes) % 60
  return `UTC${sign}${Math.floor(Math.abs(minutes) / 60)}${rest === 0 ? '' : `:${String(rest).padStart(2, '0')}`}`
}

/** Wall time to the second where it was, as the reader's locale writes it: `14:02:11` or `2:02:11 PM`. */
export function localClock(instant: number, offsetMinutes: number, place: Place = {}): string {
  const there = dateFormat({ ...place, zone: 'UTC' }, { hour: 'numeric', minute: '2-digit', second: '2-digit' })
  return there.format(instant + offsetMinutes * 60_000)
}

/** A full hour of the day for a scale, as the reader's locale writes it: `14` or `2 PM`. */
export function hourOfDay(hour: number, place: Place = {}): string {
  return dateFormat({ ...place, zone: 'UTC' }, { hour: 'numeric' }).format(hour * 3_600_000)
}

const stops: Record<string, string> = {
  hand: 'Paused by hand.',
  'other-task': 'Another task was begun.',
  left: 'The task was closed.',
  sent: 'The work was sent.',
  idle: 'Stopped after an hour without a sign of work.',
  closed: 'The task was withdrawn or closed.',
  quit: 'Understudy was closed.',
}

/**
 * What happened, as a sentence or two.
 * @param titleOf a task's title, for time that was moved
 */
export function happeningToWords(
  { what, ms, at, zone, offsetMinutes }: Happening,
  titleOf: (id: string) => string,
): string {
  const took = (still: string): string => (ms === undefined ? still : `for ${length(ms)}`)
  switch (what.kind) {
    case 'started':
      return what.by === 'hand' ? 'Started by hand.' : 'Started with the first sign of work.'
    case 'stopped':
      return stops[what.by] ?? 'Stopped.'
    case 'idle': {
      const kept =
        what.keptMs === undefined
          ? 'Not counted.'
          : what.keptMs === 0
            ? 'You did not count it'
            : `You counted ${keptPart(what.keptMs, ms)}`
      const why = what.keptMs === undefined ? '' : what.reason === undefined ? '.' : `: ${what.reason}.`
      return `No sign of work ${took('until now')}. ${kept}${why}`
    }
    case 'asleep':
      return `The computer slept ${took('and still does')}. Not counted.`
    case 'locked':
      return `The screen was locked ${took('and still is')}. Not counted.`
    case 'gap':
      return `The computer slept, or its clock was set forward, by ${length(ms ?? 0)}. Not counted.`
    case 'clock':
      return `The computer’s clock was set ${what.byMs < 0 ? 'back' : 'forward'} by ${length(Math.abs(what.byMs))}. Time went on being counted by the steady clock.`
    case 'zone':
      return what.fromZone === zone
        ? `Clocks in ${zone} went from ${offsetToText(what.fromOffsetMinutes)} to ${offsetToText(offsetMinutes)}.`
        : `From ${what.fromZone} (${offsetToText(what.fromOffsetMinutes)}) to ${zone} (${offsetToText(offsetMinutes)}).`
    case 'crashed':
      return 'Understudy ended without warning. The time is counted up to here, the last sign of life.'
    case 'corrected': {
      const much = length(what.ms)
      const change =
        what.change === 'add'
          ? `${much} added by hand`
          : what.change === 'remove'
            ? `${much} taken away by hand`
            : `${much} moved by hand to “${titleOf(what.to?.taskId ?? '')}”, ${dateToShort(what.to?.date ?? what.date, at)}`
      return `${change}: ${what.reason}`
    }
  }
}

function keptPart(keptMs: number, ms: number | undefined): string {
  return ms !== undefined && keptMs >= ms ? 'it as work' : `${length(keptMs)} of it as work`
}
