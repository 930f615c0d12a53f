import type { Correction, Segment } from '../../../shared/domain/ledger.ts'
import type { Money, Rate, Rounding } from '../../../shared/domain/money.ts'
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
   * Whether the ledger held a segment already when the work was finished. Where that is not known (undefined) the
   * segment's beginning decides, although the clock may have been wrong.
   */
  readonly isUpTo?: (segment: Segment) => boolean | undefined
  readonly taskOf: (taskId: string) => (BillableTask & { readonly rounding?: Rounding }) | undefined
}

/** The work on each task that `untilOf` knows, whole: rounding and cap count over all of its days. */
export function workByTask({ segments, corrections, zone, untilOf, isUpTo, taskOf }: WorkInput): Map<string, TaskWork> {
  const within: Segment[] = []
  for (const segment of segments) {
    const until = untilOf(segment.taskId)
    if (until !== undefined && (isUpTo?.(segment) ?? segment.start < until)) within.push(segment)
  }
  const own = corrections.filter(({ taskId }) => untilOf(taskId) !== undefined)
  const sheet = createSheet({ segments: within, corrections: own, from: 0, to: Number.MAX_SAFE_INTEGER, zone, taskOf })
  const found = new Map<string, TaskWork>()
  for (const [taskId, entries] of Map.groupBy(sheet.entries, (entry) => entry.taskId)) {
    const task = sheet.tasks.get(taskId)
    if (task !== undefined) found.set(taskId, entriesToWork(entries, task.rate))
  }
  return found
}

/** @param entries none for a task at a fixed price that was never timed */
export function entriesToWork(entries: readonly SheetEntry[], rate: Rate): TaskWork {
  const workMs = entries.reduce((sum, entry) => sum + entry.ms, 0)
  const roundedMs = entries.reduce((sum, entry) => sum + entry.roundedMs, 0)
  const paidMs = rate.type === 'hourly' && rate.capMs !== undefined ? Math.min(roundedMs, rate.capMs) : roundedMs
  return { entries, workMs, roundedMs, paidMs, amount: pay(rate, roundedMs) }
}
