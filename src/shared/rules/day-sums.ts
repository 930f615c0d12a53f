import type { Correction, Segment } from '../domain/ledger.ts'
import { localDate, splitAtMidnight } from './days.ts'
import { segmentsOfDays } from './day-view.ts'
import { isWork } from './segments.ts'

/** Working time of one task by local date, with what was corrected. */
export type DaySums = Map<string, number>

export function addWork(days: DaySums, segment: Segment): void {
  if (!isWork(segment)) return
  for (const { start, offsetMinutes, ms } of splitAtMidnight([segment])) add(days, localDate(start, offsetMinutes), ms)
}

export function addCorrection(days: DaySums, { date, ms }: Correction): void {
  add(days, date, ms)
}

/**
 * Working time of some local days, both included, by task. By the dates that were seen: no midnight is reckoned back over
 * a change of offset.
 */
export function daySumsByTask(
  segments: Iterable<Segment>,
  corrections: readonly Correction[],
  first: string,
  last: string,
): Map<string, DaySums> {
  const byTask = new Map<string, DaySums>()
  const daysOf = (taskId: string): DaySums => {
    const days: DaySums = byTask.get(taskId) ?? new Map()
    byTask.set(taskId, days)
    return days
  }
  for (const segment of segmentsOfDays(segments, first, last)) {
    if (isWork(segment)) addWork(daysOf(segment.taskId), segment)
  }
  for (const correction of corrections) {
    if (correction.date >= first && correction.date <= last) addCorrection(daysOf(correction.taskId), correction)
  }
  return byTask
}

/**
 * What counts of all days. A day has no less than nothing: where some of its time turned out to be idle after it was
 * taken off, other days lose none of theirs.
 */
export function sumOfDays(days: DaySums): number {
  let sum = 0
  for (const ms of days.values()) sum += Math.max(0, ms)
  return sum
}

function add(days: DaySums, date: string, ms: number): void {
  days.set(date, (days.get(date) ?? 0) + ms)
}
