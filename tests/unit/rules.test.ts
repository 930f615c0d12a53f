import { parse } from 'csv-parse/sync'
import { randomFillSync } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Id } from '../../src/shared/domain/primitives.ts'
import { backoffMs } from '../../src/shared/rules/backoff.ts'
import { canonicalJson, canonicalObject } from '../../src/shared/rules/canonical-json.ts'
import { rowsToCsv } from '../../src/shared/rules/csv.ts'
import { startOfDate } from '../../src/shared/rules/zone-offset.ts'
import { safeFileName, utf8Length } from '../../src/shared/rules/file-name.ts'
import { createIdSource, hasRoomAbove } from '../../src/shared/rules/ids.ts'
import { hourlyMinor, minorToDecimal, pay } from '../../src/shared/rules/pay.ts'
import { codePointCount, wordCount } from '../../src/shared/rules/words.ts'
import { sharedData } from '../support/shared-data.ts'

describe('ids', () => {
  it('are UUIDs of version 7 that rise, also in one millisecond and when the clock goes back', () => {
    let now = 1_700_000_000_000
    const newId = createIdSource(
      () => now,
      (bytes) => void randomFillSync(bytes),
    )
    const ids: string[] = []
    for (let i = 0; i < 10_000; i++) {
      if (i % 1000 === 0) now += i % 2000 === 0 ? 1 : -5
      ids.push(newId())
    }
    for (const id of ids) expect(Id.safeParse(id).success).toBe(true)
    expect([...ids].sort()).toEqual(ids)
    expect(new Set(ids).size).toBe(ids.length)
  })

  it('of two sources in one millisecond are told apart by chance, and the time runs ahead only as far as it must', () => {
    const source = (byte: number) =>
      createIdSource(
        () => 1_700_000_000_000,
        (bytes) => void bytes.fill(byte),
      )
    const [one, other] = [source(0x12)(), source(0x13)()]
    expect([one.slice(19), other.slice(19)]).toEqual(['9212-121212121212', '9313-131313131313'])
    const newId = source(0xff)
    const ids = Array.from({ length: 5_000 }, () => newId())
    expect(ids.every((id) => Id.safeParse(id).success)).toBe(true)
    expect(new Set(ids).size).toBe(5_000)
    const last = ids.at(-1) ?? ''
    expect(Number.parseInt(last.slice(0, 8) + last.slice(9, 13), 16)).toBe(1_700_000_000_001)
  })

  it('rise above those of an earlier source, whatever the clock says', () => {
    const random = (bytes: Uint8Array) => void randomFillSync(bytes)
    let last = createIdSource(() => 1_700_000_000_000, random)()
    for (const now of [1_700_000_000_000, 1_699_913_600_000, 1_700_000_000_001]) {
      for (let restart = 0; restart < 200; restart++) {
        const next = createIdSource(() => now, random, last)()
        expect(next > last && Id.safeParse(next).success).toBe(true)
        last = next
      }
    }
  })

  it('rise above one that is told meanwhile, and never fall for it', () => {
    const random = (bytes: Uint8Array) => void randomFillSync(bytes)
    const ahead = createIdSource(() => 1_800_000_000_000, random)()
    const newId = createIdSource(() => 1_700_000_000_000, random)
    const first = newId()
    newId.riseAbove(ahead)
    const second = newId()
    newId.riseAbove(first)
    const third = newId()
    expect([first, ahead, second, third].toSorted()).toEqual([first, ahead, second, third])
    expect(hasRoomAbove(third)).toBe(true)
    expect(hasRoomAbove('ffffffff-ffff-7fff-bfff-ffffffffffff')).toBe(false)
  })

  it('begin with the time in milliseconds (RFC 9562 §5.7)', () => {
    const id = createIdSource(
      () => 0x0123456789ab,
      () => {},
    )()
    expect(id.slice(0, 13)).toBe('01234567-89ab')
  })
})

describe('canonical JSON', () => {
  it('gives the example of RFC 8785 §3.2.2 to the letter', () => {
    const value = {
      numbers: [Number('333333333.33333329'), 1e30, 4.5, 2e-3, 0.000000000000000000000000001],
      string: '\u20ac$\u000f\u000aA\'\u0042\u0022\u005c\\"/',
      literals: [null, true, false],
    }
    expect(canonicalJson(value)).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    )
  })

  it('does not depend on the order of the members and can be read back', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = canonicalJson(value)
        expect(canonicalJson(JSON.parse(text))).toBe(text)
        const turned = JSON.parse(JSON.stringify(value), (_key, v: unknown) =>
          v !== null && typeof v === 'object' && !Array.isArray(v)
            ? Object.fromEntries(Object.entries(v).reverse())
            : v,
        )
        expect(canonicalJson(turned)).toBe(text)
      }),
    )
  })

  it('is the same when members are put together that have theirs already', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ unit: 'grapheme' }), fc.jsonValue()), (value) => {
        const members = Object.entries(value).map(([key, member]) => [key, canonicalJson(member)] as const)
        expect(canonicalObject(members)).toBe(canonicalJson(value))
      }),
    )
  })

  it('refuses what JSON cannot hold', () => {
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY, '\ud800', undefined, () => 1, 1n]) {
      expect(() => canonicalJson([bad])).toThrow(TypeError)
    }
  })
})

