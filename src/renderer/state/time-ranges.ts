import { localDate, moveDate } from '../../shared/rules/days.ts'
import { zoneOffset } from '../../shared/rules/zone-offset.ts'

export type RangeChoice = 'this-week' | 'last-week' | 'this-month' | 'last-month' | 'custom'
/** Local dates, YYYY-MM-DD, both included. */
export type Dates = { readonly first: string; readonly last: string }

/** The week of a date (ISO 8601, from Monday), `weeks` later. */
function weekOf(date: string, weeks = 0): Dates {
  const dates = weekDates(moveDate(date, weeks * 7))
  return { first: dates[0] ?? date, last: dates.at(-1) ?? date }
}

/** The month of a date, `months` later. */
function monthOf(date: string, months = 0): Dates {
  const [year = 0, month = 1] = date.split('-').map(Number)
  const day = (of: number, no: number): string => new Date(Date.UTC(year, of, no, 12)).toISOString().slice(0, 10)
  return { first: day(month - 1 + months, 1), last: day(month + months, 0) }
}

/** @returns undefined when the dates are no dates or stand in the wrong order */
export function choiceToDates(choice: RangeChoice, custom: Dates, today: string): Dates | undefined {
  switch (choice) {
    case 'this-week':
      return weekOf(today)
    case 'last-week':
      return weekOf(today, -1)
    case 'this-month':
      return monthOf(today)
    case 'last-month':
      return monthOf(today, -1)
    case 'custom':
      return isDate(custom.first) && isDate(custom.last) && custom.first <= custom.last ? custom : undefined
  }
}

function isDate(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text)
}

/** The local date of an instant, YYYY-MM-DD. @param zone the machine's own, where none is given */
export function toDate(instant: number, zone?: string): string {
  if (zone !== undefined) return localDate(instant, zoneOffset(instant, zone))
  const date = new Date(instant)
  const two = (n: number): string => String(n).padStart(2, '0')
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
}

/** The seven dates of the week (ISO 8601, from Monday) that a date lies in. */
export function weekDates(date: string): string[] {
  const weekDay = (new Date(`${date}T12:00:00Z`).getUTCDay() + 6) % 7
  return Array.from({ length: 7 }, (_, i) => moveDate(date, i - weekDay))
}
