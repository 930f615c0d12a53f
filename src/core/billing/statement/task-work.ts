import type { Correction, Segment } from '../../../shared/domain/ledger.ts'
import type { Money, Rate, Rounding } from '../../../shared/domain/money.ts'
import { addCorrection, addWork, type DaySums } from '../../../shared/rules/day-sums.ts'
import { pay } from '../../../shared/rules/pay.ts'
import { createSheet, type BillableTask, type SheetEntry } from '../sheet.ts'

/** What the time of one task comes to. */
export type TaskWork = {
  readonly entries: readonly SheetEntry[]
  readonly workMs: number
  readonly roundedMs: number
  /** Up to the cap. */
  readonly paidMs: number
  readonly amount: Money
}

export type WorkInput = {
  readonly segments: Iterable<Segment>
  readonly corrections: readonly Correction[]
  readonly zone: string
  /** Until when the time of a task counts: when the work that was handed in was finished. */
  readonly untilOf: (taskId: string) => number | undefined
  /**
   * Whether the ledger held a segment or a correction already when the work was finished. Where that is not known
   * (undefined) the segment's beginning decides, or when the correction was entered, although the clock may have been wrong.
   */
  readonly isUpTo?: (one: Segment | Correction) => boolean | undefined
  readonly taskOf: (taskId: string) => (BillableTask & { readonly rounding?: Rounding }) | undefined
}

/**
 * The work on each task that `untilOf` knows, whole: rounding and cap count over all of its days. Corrections count whenever
 * they were made; what was taken off once the work was finished comes first off what was worked since on that day.
 */
export function workByTask({ segments, corrections, zone, untilOf, isUpTo, taskOf }: WorkInput): Map<string, TaskWork> {
  const within: Segment[] = []
  const since = new Map<string, DaySums>()
  for (const segment of segments) {
    const { taskId, start } = segment
    const until = untilOf(taskId)
    if (until === undefined) continue
    if (isUpTo?.(segment) ?? start < until) within.push(segment)
    else {
      const days: DaySums = since.get(taskId) ?? new Map()
      since.set(taskId, days)
      addWork(days, segment)
    }
  }
  const known = corrections.filter(({ taskId }) => untilOf(taskId) !== undefined)
  const isLater = (one: Correction): boolean => !(isUpTo?.(one) ?? one.at < (untilOf(one.taskId) ?? 0))
  const own = [
    ...known.filter((one) => !isLater(one)),
    ...[...Map.groupBy(known.filter(isLater), ({ taskId }) => taskId)].flatMap(([taskId, later]) =>
      beyondSince(later, since.get(taskId) ?? new Map()),
    ),
  ]
  const sheet = createSheet({ segments: within, corrections: own, from: 0, to: Number.MAX_SAFE_INTEGER, zone, taskOf })
  const found = new Map<string, TaskWork>()
  for (const [taskId, entries] of Map.groupBy(sheet.entries, (entry) => entry.taskId)) {
    const task = sheet.tasks.get(taskId)
    if (task !== undefined) found.set(taskId, entriesToWork(entries, task.rate))
  }
  return found
}

/**
 * What corrections that were made once a task's work was finished change of that work.
 * @param since what was worked by the clock from then on, by day
 */
function beyondSince(later: readonly Correction[], since: DaySums): Correction[] {
  // What was added by hand stands behind that, and goes before it.
  const net: DaySums = new Map()
  for (const correction of later) addCorrection(net, correction)
  return later.flatMap((correction): Correction[] => {
    const { date, ms } = correction
    const [worked, change] = [since.get(date) ?? 0, net.get(date) ?? 0]
    const spared = Math.max(0, Math.min(worked, -change, -ms))
    since.set(date, worked - spared)
    net.set(date, change + spared)
    return spared === -ms ? [] : [{ ...correction, ms: ms + spared }]
  })
}

/** @param entries none for a task at a fixed price that was never timed */
export function entriesToWork(entries: readonly SheetEntry[], rate: Rate): TaskWork {
  const workMs = entries.reduce((sum, entry) => sum + entry.ms, 0)
  const roundedMs = entries.reduce((sum, entry) => sum + entry.roundedMs, 0)
  const paidMs = rate.type === 'hourly' && rate.capMs !== undefined ? Math.min(roundedMs, rate.capMs) : roundedMs
  return { entries, workMs, roundedMs, paidMs, amount: pay(rate, roundedMs) }
}
