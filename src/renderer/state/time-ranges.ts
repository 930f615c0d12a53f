export type RangeChoice = 'this-week' | 'last-week' | 'this-month' | 'last-month' | 'custom'
/** Local dates, YYYY-MM-DD, both included. */
export type Dates = { readonly first: string; readonly last: string }
/** Instants; `to` is the first that no longer belongs to it. */
export type Range = { readonly from: number; readonly to: number }

/** Midnight at the beginning of a day, by the machine's zone; days beyond the month's end count on. */
function midnight(year: number, month: number, day: number): number {
  return new Date(year, month, day).getTime()
}

/** The week of a day (ISO 8601, from Monday), `weeks` later. */
export function weekOf(now: number, weeks = 0): Range {
  const date = new Date(now)
  const monday = date.getDate() - ((date.getDay() + 6) % 7) + weeks * 7
  const at = (day: number): number => midnight(date.getFullYear(), date.getMonth(), day)
  return { from: at(monday), to: at(monday + 7) }
}

/** The month of a day, `months` later. */
export function monthOf(now: number, months = 0): Range {
  const date = new Date(now)
  const month = date.getMonth() + months
  return { from: midnight(date.getFullYear(), month, 1), to: midnight(date.getFullYear(), month + 1, 1) }
}

export function dayOf(now: number, days = 0): Range {
  const date = new Date(now)
  const at = (day: number): number => midnight(date.getFullYear(), date.getMonth(), day)
  return { from: at(date.getDate() + days), to: at(date.getDate() + days + 1) }
}

/** @returns undefined when the dates are no dates or stand in the wrong order */
export function datesToRange({ first, last }: Dates): Range | undefined {
  const from = parseDate(first)
  const end = parseDate(last)
  if (from === undefined || end === undefined || end < from) return undefined
  return { from, to: dayOf(end).to }
}

export function choiceToRange(choice: RangeChoice, custom: Dates, now: number): Range | undefined {
  switch (choice) {
    case 'this-week':
      return weekOf(now)
    case 'last-week':
      return weekOf(now, -1)
    case 'this-month':
      return monthOf(now)
    case 'last-month':
      return monthOf(now, -1)
    case 'custom':
      return datesToRange(custom)
  }
}

/** The local dates of a range, both included. */
export function rangeToDates({ from, to }: Range): Dates {
  return { first: toDate(from), last: toDate(to - 1) }
}

function parseDate(text: string): number | undefined {
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text) ?? []
  if (year === undefined || month === undefined || day === undefined) return undefined
  return midnight(Number(year), Number(month) - 1, Number(day))
}

/** The local date of an instant, YYYY-MM-DD. */
export function toDate(instant: number): string {
  const date = new Date(instant)
  const two = (n: number): string => String(n).padStart(2, '0')
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
}

/** A local date so many days later. Counted by the calendar, so that no day is skipped where clocks are changed. */
export function moveDate(date: string, days: number): string {
  return new Date(Date.parse(`${date}T12:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)
}

/** The seven dates of the week (ISO 8601, from Monday) that a date lies in. */
export function weekDates(date: string): string[] {
  const weekDay = (new Date(`${date}T12:00:00Z`).getUTCDay() + 6) % 7
  return Array.from({ length: 7 }, (_, i) => moveDate(date, i - weekDay))
}

/** Whether a week, given by any of its dates, is the one of now, by the machine's zone. */
export function isWeekOfNow(date: string, now: number): boolean {
  return weekDates(date).includes(toDate(now))
}
