import { numberFormat, type Place } from './intl.ts'

export type NumberReading =
  | { readonly kind: 'empty' }
  /** Not exact: it has more digits before its fraction than a number keeps (IEEE 754), which are others in the value. */
  | { readonly kind: 'number'; readonly value: number; readonly isExact: boolean }
  | 'not-a-number'

/** A number as people type it: in any digits, with the separators of their locale, or those of a plain decimal. */
export function readNumber(typed: string, place: Place = {}): NumberReading {
  const { decimal, group } = separators(place)
  const text = typed
    .trim()
    // Also the marks of direction that locales of right-to-left scripts put before a sign.
    .replaceAll(/[\s\u00a0\u202f'’\u061c\u200e\u200f]/g, '')
    // As an input method for Chinese or Japanese writes them, digits and signs.
    .replaceAll(/[\uff01-\uff5e]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0))
    .replaceAll(/\p{Nd}/gu, plainDigit)
    .replaceAll('٫', decimal)
    .replaceAll('٬', group)
    .replace(/^[−–]/, '-')
  if (text === '') return { kind: 'empty' }
  return plain(text, decimal, group) ?? plain(text, '.', ',') ?? 'not-a-number'
}

/** A number as it stands in its field: by the locale, without grouping, every digit kept. */
export function writeNumber(value: number, place: Place = {}): string {
  return numberFormat(place, { useGrouping: false, maximumFractionDigits: 20 }).format(value)
}

/** `7` for `٧`: the digits of each script are ten in a row, from its zero on. */
function plainDigit(digit: string): string {
  const code = digit.codePointAt(0) ?? 0
  let before = 0
  while (/\p{Nd}/u.test(String.fromCodePoint(code - before - 1))) before += 1
  return String(before % 10)
}

/** @param decimal what stands before the fraction; @param group what may stand between groups of digits */
function plain(text: string, decimal: string, group: string): NumberReading | undefined {
  const [whole = '', fraction, ...more] = text.split(decimal)
  if (more.length > 0) return undefined
  // A separator of groups counts only where groups can be: otherwise 1,5 would quietly become 15.
  const digits = group !== '' && whole.includes(group) ? ungrouped(whole, group) : whole
  if (digits === undefined || !/^[-+]?\d*$/.test(digits) || !/^\d*$/.test(fraction ?? '')) return undefined
  if (!/\d/.test(digits + (fraction ?? ''))) return undefined
  const value = Number(
    `${digits === '' || digits === '-' || digits === '+' ? `${digits}0` : digits}.${fraction ?? '0'}`,
  )
  if (!Number.isFinite(value)) return undefined
  const [kept = ''] = String(value).split('e')
  const isExact =
    Math.abs(value) <= Number.MAX_SAFE_INTEGER || significant(digits + (fraction ?? '')) === significant(kept)
  return { kind: 'number', value, isExact }
}

/** The digits that tell a number from others with as many before its fraction. */
function significant(digits: string): string {
  return digits.replaceAll(/[-+.]/g, '').replaceAll(/^0+|0+$/g, '')
}

function ungrouped(whole: string, group: string): string | undefined {
  const parts = whole.split(group)
  const [first = '', last = ''] = [parts[0], parts.at(-1)]
  // India writes 12,34,567: the last group has three digits everywhere.
  const fits =
    /^[-+]?\d{1,3}$/.test(first) && /^\d{3}$/.test(last) && parts.slice(1, -1).every((part) => /^\d{2,3}$/.test(part))
  return fits ? parts.join('') : undefined
}

function separators(place: Place): { decimal: string; group: string } {
  const parts = numberFormat(place, {}).formatToParts(12_345_678.9)
  const group = parts.find(({ type }) => type === 'group')?.value ?? ''
  return {
    decimal: parts.find(({ type }) => type === 'decimal')?.value ?? '.',
    // Spaces and apostrophes have been taken out already.
    group: /[\s\u00a0\u202f'’]/.test(group) ? '' : group,
  }
}
