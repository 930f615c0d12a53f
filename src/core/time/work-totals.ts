import type { Segment } from '../../shared/domain/ledger.ts'
import { isWork, type SegmentBuilder } from '../../shared/rules/segments.ts'

export type WorkTotals = {
  /** Working time in milliseconds by task, corrections included. @param tail what is not in the ledger yet */
  byTask(tail: readonly Segment[]): ReadonlyMap<string, number>
}

/** Sums that are carried on as the ledger grows, and made anew only where what is behind has changed. */
export function createWorkTotals(builder: SegmentBuilder): WorkTotals {
  let settled: { relabelled: number; segments: number; corrections: number; byTask: Map<string, number> } | undefined

  return {
    byTask: (tail) => {
      const { segments, corrections, relabelled } = builder
      // The last segment may still grow, so it is left out of what is kept.
      const end = Math.max(0, segments.length - 1)
      if (settled === undefined || settled.relabelled !== relabelled || settled.segments > end) {
        settled = { relabelled, segments: 0, corrections: 0, byTask: new Map() }
      }
      for (; settled.segments < end; settled.segments++) addWork(settled.byTask, segments[settled.segments])
      for (; settled.corrections < corrections.length; settled.corrections++) {
        const correction = corrections[settled.corrections]
        if (correction !== undefined) addMs(settled.byTask, correction.taskId, correction.ms)
      }
      const byTask = new Map(settled.byTask)
      for (const segment of [...segments.slice(end), ...tail]) addWork(byTask, segment)
      for (const [taskId, ms] of byTask) if (ms < 0) byTask.set(taskId, 0)
      return byTask
    },
  }
}

function addWork(byTask: Map<string, number>, segment: Segment | undefined): void {
  if (segment !== undefined && isWork(segment)) addMs(byTask, segment.taskId, segment.ms)
}

function addMs(byTask: Map<string, number>, taskId: string, ms: number): void {
  byTask.set(taskId, (byTask.get(taskId) ?? 0) + ms)
}
