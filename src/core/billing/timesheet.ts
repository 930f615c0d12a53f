import type { TimeReport } from '../../shared/contract/desk-views.ts'
import { type Cell, rowsToCsv } from '../../shared/rules/csv.ts'
import { minorToDecimal } from '../../shared/rules/pay.ts'

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
]

/** A time report as CSV (RFC 4180, UTF-8 with a byte order mark so that spreadsheets read it right). */
export function reportToCsv(report: TimeReport): string {
  const rows = report.rows.map((row): Cell[] => [
    row.date,
    report.zone,
    row.programme,
    row.title,
    row.occupation,
    row.state,
    hms(row.workMs),
    (row.workMs / 3_600_000).toFixed(4),
    hms(row.idleMs),
    hms(row.awayMs),
    row.rate.type === 'hourly'
      ? `${minorToDecimal(row.rate.perHour)} ${row.rate.perHour.currency} per hour`
      : `${minorToDecimal(row.rate.perTask)} ${row.rate.perTask.currency} per task`,
    row.amount === undefined ? '' : minorToDecimal(row.amount),
    row.amount?.currency ?? '',
    row.taskId,
  ])
  return `\u{feff}${rowsToCsv([header, ...rows])}`
}

/** Hours, minutes and seconds; a part of a second is dropped. */
function hms(ms: number): string {
  const seconds = Math.floor(ms / 1000)
  const two = (n: number): string => String(n).padStart(2, '0')
  return `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`
}
