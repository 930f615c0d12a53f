import type { Money, Rate } from '../domain/money.ts'

const HOUR = 3_600_000

/**
 * What a stretch of work earns, in integer minor units, half a unit rounded up.
 * @param workMs working time in milliseconds; for a capped rate, of the whole task
 */
export function pay(rate: Rate, workMs: number): Money {
  if (rate.type === 'fixed') return rate.perTask
  const paidMs = rate.capMs === undefined ? workMs : Math.min(workMs, rate.capMs)
  const minor = (BigInt(rate.perHour.minor) * BigInt(Math.round(paidMs)) * 2n + BigInt(HOUR)) / BigInt(2 * HOUR)
  return { minor: Number(minor), currency: rate.perHour.currency }
}

/**
 * What an hour earns, for sorting: a fixed price is spread over the estimate.
 * @param estimateMs the task's estimate; an hour where there is none
 */
export function hourlyMinor(rate: Rate, estimateMs: number = HOUR): number {
  if (rate.type === 'hourly') return rate.perHour.minor
  return Math.round((rate.perTask.minor * HOUR) / Math.max(estimateMs, 60_000))
}

/**
 * Currencies whose number of decimals is not 2, by ISO 4217 (List One). Not by `Intl`: ICU follows how prices are written
 * in shops, where forint, rupees and rupiah have none, and one version of it says otherwise than the next. The same minor
 * units would then be a hundred times as much at the hub as at the desk.
 */
const otherDecimals: ReadonlyMap<string, number> = new Map([
  ...'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'.split(' ').map((code) => [code, 0] as const),
  ...'BHD IQD JOD KWD LYD OMR TND'.split(' ').map((code) => [code, 3] as const),
  ...'CLF UYW'.split(' ').map((code) => [code, 4] as const),
])

/** Number of decimals of a currency (ISO 4217): 2 for most, 0 for JPY, 3 for KWD. */
export function currencyDecimals(currency: string): number {
  return otherDecimals.get(currency) ?? 2
}

/**
 * Whether a code names a currency. One that is none is a slip of the hand: its decimals are anybody's guess, and no invoice can
 * be written in it.
 */
export function isCurrency(code: string): boolean {
  return otherDecimals.has(code) || Intl.supportedValuesOf('currency').includes(code)
}

/** An amount with a decimal point and without grouping, such as `1234.50`. */
export function minorToDecimal({ minor, currency }: Money): string {
  const decimals = currencyDecimals(currency)
  const digits = String(Math.abs(minor)).padStart(decimals + 1, '0')
  const whole = digits.slice(0, digits.length - decimals)
  const sign = minor < 0 ? '-' : ''
  return decimals === 0 ? `${sign}${digits}` : `${sign}${whole}.${digits.slice(-decimals)}`
}
