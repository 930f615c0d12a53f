import { TIMESHEET_FORMAT, type TimesheetFile } from '../../../shared/contract/timesheet-file.ts'
import { NO_ROUNDING } from '../../../shared/domain/money.ts'
import { headingOf } from '../headings.ts'
import { type BillableTask, type Sheet, sumByCurrency } from '../sheet.ts'
import type { Worker } from './tracker-rows.ts'

/** How far the ledger went when a sheet was made. */
export type LedgerMark = { readonly entries: number; readonly head?: string }

/** Everything that a sheet knows, as the JSON that `TimesheetFile` describes. */
export function sheetToJson(sheet: Sheet, worker: Worker, ledger: LedgerMark, madeAt: number): string {
  const file: TimesheetFile = {
    format: TIMESHEET_FORMAT,
    version: 1,
    madeAt,
    worker: { name: worker.name, email: worker.email },
    period: { from: sheet.from, to: sheet.to, zone: sheet.zone },
    ledger,
    tasks: usedTasks(sheet).map(([id, task]) => {
      const { title: heading, reason, isBillable } = headingOf(task)
      const { title, programme, operator, occupation, state, rate, rounding = NO_ROUNDING } = task
      return {
        id,
        title,
        programme,
        ...(operator === undefined ? {} : { operator }),
        occupation,
        state,
        heading,
        reason,
        isBillable,
        rate,
        rounding,
      }
    }),
    entries: sheet.entries.map((entry) => {
      const { taskId, date, start, end, zone, offsetMinutes, ms, roundedMs, minor, currency, isTimed } = entry
      const { notes, corrected } = entry
      const amount = { minor, currency }
      return { taskId, date, start, end, zone, offsetMinutes, ms, roundedMs, amount, notes, corrected, isTimed }
    }),
    days: sheet.rows.map(({ date, taskId, workMs, roundedMs, idleMs, awayMs, amount }) => ({
      date,
      taskId,
      workMs,
      roundedMs,
      idleMs,
      awayMs,
      ...(amount === undefined ? {} : { amount }),
    })),
    corrections: sheet.corrections.map(({ seq, taskId, date, ms, reason, at }) => {
      return { seq, taskId, date, ms, reason, at }
    }),
    totals: {
      workMs: sheet.rows.reduce((sum, row) => sum + row.workMs, 0),
      roundedMs: sheet.rows.reduce((sum, row) => sum + row.roundedMs, 0),
      amounts: sumByCurrency(sheet.rows.map((row) => row.amount)),
    },
  }
  return `${JSON.stringify(file, null, 2)}\n`
}

/** Those that have time in the period; the others are known for their caps only. */
export function usedTasks(sheet: Sheet): [string, BillableTask][] {
  const used = new Set(sheet.rows.map((row) => row.taskId))
  return [...sheet.tasks.entries()].filter(([taskId]) => used.has(taskId))
}
