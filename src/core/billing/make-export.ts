import type { ExportFormat, ExportPreview } from '../../shared/contract/desk-exports.ts'
import type { Money } from '../../shared/domain/money.ts'
import { isRounded, roundingToText } from '../../shared/rules/rounding.ts'
import { sheetToCalendar } from './formats/icalendar.ts'
import { type LedgerMark, sheetToJson, usedTasks } from './formats/timesheet-json.ts'
import { sheetToPaper } from './formats/timesheet-pdf.ts'
import { sheetToClockify, sheetToHarvest, sheetToKimai, sheetToSolidtime, sheetToToggl } from './formats/tracker-csv.ts'
import type { Worker } from './formats/tracker-rows.ts'
import { headingOf } from './headings.ts'
import { renderPdf } from './pdf/render-pdf.ts'
import { type Sheet, sheetDates, sumByCurrency } from './sheet.ts'
import { sheetToCsv } from './timesheet.ts'

export type ExportOptions = {
  readonly format: ExportFormat
  readonly isRounded: boolean
  readonly clockHours: 12 | 24
  readonly worker: Worker
  readonly ledger: LedgerMark
  readonly madeAt: number
  readonly fontFolder: string
}

export type ExportedFile = {
  readonly fileName: string
  readonly mediaType: string
  readonly content: string | Uint8Array
}

/** A sheet as a file in one of the formats. */
export async function makeExport(sheet: Sheet, options: ExportOptions): Promise<ExportedFile> {
  const { worker, ledger, madeAt, fontFolder } = options
  const tracker = { worker, isRounded: options.isRounded }
  const period = sheetDates(sheet)
  const name = (what: string, ending: string): string =>
    `understudy-${what}-${period.first}-to-${period.last}.${ending}`
  const csv = (what: string, content: string): ExportedFile => {
    return { fileName: name(what, 'csv'), mediaType: 'text/csv;charset=utf-8', content }
  }
  switch (options.format) {
    case 'csv':
      return csv('timesheet', sheetToCsv(sheet))
    case 'toggl':
      return csv('toggl', sheetToToggl(sheet, tracker))
    case 'clockify':
      return csv('clockify', sheetToClockify(sheet, tracker, options.clockHours))
    case 'harvest':
      return csv('harvest', sheetToHarvest(sheet, tracker))
    case 'solidtime':
      return csv('solidtime', sheetToSolidtime(sheet, tracker))
    case 'kimai':
      return csv('kimai', sheetToKimai(sheet, tracker))
    case 'json': {
      const content = sheetToJson(sheet, worker, ledger, madeAt)
      return { fileName: name('timesheet', 'json'), mediaType: 'application/json', content }
    }
    case 'icalendar': {
      const content = sheetToCalendar(sheet, tracker, madeAt)
      return { fileName: name('calendar', 'ics'), mediaType: 'text/calendar;charset=utf-8', content }
    }
    case 'pdf': {
      const content = await renderPdf(sheetToPaper(sheet, worker, ledger, period, madeAt), fontFolder)
      return { fileName: name('timesheet', 'pdf'), mediaType: 'application/pdf', content }
    }
  }
}

/**
 * What an export would hold, and what rounding does in it.
 * @param plain the same period with nothing rounded, for what the rules change in money
 */
export function sheetToPreview(sheet: Sheet, plain: Sheet): ExportPreview {
  const { from, to, zone, rows } = sheet
  const sum = (of: (row: Sheet['rows'][number]) => number): number => rows.reduce((total, row) => total + of(row), 0)
  const amounts = sumByCurrency(rows.map((row) => row.amount))
  const workMs = sum((row) => row.workMs)
  const roundedMs = sum((row) => row.roundedMs)
  const rules = new Map<string, string>()
  for (const [, { programme, rounding }] of usedTasks(sheet)) {
    if (rounding !== undefined && isRounded(rounding)) rules.set(programme, roundingToText(rounding))
  }
  return {
    from,
    to,
    zone,
    days: rows.length,
    entries: sheet.entries.length,
    workMs,
    amounts,
    ...(rules.size === 0
      ? {}
      : {
          rounding: {
            roundedMs,
            differenceMs: roundedMs - workMs,
            amounts: difference(amounts, sumByCurrency(plain.rows.map((row) => row.amount))),
            rules: [...rules].map(([programme, text]) => ({ programme, text })),
          },
        }),
    apartMs: sum((row) => {
      const task = sheet.tasks.get(row.taskId)
      return task === undefined || headingOf(task).isBillable ? 0 : row.workMs
    }),
    idleMs: sum((row) => row.idleMs),
    awayMs: sum((row) => row.awayMs),
    corrections: sheet.corrections.length,
  }
}

function difference(after: readonly Money[], before: readonly Money[]): Money[] {
  const minus = before.map(({ minor, currency }) => ({ minor: -minor, currency }))
  return sumByCurrency([...after, ...minus]).filter(({ minor }) => minor !== 0)
}
