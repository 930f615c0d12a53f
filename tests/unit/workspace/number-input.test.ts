import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readNumber, writeNumber } from '../../../src/renderer/format/number-input.ts'

const english = { locale: 'en-GB' }
const german = { locale: 'de-DE' }
const swiss = { locale: 'de-CH' }
/** Those with signs, marks and separators of their own. */
const places = ['en-GB', 'de-DE', 'de-CH', 'sv-SE', 'he-IL', 'ar-EG', 'fa-IR', 'bn-BD'].map((locale) => ({ locale }))

function value(typed: string, place: { locale: string }): number | string {
  const read = readNumber(typed, place)
  return typeof read === 'string' ? read : read.kind === 'number' ? read.value : read.kind
}

describe('a number as one types it', () => {
  it('is read with the separators of the place', () => {
    expect(value('61,500', english)).toBe(61_500)
    expect(value('61.500,25', german)).toBe(61_500.25)
    expect(value("61'500.25", swiss)).toBe(61_500.25)
    expect(value(' 3 200 ', english)).toBe(3_200)
    expect(value('−4.5', english)).toBe(-4.5)
  })

  it('is read as a plain decimal where that is what it must be', () => {
    expect(value('7.25', german)).toBe(7.25)
    expect(value('.5', english)).toBe(0.5)
  })

  it('is read in the digits of other scripts, with their separators', () => {
    const arabic = { locale: 'ar-EG' }
    expect(value('١٢', arabic)).toBe(12)
    expect(value('١٬٢٥٠٫٥', arabic)).toBe(1_250.5)
    expect(value('؜-١٢٥٠٫٥', arabic)).toBe(-1_250.5)
    expect(value('۴۲', { locale: 'fa-IR' })).toBe(42)
    expect(value('१२', english)).toBe(12)
  })

  it('is read in groups of two, as India writes them, and in wide signs, as an input method does', () => {
    const indian = { locale: 'en-IN' }
    expect(value('12,34,567.50', indian)).toBe(1_234_567.5)
    expect(value('1,234,567', indian)).toBe(1_234_567)
    expect(value('१२,३४,५६७', { locale: 'hi-IN' })).toBe(1_234_567)
    expect(value('－１，２３４．５', { locale: 'ja-JP' })).toBe(-1_234.5)
    expect(value('12,34', indian)).toBe('not-a-number')
    expect(value('1,2,345', indian)).toBe('not-a-number')
  })

  it('is not guessed at', () => {
    expect(value('1,5', english)).toBe('not-a-number')
    expect(value('12a', english)).toBe('not-a-number')
    expect(value('1.2.3', english)).toBe('not-a-number')
    expect(value('-', english)).toBe('not-a-number')
    expect(value('  ', english)).toBe('empty')
  })

  it('is told from one whose last digits would be others', () => {
    const isExact = (typed: string, place = english): boolean | undefined => {
      const read = readNumber(typed, place)
      return typeof read === 'object' && read.kind === 'number' ? read.isExact : undefined
    }
    expect(
      ['12345678901234567890', '-9007199254740993', '12.345.678.901.234.567.890'].map((one) => isExact(one, german)),
    ).toEqual([false, false, false])
    // Written in full, and 17 digits behind the point, where nobody counts.
    expect(
      ['602214076000000000000000', '9007199254740991', '0.30000000000000000004', '-0', '007'].map((one) =>
        isExact(one),
      ),
    ).toEqual([true, true, true, true, true])
  })

  it('comes back as it was written', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e9, max: 1e9 }), (number) => {
        const rounded = Number(number.toPrecision(12))
        for (const place of places) {
          expect(Math.abs(Number(value(writeNumber(rounded, place), place)) - rounded)).toBeLessThan(1e-9)
        }
      }),
    )
  })
})
