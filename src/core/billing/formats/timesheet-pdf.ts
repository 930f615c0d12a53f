import type { Content, TableCell } from 'pdfmake/interfaces.js'
import { localTime } from '../../../shared/rules/days.ts'
import { minorToDecimal } from '../../../shared/rules/pay.ts'
import { isRounded, roundingToText } from '../../../shared/rules/rounding.ts'
import { type Heading, headingOf, headingOrder } from '../headings.ts'
import type { Paper } from '../pdf/render-pdf.ts'
import {
  facts,
  figure,
  fitsPage,
  linesOf,
  muted,
  pageFoot,
  rowLines,
  smallPrint,
  strong,
  title,
  unparted,
  words,
} from '../pdf/paper-look.ts'
import { type TextRun, textToRuns } from '../pdf/text-runs.ts'
import { type BillableTask, type Sheet, type SheetEntry, type SheetRow, sumByCurrency } from '../sheet.ts'
import { rateToText } from '../timesheet.ts'
import { hms } from './clock-text.ts'
import { type LedgerMark, usedTasks } from './timesheet-json.ts'
import type { Worker } from './tracker-rows.ts'

/** A sheet as a paper to sign, send or file. @param period its first and last local date, YYYY-MM-DD */
export function sheetToPaper(
  sheet: Sheet,
  worker: Worker,
  ledger: LedgerMark,
  period: { readonly first: string; readonly last: string },
  madeAt: number,
): Paper {
  const name = worker.name === '' ? 'Timesheet' : `Timesheet of ${worker.name}`
  const made = `${new Date(madeAt).toISOString().slice(0, 16).replace('T', ' ')} UTC`
  const person = [worker.name, worker.email].filter((part) => part !== '').join(', ')
  return {
    title: `${name}, ${period.first} to ${period.last}`,
    author: worker.name === '' ? 'Understudy' : worker.name,
    at: madeAt,
    footer: pageFoot(`Timesheet ${period.first} to ${period.last}`),
    content: [
      title('Timesheet'),
      facts([
        ...(person === '' ? [] : [['For', person] as const]),
        ['Period', period.first === period.last ? period.first : `${period.first} to ${period.last}`],
        ['Time zone', sheet.zone],
        ['Made', made],
      ]),
      ...totals(sheet),
      ...headingOrder.flatMap((heading) => headingSection(sheet, heading)),
      ...corrections(sheet),
      ...rules(sheet),
      ...ledgerNote(ledger),
    ],
  }
}

function totals(sheet: Sheet): Content[] {
  if (sheet.rows.length === 0) return [{ text: 'No time in this period.', margin: [0, 12, 0, 0] }]
  const body = headingOrder.flatMap((heading): TableCell[][] => {
    const rows = rowsOf(sheet, heading)
    return rows.length === 0 ? [] : [[words(heading), ...sums(rows).map(figure)]]
  })
  const all = [words('Together'), ...sums(sheet.rows).map(figure)].map((cell) => strong(cell))
  const head = [words(''), ...['Work', 'As rounded', 'By the agreed rates'].map(figure)].map((cell) => muted(cell))
  return [
    {
      margin: [0, 14, 0, 0],
      table: { headerRows: 1, widths: ['*', 60, 60, 130], body: [head, ...body, all] },
      layout: rowLines,
    },
  ]
}

function sums(rows: readonly SheetRow[]): [string, string, string] {
  const work = rows.reduce((sum, row) => sum + row.workMs, 0)
  const rounded = rows.reduce((sum, row) => sum + row.roundedMs, 0)
  const amounts = sumByCurrency(rows.map((row) => row.amount))
  const money = amounts.map((amount) => `${minorToDecimal(amount)} ${amount.currency}`).join('\n')
  return [hms(work), rounded === work ? '' : hms(rounded), money]
}

function headingSection(sheet: Sheet, heading: Heading['title']): Content[] {
  const rows = rowsOf(sheet, heading)
  if (rows.length === 0) return []
  const timesOf = Map.groupBy(sheet.entries, ({ taskId, date }) => `${date} ${taskId}`)
  const told = new Set<string>()
  const hasRounding = rows.some((row) => row.roundedMs !== row.workMs)
  const figures = ['Work', ...(hasRounding ? ['Rounded'] : []), 'Amount'].map(figure)
  const head = [...['Date', 'Task', 'Times'].map(words), ...figures]
  const heights = rows.map((row) => rowHeight(sheet, row, timesOf.get(`${row.date} ${row.taskId}`) ?? []))
  return together(heights, [
    { text: heading, style: 'heading' },
    {
      table: {
        headerRows: 1,
        dontBreakRows: heights.every(fitsPage),
        widths: [58, '*', 84, 44, ...(hasRounding ? [44] : []), 76],
        body: [
          head.map((cell) => muted(cell)),
          ...rows.map((row) => {
            const isFirst = !told.has(row.taskId)
            told.add(row.taskId)
            return rowCells(sheet, row, timesOf.get(`${row.date} ${row.taskId}`) ?? [], { hasRounding, isFirst })
          }),
        ],
      },
      layout: rowLines,
    },
  ])
}

