import type { Difference } from '../../shared/contract/desk-invoices.ts'
import type { Money, Rate } from '../../shared/domain/money.ts'
import { currencyDecimals } from '../../shared/rules/pay.ts'
import { numberFormat, type Place } from './intl.ts'

const SECOND = 1_000
const MINUTE = 60_000

/** `1 h 20 min`, `45 min`, `2 h`; below a minute `42 s`, and `0 min` for nothing. */
export function duration(ms: number): string {
  const minutes = Math.floor(ms / MINUTE)
  if (minutes === 0 && ms >= SECOND) return `${Math.floor(ms / SECOND)} s`
  const hours = Math.floor(minutes / 60)
  const rest = minutes % 60
  if (hours === 0) return `${rest} min`
  return rest === 0 ? `${hours} h` : `${hours} h ${rest} min`
}

/** A running clock: `0:42:07`. */
export function clockTime(ms: number): string {
  const seconds = Math.floor(ms / 1000)
  const two = (n: number): string => String(n).padStart(2, '0')
  return `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`
}

/** `5,765` as the reader's locale writes it. */
export function wholeNumber(n: number, place: Place = {}): string {
  return numberFormat(place, { maximumFractionDigits: 0 }).format(n)
}

/** `1 task`, `5,765 tasks`. */
export function count(n: number, one: string, many: string, place: Place = {}): string {
  return `${wholeNumber(n, place)} ${n === 1 ? one : many}`
}

/** `$1,234.50`; whole amounts without decimals where `isShort`. */
export function money({ minor, currency }: Money, place: Place = {}, isShort = false): string {
  const decimals = currencyDecimals(currency)
  const whole = minor % 10 ** decimals === 0
  // Said, and not left to the machine: it has another number for some (see `currencyDecimals`).
  const shown = isShort && whole ? 0 : decimals
  const digits = { minimumFractionDigits: shown, maximumFractionDigits: shown }
  try {
    return numberFormat(place, { style: 'currency', currency, ...digits }).format(minor / 10 ** decimals)
  } catch {
    return `${currency} ${(minor / 10 ** decimals).toFixed(decimals)}`
  }
}

/** `2026-0001: $80.00 less than invoiced`. */
export function differenceInWords({ before, minor, after }: Difference, currency: string, place: Place = {}): string {
  return `${before}${money({ minor, currency }, place)}${after}`
}

/** `$80 an hour`, `$240 for the task`. */
export function rateInWords(rate: Rate, place: Place = {}): string {
  if (rate.type === 'fixed') return `${money(rate.perTask, place, true)} for the task`
  const cap = rate.capMs === undefined ? '' : `, up to ${duration(rate.capMs)}`
  return `${money(rate.perHour, place, true)} an hour${cap}`
}

/** For columns: `$80 / h`, `$240`. */
export function rateShort(rate: Rate, place: Place = {}): string {
  return rate.type === 'fixed' ? money(rate.perTask, place, true) : `${money(rate.perHour, place, true)} / h`
}

/** `840 bytes`, `12 KB`, `1.4 MB`: powers of 1000, as file managers of today count. */
export function bytes(n: number, place: Place = {}): string {
  if (n < 1000) return count(n, 'byte', 'bytes', place)
  const units = ['KB', 'MB', 'GB', 'TB']
  let value = n / 1000
  let unit = 0
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000
    unit += 1
  }
  const digits = value < 9.95 && unit > 0 ? 1 : 0
  return `${numberFormat(place, { maximumFractionDigits: digits }).format(value)} ${units[unit]}`
}

/** `41 of 200 MB`, `600 KB of 4 MB`: the unit once where it is the same. */
export function bytesOf(done: number, all: number, place: Place = {}): string {
  const [part, whole] = [bytes(done, place), bytes(all, place)]
  const unit = whole.slice(whole.lastIndexOf(' '))
  const isSame = done === 0 || part.endsWith(unit)
  return `${isSame ? part.slice(0, part.lastIndexOf(' ')) : part} of ${whole}`
}
