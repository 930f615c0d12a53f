import type { Segment } from '../domain/ledger.ts'
import type { Rounding } from '../domain/money.ts'
import { CLOCK_TOLERANCE_MS } from './clock-steps.ts'
import { isWork } from './segments.ts'

const MINUTE = 60_000

/** A piece of working time within one local day. */
export type WorkPiece = {
  readonly taskId: string
  /** Local date, YYYY-MM-DD. */
  readonly date: string
  /** Which unbroken stretch of work it belongs to. */
  readonly entry: number
  readonly ms: number
}

/**
 * A length of time in whole steps; exactly half a step goes up.
 * @param ms integer milliseconds, not negative
 */
export function roundDuration(ms: number, { minutes, mode }: Pick<Rounding, 'minutes' | 'mode'>): number {
  if (minutes === 0) return ms
  const step = minutes * MINUTE
  return mode === 'up' ? Math.ceil(ms / step) * step : Math.floor((ms + step / 2) / step) * step
}

/** @returns whether a rule rounds at all */
export function isRounded(rounding: Rounding): boolean {
  return rounding.minutes !== 0
}

/** By what a rule rounds: all pieces with one key are rounded together. */
export function bucketOf(piece: WorkPiece, per: Rounding['per']): string {
  if (per === 'task') return piece.taskId
  return per === 'day' ? `${piece.taskId} ${piece.date}` : `${piece.taskId} ${piece.entry}`
}

/**
 * Rounds piece by piece: each is given what its bucket's rounded time grows by when it comes. So pieces add up to the
 * rounded time of their bucket to the millisecond, none is negative, and what is worked later changes no earlier piece.
 * @returns what a piece adds to the rounded time, in milliseconds
 */
export function createRounder(): (piece: WorkPiece, rounding: Rounding) => number {
  const raw = new Map<string, number>()
  return (piece, rounding) => {
    if (!isRounded(rounding)) return piece.ms
    const bucket = bucketOf(piece, rounding.per)
    const before = raw.get(bucket) ?? 0
    raw.set(bucket, before + piece.ms)
    return roundDuration(before + piece.ms, rounding) - roundDuration(before, rounding)
  }
}

/**
 * Numbers the unbroken stretches of work: pieces of one task that follow each other without a gap, across midnight too.
 * Each task by itself, so that its time is rounded the same where it is looked at alone, as for what is handed in, and
 * among all others, as in a timesheet.
 * @returns asked for each segment in order, the number of its stretch; the same for two that belong together
 */
export function createEntryCounter(): (segment: Segment) => number {
  const open = new Map<string, { last: Segment; entry: number }>()
  let entries = 0
  return (segment) => {
    const before = open.get(segment.taskId)
    const goesOn =
      before !== undefined &&
      isWork(segment) &&
      isWork(before.last) &&
      Math.abs(before.last.end - segment.start) <= CLOCK_TOLERANCE_MS
    const entry = goesOn ? before.entry : ++entries
    open.set(segment.taskId, { last: segment, entry })
    return entry
  }
}

/** A rule in words, such as `up to whole 6 minutes, each day of a task`. */
export function roundingToText(rounding: Rounding): string {
  if (!isRounded(rounding)) return 'not rounded'
  const steps = rounding.minutes === 1 ? 'whole minutes' : `whole ${rounding.minutes} minutes`
  const per = { entry: 'each stretch of work', task: 'each task', day: 'each day of a task' }[rounding.per]
  return `${rounding.mode === 'up' ? `up to ${steps}` : `to the nearest ${steps}`}, ${per}`
}
