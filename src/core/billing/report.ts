import type { TimeReport, TimeReportRow } from '../../shared/contract/desk-views.ts'
import type { Segment } from '../../shared/domain/ledger.ts'
import type { Rate } from '../../shared/domain/money.ts'
import type { TaskState } from '../../shared/domain/work.ts'
import { localDate, splitAtMidnight } from '../../shared/rules/days.ts'
import { pay } from '../../shared/rules/pay.ts'
import { isWork } from '../../shared/rules/segments.ts'

export type BillableTask = { title: string; programme: string; occupation: string; state: TaskState; rate: Rate }

/**
 * Time by local day and task between two instants.
 *
 * An hourly task is paid day by day so that the days add up to what the whole time of the task earns, cap included: a
 * day's amount is what the task has earned by its end less what it had earned before. A fixed price stands with the
 * first day of its task.
 * @param segments all segments of the ledger, not only those of the period: caps and fixed prices need the earlier ones
 */
export function segmentsToReport(
  segments: readonly Segment[],
  from: number,
  to: number,
  zone: string,
  taskOf: (taskId: string) => BillableTask | undefined,
): TimeReport {
  const rows = new Map<string, TimeReportRow>()
  const earned = new Map<string, { workMs: number; minor: number }>()
  for (const segment of splitAtMidnight(segments)) {
    const task = taskOf(segment.taskId)
    if (task === undefined) continue
    const inPeriod = segment.start >= from && segment.start < to
    const date = localDate(segment.start, segment.offsetMinutes)
    const key = `${date} ${segment.taskId}`
    let row = rows.get(key)
    if (row === undefined && inPeriod) {
      row = { date, taskId: segment.taskId, ...task, workMs: 0, idleMs: 0, awayMs: 0 }
      rows.set(key, row)
    }
    const before = earned.get(segment.taskId) ?? { workMs: 0, minor: 0 }
    if (isWork(segment)) {
      const workMs = before.workMs + segment.ms
      const total = pay(task.rate, workMs)
      earned.set(segment.taskId, { workMs, minor: total.minor })
      if (row !== undefined && inPeriod) {
        row.workMs += segment.ms
        row.amount = { currency: total.currency, minor: (row.amount?.minor ?? 0) + total.minor - before.minor }
      }
    } else if (row !== undefined && inPeriod) {
      if (segment.kind === 'idle') row.idleMs += segment.ms
      else row.awayMs += segment.ms
    }
  }
  const sorted = [...rows.values()].sort((a, b) => a.date.localeCompare(b.date) || a.title.localeCompare(b.title))
  const amounts = new Map<string, number>()
  for (const { amount } of sorted) {
    if (amount !== undefined) amounts.set(amount.currency, (amounts.get(amount.currency) ?? 0) + amount.minor)
  }
  return {
    from,
    to,
    zone,
    rows: sorted,
    workMs: sorted.reduce((sum, row) => sum + row.workMs, 0),
    amounts: [...amounts].map(([currency, minor]) => ({ currency, minor })),
  }
}
