import type { ExportFormat } from '../../../shared/contract/desk-exports.ts'

export type FormatWords = {
  readonly key: ExportFormat
  readonly label: string
  /** Who takes it in, and what is in it: one sentence or two. */
  readonly note: string
  /** Whether it has room for one length of time only: as worked, or as rounded. */
  readonly hasOneLength: boolean
  /** Whether its reader wants to know who worked. */
  readonly namesPerson: boolean
}

export const formats: readonly FormatWords[] = [
  {
    key: 'csv',
    label: 'CSV, for spreadsheets',
    note: 'One line for each day and task, with times, rates, amounts, what was not counted and why. Spreadsheets and bookkeeping programs open it.',
    hasOneLength: false,
    namesPerson: false,
  },
  {
    key: 'pdf',
    label: 'PDF, to print or send',
    note: 'A paper by headings and days, with totals, corrections and the mark of the ledger it was made from.',
    hasOneLength: false,
    namesPerson: true,
  },
  {
    key: 'icalendar',
    label: 'Calendar (iCalendar)',
    note: 'Every stretch of work as an event. Calendar programs take it in; taken in twice, it is there once.',
    hasOneLength: true,
    namesPerson: false,
  },
  {
    key: 'toggl',
    label: 'Toggl Track',
    note: 'The layout that Toggl Track imports, a line for each stretch of work; solidtime takes it in too.',
    hasOneLength: true,
    namesPerson: true,
  },
  {
    key: 'clockify',
    label: 'Clockify',
    note: 'The layout that Clockify imports. Its clock must be the one that your Clockify account shows.',
    hasOneLength: true,
    namesPerson: true,
  },
  {
    key: 'harvest',
    label: 'Harvest',
    note: 'The layout that Harvest imports: one line for each day and task, in hours.',
    hasOneLength: true,
    namesPerson: true,
  },
  {
    key: 'solidtime',
    label: 'solidtime',
    note: 'The generic layout that solidtime imports, in universal time.',
    hasOneLength: true,
    namesPerson: true,
  },
  {
    key: 'kimai',
    label: 'Kimai',
    note: 'The columns of Kimai’s own export, in its order.',
    hasOneLength: true,
    namesPerson: true,
  },
  {
    key: 'json',
    label: 'JSON, for programs',
    note: 'All that a timesheet knows, as worked and as rounded, with corrections: for your own programs and archives.',
    hasOneLength: false,
    namesPerson: true,
  },
]

export function formatWords(format: ExportFormat): FormatWords {
  const found = formats.find(({ key }) => key === format)
  if (found === undefined) throw new Error(`no words for the format ${format}`)
  return found
}