describe('file names from outside', () => {
  it.each([
    ['../../x', 'x'],
    ['..\\..\\boot.ini', 'boot.ini'],
    ['/etc/passwd', 'passwd'],
    ['C:\\Users\\me\\plan.pdf', 'plan.pdf'],
    ['..', 'file'],
    ['', 'file'],
    ['con.txt', '_con.txt'],
    ['Nul.tar.gz', '_Nul.tar.gz'],
    ['aux .notes.md', '_aux .notes.md'],
    ['conout$', '_conout$'],
    ['control.txt', 'control.txt'],
    [`${'word '.repeat(40)}end`, `${'word '.repeat(39)}word`],
    [`${'.'.repeat(3)}${'a'.repeat(199)}.`.concat('b'.repeat(30)), 'a'.repeat(199)],
    ['rep\u202Efdp.exe', 'repfdp.exe'],
    ['a<b>:"c|?*.csv', 'a_b___c___.csv'],
    ['line\nbreak.md', 'linebreak.md'],
    ['.hidden', 'hidden'],
    ['trailing. . ', 'trailing'],
  ])('%j becomes %j', (name, safe) => {
    expect(safeFileName(name)).toBe(safe)
  })

  it('never climb, never exceed 200 bytes and keep their ending', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (stem) => {
        const name = safeFileName(`${stem}.pdf`)
        expect(name).not.toMatch(/[/\\\p{Cc}]/u)
        expect(['.', '..', '']).not.toContain(name)
        expect(utf8Length(name)).toBeLessThanOrEqual(200)
        expect(name.endsWith('pdf')).toBe(true)
      }),
    )
  })

  it('of the collected traversals all stay in their folder', ({ skip }) => {
    const path = sharedData('hostile/directory_traversal.txt')
    if (!existsSync(path)) return skip('../shared/data is not there')
    for (const line of readFileSync(path, 'latin1').split('\n')) expect(safeFileName(line)).not.toMatch(/[/\\]|^\.\.?$/)
  })
})