function rowCells(
  sheet: Sheet,
  row: SheetRow,
  entries: readonly SheetEntry[],
  { hasRounding, isFirst }: { readonly hasRounding: boolean; readonly isFirst: boolean },
): TableCell[] {
  const task = sheet.tasks.get(row.taskId)
  const figures = [hms(row.workMs), ...(hasRounding ? [hms(row.roundedMs)] : []), amountText(row)].map(figure)
  if (task === undefined) return [unparted(row.date), '', '', ...figures]
  const uncounted = [
    ...(row.idleMs >= 1000 ? [`idle ${hms(row.idleMs)}`] : []),
    ...(row.awayMs >= 1000 ? [`away ${hms(row.awayMs)}`] : []),
  ]
  const times = entries.map((entry) => (entry.isTimed ? fromTo(entry) : 'added by hand'))
  return [
    words(row.date),
    { text: taskWords(task, uncounted, isFirst) },
    { text: times.join('\n'), fontSize: 8 },
    ...figures,
  ]
}

/** The columns with words in them are no narrower than this, in points. */
const WORDS_WIDTH = 150

/** In lines, at most: a day may have any number of stretches, and a reason is as long as its operator made it. */
function rowHeight(sheet: Sheet, row: SheetRow, entries: readonly SheetEntry[]): number {
  const task = sheet.tasks.get(row.taskId)
  const said = task === undefined ? [] : [task.title, `${task.programme}, ${task.operator}`, headingOf(task).reason]
  const lines = said.reduce((sum, text) => sum + linesOf(text, WORDS_WIDTH), 2)
  return Math.max(lines, entries.length)
}

/** A short table stays on one page with its heading. @param heights of its rows, in lines */
function together(heights: readonly number[], content: Content[]): Content[] {
  const isShort = fitsPage(heights.reduce((sum, height) => sum + height, 0))
  return isShort ? [{ stack: content, unbreakable: true }] : content
}

function amountText({ amount }: SheetRow): string {
  return amount === undefined ? '' : `${minorToDecimal(amount)} ${amount.currency}`
}

/** @param isFirst whether the task has not been told of under this heading yet */
function taskWords(task: BillableTask, uncounted: readonly string[], isFirst: boolean): TextRun[] {
  const { reason } = headingOf(task)
  const small = [
    ...(isFirst
      ? [task.operator === undefined ? task.programme : `${task.programme}, ${task.operator}`, rateToText(task.rate)]
      : []),
    ...(isFirst && reason !== '' ? [reason] : []),
    ...(uncounted.length === 0 ? [] : [`Not counted: ${uncounted.join(', ')}`]),
  ]
  // One text and not one below the other: a year has thousands of them.
  return [
    ...textToRuns(task.title),
    ...small.flatMap((line) => [{ text: '\n' }, ...textToRuns(line).map((run) => ({ ...run, ...smallPrint }))]),
  ]
}

function corrections(sheet: Sheet): Content[] {
  if (sheet.corrections.length === 0) return []
  const body = sheet.corrections.map(({ date, taskId, ms, reason }): TableCell[] => [
    unparted(date),
    words(sheet.tasks.get(taskId)?.title ?? ''),
    figure(`${hms(Math.abs(ms))} ${ms < 0 ? 'taken off' : 'added'}`),
    words(reason),
  ])
  const head = [words('Date'), words('Task'), figure('Changed by'), words('Why')].map((cell) => muted(cell))
  const heights = sheet.corrections.map(({ taskId, reason }) =>
    Math.max(...[sheet.tasks.get(taskId)?.title ?? '', reason].map((text) => linesOf(text, WORDS_WIDTH))),
  )
  return together(heights, [
    { text: 'Corrections', style: 'heading' },
    muted({ text: 'What the clock had written stands unchanged in the ledger.', margin: [0, 0, 0, 4] }),
    { table: { headerRows: 1, widths: [58, '*', 88, '*'], body: [head, ...body] }, layout: rowLines },
  ])
}

function rules(sheet: Sheet): Content[] {
  const lines = new Map<string, string>()
  for (const [, { programme, rounding }] of usedTasks(sheet)) {
    if (rounding !== undefined && isRounded(rounding)) lines.set(programme, roundingToText(rounding))
  }
  if (lines.size === 0) return []
  return [
    { text: 'Rounding', style: 'heading' },
    ...[...lines].map(([programme, rule]) => ({ text: textToRuns(`${programme}: ${rule}.`) })),
  ]
}

function ledgerNote({ entries, head }: LedgerMark): Content[] {
  if (head === undefined) return []
  return [
    muted({
      margin: [0, 18, 0, 0],
      fontSize: 8,
      text: `From a ledger of ${entries} entries, each chained to the one before by its hash. The newest has the SHA-256\n${head}`,
    }),
  ]
}

function rowsOf(sheet: Sheet, heading: Heading['title']): SheetRow[] {
  return sheet.rows.filter(({ taskId }) => {
    const task = sheet.tasks.get(taskId)
    return task !== undefined && headingOf(task).title === heading
  })
}

/** `23:40 – 00:00`, in the local time of the stretch. */
function fromTo({ start, end, offsetMinutes }: SheetEntry): string {
  return `${localTime(start, offsetMinutes).slice(0, 5)} – ${localTime(end, offsetMinutes).slice(0, 5)}`
}
