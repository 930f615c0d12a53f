import type { Correction, Segment } from '../../shared/domain/ledger.ts'
import { addCorrection, addWork, type DaySums, sumOfDays } from '../../shared/rules/day-sums.ts'
import { isWork, type SegmentBuilder } from '../../shared/rules/segments.ts'

export type WorkTotals = {
  /** Working time in milliseconds by task, corrections included. @param tail what is not in the ledger yet */
  byTask(tail: readonly Segment[]): ReadonlyMap<string, number>
}

type Settled = {
  readonly relabelled: number
  readonly corrections: number
  segments: number
  readonly byTask: Map<string, number>
  /** By day, of the few tasks whose time was corrected: no day has less than nothing. */
  readonly corrected: ReadonlyMap<string, DaySums>
}

/** Sums that are carried on as the ledger grows, and made anew only where what is behind has changed. */
export function createWorkTotals(builder: SegmentBuilder): WorkTotals {
  let settled: Settled | undefined

  return {
    byTask: (tail) => {
      const { segments, corrections, relabelled } = builder
      // The last segment may still grow, so it is left out of what is kept.
      const end = Math.max(0, segments.length - 1)
      if (
        settled === undefined ||
        settled.relabelled !== relabelled ||
        settled.corrections !== corrections.length ||
        settled.segments > end
      ) {
        settled = begin(corrections, relabelled)
      }
      for (; settled.segments < end; settled.segments++) count(settled, segments[settled.segments])
      const byTask = new Map(settled.byTask)
      const corrected = new Map(settled.corrected)
      const rest = [...segments.slice(end), ...tail]
      for (const taskId of new Set(rest.map((segment) => segment.taskId))) {
        const days = corrected.get(taskId)
        if (days !== undefined) corrected.set(taskId, new Map(days))
      }
      for (const segment of rest) count({ byTask, corrected }, segment)
      for (const [taskId, days] of corrected) byTask.set(taskId, sumOfDays(days))
      return byTask
    },
  }
}

function begin(corrections: readonly Correction[], relabelled: number): Settled {
  const corrected = new Map<string, DaySums>()
  for (const correction of corrections) {
    const days = corrected.get(correction.taskId) ?? new Map<string, number>()
    corrected.set(correction.taskId, days)
    addCorrection(days, correction)
  }
  return { relabelled, corrections: corrections.length, segments: 0, byTask: new Map(), corrected }
}

function count({ byTask, corrected }: Pick<Settled, 'byTask' | 'corrected'>, segment: Segment | undefined): void {
  if (segment === undefined || !isWork(segment)) return
  const days = corrected.get(segment.taskId)
  if (days === undefined) byTask.set(segment.taskId, (byTask.get(segment.taskId) ?? 0) + segment.ms)
  else addWork(days, segment)
}
