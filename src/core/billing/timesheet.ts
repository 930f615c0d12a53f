import { type Cell, rowsToCsv } from '../../shared/rules/csv.ts'
import { minorToDecimal } from '../../shared/rules/pay.ts'
import { isRounded, roundingToText } from '../../shared/rules/rounding.ts'
import type { Rate } from '../../shared/domain/money.ts'
import { headingOf } from './headings.ts'
import { hms } from './formats/clock-text.ts'
import type { Sheet } from './sheet.ts'

const header = [
  'Date',
  'Zone',
  'Programme',
  'Task',
  'Occupation',
  'State',
  'Work (h:mm:ss)',
  'Work (hours)',
  'Idle, not counted (h:mm:ss)',
  'Away, not counted (h:mm:ss)',
  'Rate',
  'Amount',
  'Currency',
  'Task id',
  'Heading',
  'Reason',
  'Rounding',
  'Rounded (h:mm:ss)',
  'Corrected by (h:mm:ss)',
  'Why corrected',
]

/** Our own timesheet: a line for each day and task, as CSV (RFC 4180, UTF-8 with a byte order mark for spreadsheets). */
export function sheetToCsv(sheet: Sheet): string {
  const rows = sheet.rows.flatMap((row): Cell[][] => {
    const task = sheet.tasks.get(row.taskId)
    if (task === undefined) return []
    const heading = headingOf(task)
    const rounding = task.rounding !== undefined && isRounded(task.rounding) ? task.rounding : undefined
    const correctedMs = row.corrections.reduce((sum, { ms }) => sum + ms, 0)
    return [
      [
        row.date,
        sheet.zone,
        task.programme,
        task.title,
        task.occupation,
        task.state,
        hms(row.workMs),
        (row.workMs / 3_600_000).toFixed(4),
        hms(row.idleMs),
        hms(row.awayMs),
        rateToText(task.rate),
        row.amount === undefined ? '' : minorToDecimal(row.amount),
        row.amount?.currency ?? '',
        row.taskId,
        heading.title,
        heading.reason,
        rounding === undefined ? '' : roundingToText(rounding),
        rounding === undefined ? '' : hms(row.roundedMs),
        // A minus in front would be taken for a formula; the word says the same.
        correctedMs === 0 ? '' : correctedMs > 0 ? `${hms(correctedMs)} added` : `${hms(-correctedMs)} taken off`,
        row.corrections.map(({ reason }) => reason).join('; '),
      ],
    ]
  })
  return `\u{feff}${rowsToCsv([header, ...rows])}`
}

/** `120.00 USD per hour` or `180.00 USD per task`. */
export function rateToText(rate: Rate): string {
  return rate.type === 'hourly'
    ? `${minorToDecimal(rate.perHour)} ${rate.perHour.currency} per hour`
    : `${minorToDecimal(rate.perTask)} ${rate.perTask.currency} per task`
}
