import { type Cell, rowsToCsv } from '../../../shared/rules/csv.ts'
import { minorToDecimal } from '../../../shared/rules/pay.ts'
import { isRounded } from '../../../shared/rules/rounding.ts'
import type { Sheet } from '../sheet.ts'
import { secondsToClock, toTwelveHours } from './clock-text.ts'
import { activityOf, sheetToTrackerRows, type TrackerOptions, type Worker } from './tracker-rows.ts'

/** The layouts in which time trackers take in hours (docs/timesheets.md says where each is described). */

/** Followed by the amounts. */
const togglColumns = columns(
  'User,Email,Client,Project,Task,Description,Billable,Start date,Start time,End date,End time,Duration,Tags',
)
const clockifyColumns = columns(
  'Project,Client,Description,Task,Email,Tags,Billable,Start Date,Start Time,Duration (h)',
)
const harvestColumns = columns('Date,Client,Project,Task,Notes,Hours,First name,Last name')
const solidtimeColumns = columns('description,billable,client,project,tags,start,end,task,user_name,user_email')
const kimaiColumns = columns(
  `date,begin,end,duration,currency,rate,internal_rate,hourly_rate,fixed_rate,user.alias,user.name,user.email,\
user.account_number,customer.name,project.name,activity.name,description,billable,tags,type,category,\
customer.number,project.number,customer.vat_id,project.order_number`,
)

/** Toggl Track: UTF-8 with a byte order mark. A column of amounts for each currency, named as Toggl names it. */
export function sheetToToggl(sheet: Sheet, options: TrackerOptions): string {
  const rows = sheetToTrackerRows(sheet, options)
  const seen = new Set(rows.map((row) => row.currency))
  const currencies = seen.size === 0 ? ['EUR'] : [...seen]
  const header = [...togglColumns, ...currencies.map((currency) => `Amount (${currency})`)]
  const cells = rows.map((row): Cell[] => [
    options.worker.name,
    options.worker.email,
    row.client,
    row.project,
    row.activity,
    row.description,
    row.isBillable ? 'Yes' : 'No',
    row.date,
    row.startTime,
    row.endDate,
    row.endTime,
    secondsToClock(row.seconds),
    row.tags.join(', '),
    ...currencies.map((currency) => (currency === row.currency ? row.amount : '')),
  ])
  return `\u{feff}${rowsToCsv([header, ...cells])}`
}

/** Clockify's import. @param hours as the account that imports shows time: its profile setting must be the same */
export function sheetToClockify(sheet: Sheet, options: TrackerOptions, hours: 12 | 24): string {
  const cells = sheetToTrackerRows(sheet, options).map((row): Cell[] => [
    row.project,
    row.client,
    row.description,
    row.activity,
    options.worker.email,
    row.tags.join(', '),
    row.isBillable ? 'Yes' : 'No',
    `${row.date.slice(5, 7)}/${row.date.slice(8, 10)}/${row.date.slice(0, 4)}`,
    hours === 12 ? toTwelveHours(row.startTime) : row.startTime,
    secondsToClock(row.seconds),
  ])
  return rowsToCsv([clockifyColumns, ...cells])
}

/** Harvest's import: a line for each day and task, hours with a decimal point. */
export function sheetToHarvest(sheet: Sheet, options: TrackerOptions): string {
  const { first, last } = splitName(options.worker)
  const cells = sheet.rows.flatMap((row): Cell[][] => {
    const task = sheet.tasks.get(row.taskId)
    if (task === undefined) return []
    const isStepped = options.isRounded && task.rounding !== undefined && isRounded(task.rounding)
    const hours = ((isStepped ? row.roundedMs : row.workMs) / 3_600_000).toFixed(2)
    if (hours === '0.00') return []
    const notes = [task.title, ...new Set(row.corrections.map(({ reason }) => reason))].join('; ')
    return [[row.date, task.operator ?? task.programme, task.programme, activityOf(task), notes, hours, first, last]]
  })
  return rowsToCsv([harvestColumns, ...cells])
}

/** solidtime's generic import: instants in UTC to the second, `true` and `false`. */
export function sheetToSolidtime(sheet: Sheet, options: TrackerOptions): string {
  const cells = sheetToTrackerRows(sheet, options).map((row): Cell[] => [
    row.description,
    String(row.isBillable),
    row.client,
    row.project,
    row.tags.join(', '),
    toInstant(row.start),
    toInstant(row.end),
    row.activity,
    options.worker.name,
    options.worker.email,
  ])
  return rowsToCsv([solidtimeColumns, ...cells])
}

/**
 * The columns of Kimai's export, in its order; what Understudy does not know of stays empty. Whatever `rate` says, Kimai
 * works out anew what a line comes to: its fixed rate, whatever the length, or else the hourly one times the length, which
 * knows no cap and no rounding. So each line has what is paid for it as its fixed rate.
 */
export function sheetToKimai(sheet: Sheet, options: TrackerOptions): string {
  const cells = sheetToTrackerRows(sheet, options).map((row): Cell[] => {
    const { rate } = row.task
    return [
      row.date,
      row.startTime,
      row.endTime,
      secondsToClock(row.seconds),
      row.currency,
      row.amount,
      row.amount,
      rate.type === 'hourly' ? minorToDecimal(rate.perHour) : '',
      row.isBillable ? row.amount : '0.00',
      options.worker.name,
      options.worker.name,
      options.worker.email,
      '',
      row.client,
      row.project,
      row.activity,
      row.description,
      row.isBillable ? '1' : '0',
      row.tags.join(', '),
      'timesheet',
      'work',
      '',
      '',
      '',
      '',
    ]
  })
  return rowsToCsv([kimaiColumns, ...cells])
}

/** The last word is the family name; whoever has one word only has it as a first name. */
function splitName({ name }: Worker): { first: string; last: string } {
  const words = name.trim().split(/\s+/u)
  const last = words.length > 1 ? (words.pop() ?? '') : ''
  return { first: words.join(' '), last }
}

/** Whole seconds as `2026-11-23T08:00:00Z`. */
function toInstant(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace('.000Z', 'Z')
}

/** The names of a layout's columns, as its reader writes them. */
function columns(header: string): string[] {
  return header.split(',')
}