describe('CSV', () => {
  it('quotes as RFC 4180 says', () => {
    expect(rowsToCsv([['a', 'b,c', 'd"e', 'f\r\ng', 1.5]])).toBe('a,"b,c","d""e","f\r\ng",1.5\r\n')
  })

  it('takes the sting out of what a spreadsheet would take for a formula', () => {
    expect(rowsToCsv([['=1+1', '+1', '-1', '@x', '\tx', -1]])).toBe(`'=1+1,'+1,'-1,'@x,"'\tx",-1\r\n`)
  })

  it('holds together where semicolons or tabs part cells as well, as LibreOffice reads it', () => {
    const row = ['Wheat; barley', 'one\ttwo', 'three']
    const delimiter = [',', ';', '\t']
    expect(parse(rowsToCsv([row]), { delimiter })).toEqual([row])
  })

  it('leaves no formula at the beginning of a cell where only semicolons part cells, as Excel reads it in much of Europe', () => {
    const rows = [['x', 'foo;=cmd', 'a, b;=1+1', 'say "so";"=1+1"', 'one\n@SUM(1)', 'two\r\n\t=3', 'x;＝4']]
    // Quotes count at the beginning of a cell only, so neither `;` nor line breaks in these are inside of any.
    const cells = rowsToCsv(rows).split(/[;\r\n]+\t*/)
    for (const cell of cells) expect(cell).not.toMatch(/^"*[=+\-@＝＋－＠]/u)
    expect(rowsToCsv([['well-known; a-b, c=d', 'e@f.org']])).toBe('"well-known; a-b, c=d",e@f.org\r\n')
  })

  it('leaves no collected injection at the beginning of a cell', ({ skip }) => {
    const path = sharedData('hostile/csv-injection.txt')
    if (!existsSync(path)) return skip('../shared/data is not there')
    for (const line of readFileSync(path, 'utf8').split('\n')) expect(rowsToCsv([[line]])).not.toMatch(/^"?[=+\-@]/)
  })
})

describe('pay', () => {
  const hourly = (minor: number, capMs?: number) =>
    ({ type: 'hourly', perHour: { minor, currency: 'USD' }, ...(capMs === undefined ? {} : { capMs }) }) as const

  it('is the hourly rate by the millisecond, half a cent rounded up', () => {
    expect(pay(hourly(12_000), 1_800_000)).toEqual({ minor: 6_000, currency: 'USD' })
    expect(pay(hourly(1), 1_800_000)).toEqual({ minor: 1, currency: 'USD' })
    expect(pay(hourly(1), 1_799_999)).toEqual({ minor: 0, currency: 'USD' })
  })

  it('stops at the cap', () => {
    expect(pay(hourly(10_000, 3_600_000), 7_200_000).minor).toBe(10_000)
  })

  it('of a fixed price does not depend on the time', () => {
    expect(pay({ type: 'fixed', perTask: { minor: 5_000, currency: 'JPY' } }, 1)).toEqual({
      minor: 5_000,
      currency: 'JPY',
    })
    expect(hourlyMinor({ type: 'fixed', perTask: { minor: 5_000, currency: 'JPY' } }, 1_800_000)).toBe(10_000)
  })

  it('is written with the currency’s own number of decimals', () => {
    expect(minorToDecimal({ minor: 123_456, currency: 'USD' })).toBe('1234.56')
    expect(minorToDecimal({ minor: 5, currency: 'EUR' })).toBe('0.05')
    expect(minorToDecimal({ minor: 1234, currency: 'JPY' })).toBe('1234')
    expect(minorToDecimal({ minor: 1234, currency: 'KWD' })).toBe('1.234')
    expect(minorToDecimal({ minor: -50, currency: 'USD' })).toBe('-0.50')
    // By ISO 4217. ICU 78 has none for forint and rupees, and older ones have two.
    expect(minorToDecimal({ minor: 850_050, currency: 'HUF' })).toBe('8500.50')
    expect(minorToDecimal({ minor: 250_000, currency: 'PKR' })).toBe('2500.00')
    expect(minorToDecimal({ minor: 12_345, currency: 'IQD' })).toBe('12.345')
  })
})

describe('counting', () => {
  it('counts words in Latin, Cyrillic, Chinese and Thai, and none in punctuation', () => {
    expect(wordCount('Don’t plough the well-drained field — yet.')).toBe(6)
    expect(wordCount('Пашня готова')).toBe(2)
    expect(wordCount('… — !')).toBe(0)
    // A joiner of Persian, a hyphen for the end of a line, a Hebrew abbreviation, and a dot between two letters.
    for (const one of ['می\u200cخواهم', 'Frucht\u00adfolge', 'צה״ל', 'col·lecció']) expect(wordCount(one)).toBe(1)
    expect(wordCount('轮作计划')).toBeGreaterThan(0)
    expect(wordCount('แผนการปลูก')).toBeGreaterThan(0)
    // A name in another writing changes nothing of how the rest is counted.
    const plan = 'Don’t plough the well-drained field in 2026-04'
    expect(wordCount(plan)).toBe(7)
    expect(wordCount(`${plan}, says 王 (Wang).`)).toBe(10)
    expect(wordCount('3月5日 and well-drained')).toBe(6)
  })

  it('counts code points, not UTF-16 units', () => {
    expect(codePointCount('🚜a')).toBe(2)
    const units = fc.constantFrom('a', '\ud83d', '\ude9c', '\udbff', '\udc00', 'é')
    fc.assert(fc.property(fc.array(units), (all) => codePointCount(all.join('')) === Array.from(all.join('')).length))
  })
})

describe('waiting before the next try', () => {
  it('grows with each failure, stays under a quarter of an hour and is spread over its whole width', () => {
    expect(backoffMs(1, 0.999)).toBeLessThanOrEqual(2_000)
    expect(backoffMs(4, 0.999)).toBeGreaterThan(10_000)
    expect(backoffMs(1_000, 1)).toBe(900_000)
    expect(backoffMs(10, 0)).toBe(500)
  })
})

describe('the first instant of a day', () => {
  it.each([
    ['2026-11-23', 'Europe/Berlin', '2026-11-22T23:00:00.000Z'],
    // Clocks go from midnight to one in the morning, and in autumn from midnight back to eleven.
    ['2026-04-24', 'Africa/Cairo', '2026-04-23T22:00:00.000Z'],
    ['2026-10-30', 'Africa/Cairo', '2026-10-29T22:00:00.000Z'],
    // In Havana midnight comes twice.
    ['2026-11-01', 'America/Havana', '2026-11-01T04:00:00.000Z'],
    // Half an hour, and clocks that are behind in Ramadan.
    ['2026-10-04', 'Australia/Lord_Howe', '2026-10-03T13:30:00.000Z'],
    ['2026-02-15', 'Africa/Casablanca', '2026-02-14T23:00:00.000Z'],
    ['2026-11-23', 'Pacific/Kiritimati', '2026-11-22T10:00:00.000Z'],
    ['2026-11-23', 'Nowhere/Else', '2026-11-23T00:00:00.000Z'],
  ])('%s in %s', (date, zone, instant) => {
    expect(new Date(startOfDate(date, zone)).toISOString()).toBe(instant)
  })
})
