import type { TimeReport, TimeReportRow } from '../../shared/contract/desk-views.ts'
import { isRounded } from '../../shared/rules/rounding.ts'
import { type Sheet, sumByCurrency } from './sheet.ts'

/** A sheet as the window shows it: time by local day and task. */
export function sheetToReport(sheet: Sheet): TimeReport {
  const { from, to, zone } = sheet
  const rows = sheet.rows.flatMap((row): TimeReportRow[] => {
    const task = sheet.tasks.get(row.taskId)
    if (task === undefined) return []
    const { title, programme, occupation, state, rate, rounding } = task
    const { date, taskId, workMs, roundedMs, idleMs, awayMs, amount } = row
    return [
      {
        date,
        taskId,
        title,
        programme,
        occupation,
        state,
        rate,
        workMs,
        idleMs,
        awayMs,
        ...(rounding === undefined || !isRounded(rounding) ? {} : { roundedMs }),
        ...(amount === undefined ? {} : { amount }),
      },
    ]
  })
  return {
    from,
    to,
    zone,
    rows,
    workMs: rows.reduce((sum, row) => sum + row.workMs, 0),
    amounts: sumByCurrency(rows.map((row) => row.amount)),
  }
}
