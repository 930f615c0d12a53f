import type { InvoiceLine, LineBasis, TimeUnit, Totals, Vat, VatGroup } from '../domain/invoice.ts'
import { currencyDecimals } from './pay.ts'

const HOUR = 3_600_000
const MINUTE = 60_000
/**
 * Quantities are kept in millionths: so fine that a price by the hour gives, but for the rarest of halves, the same cent
 * as the milliseconds behind it.
 */
export const QUANTITY_DECIMALS = 6
export const QUANTITY_PARTS = 10 ** QUANTITY_DECIMALS

/**
 * An amount as the European standard lets one write it: at most two decimals (BR-DEC-*), so that of a currency with
 * three, such as KWD, the last is rounded away. Half goes up.
 * @param numerator of the amount in minor units
 */
export function roundAmount(numerator: bigint, denominator: bigint, currency: string): number {
  const step = BigInt(10 ** Math.max(0, currencyDecimals(currency) - 2))
  const whole = denominator * step
  const half = numerator < 0n ? -whole : whole
  return Number(((2n * numerator + half) / (2n * whole)) * step)
}

/**
 * The line's net amount, from the quantity that is printed (Peppol R120) and not from the milliseconds behind it.
 * @param line quantity in millionths, price in minor units for `per` of them
 */
export function lineNet(
  { quantity, price, per }: Pick<InvoiceLine, 'quantity' | 'price' | 'per'>,
  currency: string,
): number {
  return roundAmount(BigInt(quantity) * BigInt(price), BigInt(QUANTITY_PARTS) * BigInt(per), currency)
}

/** What a task's work becomes on an invoice. Time beyond a cap stays in the words and in the annex. */
export function basisToLine(
  basis: LineBasis,
  {
    title,
    unit,
    vat,
    currency,
    from,
    to,
  }: {
    title: string
    unit: TimeUnit
    vat: Vat
    currency: string
    from: string
    to: string
  },
): InvoiceLine {
  const { rate, paidMs } = basis
  const common = { name: tidyName(title), from, to, vatCategory: vat.category, vatRate: vat.rate, basis }
  if (rate.type === 'fixed') {
    const counted = { quantity: QUANTITY_PARTS, price: rate.perTask.minor, per: 1 as const }
    return { ...common, unit: 'C62', ...counted, net: lineNet(counted, currency) }
  }
  const parts = BigInt(unit === 'HUR' ? HOUR : MINUTE)
  const quantity = Number((2n * BigInt(paidMs) * BigInt(QUANTITY_PARTS) + parts) / (2n * parts))
  const counted = { quantity, price: rate.perHour.minor, per: unit === 'HUR' ? (1 as const) : (60 as const) }
  const beyond = basis.roundedMs - paidMs
  return {
    ...common,
    unit,
    ...counted,
    net: lineNet(counted, currency),
    ...(beyond > 0 ? { description: `${hours(beyond)} hours beyond the agreed limit are not charged` } : {}),
  }
}

/** In one line, without control characters and without what no XML can hold: U+FFFE, U+FFFF and halves of a sign. */
export function toOneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\s\u{fffe}\u{ffff}]+/gu, ' ').trim()
}

/** One line of text for a document: no line breaks, no control characters, never empty. */
export function tidyName(text: string, max = 200): string {
  const tidy = toOneLine(text)
  return tidy === '' ? 'Work' : Array.from(tidy).slice(0, max).join('').trim()
}

function hours(ms: number): string {
  return (Math.round((ms * 100) / HOUR) / 100).toFixed(2)
}

/** Totals by the standard's order: VAT once for each category and rate, never line by line (BR-CO-14, BR-CO-17). */
export function linesToTotals(lines: readonly InvoiceLine[], currency: string): Totals {
  const groups = new Map<string, VatGroup>()
  for (const { vatCategory: category, vatRate: rate, net } of lines) {
    const key = `${category} ${rate}`
    const before = groups.get(key)
    groups.set(key, { category, rate, net: (before?.net ?? 0) + net, vat: 0 })
  }
  const all = [...groups.values()].map((group) => ({ ...group, vat: vatOfGroup(group, currency) }))
  const net = lines.reduce((sum, line) => sum + line.net, 0)
  const vat = all.reduce((sum, group) => sum + group.vat, 0)
  return { net, vat, gross: net + vat, groups: all }
}

/** BT-117 = BT-116 × BT-119 ÷ 100, rounded once. */
export function vatOfGroup({ net, rate }: Pick<VatGroup, 'net' | 'rate'>, currency: string): number {
  return roundAmount(BigInt(net) * BigInt(rate), 10_000n, currency)
}

/** A whole number of parts as a decimal without needless zeros: 1250000 with 6 decimals is `1.25`. */
export function partsToDecimal(value: number, decimals: number): string {
  const digits = String(Math.abs(value)).padStart(decimals + 1, '0')
  const fraction = digits.slice(digits.length - decimals).replace(/0+$/, '')
  const whole = digits.slice(0, digits.length - decimals)
  return `${value < 0 ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`
}
