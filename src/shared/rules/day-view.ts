import type { DayTask } from '../contract/desk-time.ts'
import type { Happening } from '../domain/happening.ts'
import type { Correction, Section, Segment } from '../domain/ledger.ts'
import { isReading } from './day-strip.ts'
import { localDate, splitAtMidnight } from './days.ts'
import { msBySection } from './segment-parts.ts'
import { isWork } from './segments.ts'

const DAY = 86_400_000
/** No local time is further from UTC than this. */
const FURTHEST = 18 * 3_600_000

/** The segments of some local days, both included, each by the offset it was seen with, cut at midnight. */
export function segmentsOfDays(segments: Iterable<Segment>, first: string, last: string): Segment[] {
  const from = Date.parse(`${first}T00:00:00Z`) - FURTHEST
  const to = Date.parse(`${last}T00:00:00Z`) + DAY + FURTHEST
  const near: Segment[] = []
  for (const segment of segments) if (segment.start < to && segment.end > from) near.push(segment)
  return splitAtMidnight(near).filter(({ start, offsetMinutes }) => {
    const date = localDate(start, offsetMinutes)
    return date >= first && date <= last
  })
}

type TaskSum = Omit<DayTask, 'title' | 'programme' | 'sections'> & { sections: { section: Section; ms: number }[] }

/** The time of one day by task, the longest first. @param segments those of the day */
export function dayTasks(segments: readonly Segment[], corrections: readonly Correction[]): TaskSum[] {
  const taskIds = new Set([...segments, ...corrections].map(({ taskId }) => taskId))
  const tasks = [...taskIds].map((taskId): TaskSum => {
    const own = segments.filter((segment) => segment.taskId === taskId)
    const work = own.filter(isWork)
    const sum = (list: readonly { ms: number }[]): number => list.reduce((total, { ms }) => total + ms, 0)
    const of = (kind: Segment['kind']): number => sum(own.filter((segment) => segment.kind === kind))
    const correctedMs = sum(corrections.filter((correction) => correction.taskId === taskId))
    const measuredMs = sum(work)
    const sections = [...msBySection(work)].map(([section, ms]) => ({ section, ms })).toSorted((a, b) => b.ms - a.ms)
    return {
      taskId,
      workMs: Math.max(0, measuredMs + correctedMs),
      measuredMs,
      correctedMs,
      readingMs: sum(sections.filter(({ section }) => isReading(section))),
      keptMs: of('kept'),
      idleMs: of('idle'),
      awayMs: of('away'),
      sections,
    }
  })
  return tasks.toSorted((a, b) => b.workMs - a.workMs || (a.taskId < b.taskId ? -1 : 1))
}

/** What happened on a local day: what began on it, what lasted into it, and corrections of it. */
export function happeningsOf(happenings: readonly Happening[], date: string): Happening[] {
  return happenings.filter(({ at, ms = 0, offsetMinutes, what }) => {
    if (what.kind === 'corrected') return what.date === date || what.to?.date === date
    return localDate(at, offsetMinutes) <= date && localDate(at + ms, offsetMinutes) >= date
  })
}
