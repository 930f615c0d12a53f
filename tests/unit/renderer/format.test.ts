import { describe, expect, onTestFinished, test, vi } from 'vitest'
import {
  bytes,
  bytesOf,
  clockTime,
  count,
  differenceInWords,
  duration,
  money,
  rateInWords,
  rateShort,
} from '../../../src/renderer/format/amounts.ts'
import {
  calendarDate,
  dateToWeekday,
  daysUntil,
  exactMoment,
  moment,
  monthToShort,
  relativeDue,
  spanInWords,
} from '../../../src/renderer/format/dates.ts'
import { connectionWords, waitingWords } from '../../../src/renderer/format/desk-state.ts'
import { localClock } from '../../../src/renderer/format/time-words.ts'
import { readReceipt } from '../../../src/renderer/format/receipt.ts'
import type { HubView } from '../../../src/shared/contract/desk-views.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const us = { locale: 'en-US', zone: 'America/Chicago' }
const berlin = { locale: 'de-DE', zone: 'Europe/Berlin' }
/** Sunday 22 November 2026, 14:02 in Chicago, 21:02 in Berlin. */
const now = Date.UTC(2026, 10, 22, 20, 2)

describe('a due date', () => {
  test.each([
    [now + HOUR, 'today, 3:02 PM'],
    [now - HOUR, 'due earlier today'],
    [now + DAY, 'tomorrow'],
    [now + 3 * DAY, 'in 3 days, Wed 25 Nov'],
    [now + 20 * DAY, 'Sat 12 Dec'],
    [now + 60 * DAY, 'Thu 21 Jan 2027'],
    [now - DAY, '1 day late'],
    [now - 5 * DAY, '5 days late'],
  ])('at %i reads “%s”', (dueAt, words) => {
    expect(relativeDue(dueAt, now, us)).toBe(words)
  })

  test('counts days by the calendar where the reader is, also over a change of the clocks', () => {
    const lateEvening = Date.UTC(2026, 9, 24, 21, 30) // 23:30 in Berlin, the night before the clocks go back
    const nextNoon = Date.UTC(2026, 9, 25, 11)
    expect(daysUntil(nextNoon, lateEvening, berlin)).toBe(1)
    expect(daysUntil(nextNoon + DAY, lateEvening, berlin)).toBe(2)
    expect(daysUntil(lateEvening + HOUR, lateEvening, us)).toBe(0)
  })
})

test('a day is the same in browsers whose locales write dates in another order', () => {
  // WebKitGTK with ICU 72 writes 11/22/2026 in Canada.
  const { prototype } = Intl.DateTimeFormat
  const own = Object.getOwnPropertyDescriptor(prototype, 'format') ?? {}
  onTestFinished(() => void Object.defineProperty(prototype, 'format', own))
  Object.defineProperty(prototype, 'format', { ...own, get: () => () => '11/22/2026' })
  expect(calendarDate(now, berlin)).toBe('2026-11-22')
  expect(daysUntil(now + 3 * DAY, now, berlin)).toBe(3)
})

test('a time of day is written as the reader’s language does', () => {
  expect(moment(now, now, us)).toBe('2:02 PM')
  expect(moment(now, now, berlin)).toBe('21:02')
  expect(moment(now - DAY, now, berlin)).toBe('yesterday, 21:02')
  expect(moment(now - 3 * DAY, now, berlin)).toBe('Thu 19 Nov, 21:02')
  expect(exactMoment(now, berlin)).toBe('22 November 2026, 21:02:00 CET')
})

test('times and days go with a computer that has landed in another zone', () => {
  const before = process.env['TZ']
  vi.useFakeTimers({ now, toFake: ['performance', 'Date'] })
  try {
    process.env['TZ'] = 'Europe/Berlin'
    const there = { locale: 'en-US' }
    expect([moment(now, now, there), calendarDate(now, there)]).toEqual(['9:02 PM', '2026-11-22'])
    process.env['TZ'] = 'Asia/Tokyo'
    vi.advanceTimersByTime(1_000)
    expect([moment(now, now, there), calendarDate(now, there)]).toEqual(['5:02 AM', '2026-11-23'])
    expect(relativeDue(now + DAY / 2, now, there)).toBe('today, 5:02 PM')
  } finally {
    vi.useRealTimers()
    if (before === undefined) delete process.env['TZ']
    else process.env['TZ'] = before
  }
})

test('a while says its days where it was not today, as after a laptop was closed for some', () => {
  expect(spanInWords(now - HOUR, now, now, us)).toBe('1:02 PM to 2:02 PM')
  expect(spanInWords(now - DAY - HOUR, now - DAY, now, us)).toBe('yesterday, 1:02 PM to 2:02 PM')
  expect(spanInWords(now - 2 * DAY, now, now, us)).toBe('Fri 20 Nov, 2:02 PM to today, 2:02 PM')
  expect(spanInWords(now - 3 * DAY, now - DAY, now, us)).toBe('Thu 19 Nov, 2:02 PM to yesterday, 2:02 PM')
})

test('a month and a day of the week are given by their names', () => {
  expect(monthToShort('2026-11')).toBe('Nov 2026')
  expect(dateToWeekday('2026-11-29')).toBe('Sun')
})

test('lengths of time are given in hours and minutes, below one in seconds, and a running clock to the second', () => {
  expect([0, 999, 59_999, 45 * 60_000, 2 * HOUR, HOUR + 20 * 60_000].map(duration)).toEqual([
    '0 min',
    '0 min',
    '59 s',
    '45 min',
    '2 h',
    '1 h 20 min',
  ])
  expect(clockTime(2 * HOUR + 61_999)).toBe('2:01:01')
})

test('a difference is written as the reader’s locale writes all other amounts', () => {
  const less = { before: '2026-0001: ', minor: 1_234_575, after: ' less than invoiced' }
  expect(differenceInWords(less, 'EUR', us)).toBe('2026-0001: €12,345.75 less than invoiced')
  expect(differenceInWords(less, 'EUR', berlin).replace(/\s€/u, ' €')).toBe('2026-0001: 12.345,75 € less than invoiced')
})

test('money keeps the decimals of its currency, and whole amounts may do without', () => {
  expect(money({ minor: 123_450, currency: 'USD' }, us)).toBe('$1,234.50')
  expect(money({ minor: 8000, currency: 'USD' }, us, true)).toBe('$80')
  expect(money({ minor: 1500, currency: 'JPY' }, us)).toBe('¥1,500')
  expect(money({ minor: 850_050, currency: 'HUF' }, us).replace(/\s/u, ' ')).toBe('HUF 8,500.50')
  expect(money({ minor: 800_000, currency: 'HUF' }, us, true).replace(/\s/u, ' ')).toBe('HUF 8,000')
  expect(money({ minor: 12_345, currency: 'KWD' }, us).replace(/\s/u, ' ')).toBe('KWD 12.345')
  expect(rateInWords({ type: 'hourly', perHour: { minor: 8000, currency: 'USD' }, capMs: 2 * HOUR }, us)).toBe(
    '$80 an hour, up to 2 h',
  )
  expect(rateShort({ type: 'fixed', perTask: { minor: 24_050, currency: 'USD' } }, us)).toBe('$240.50')
})

test('amounts of data and numbers of things read naturally', () => {
  expect([1, 999, 1000, 12_345_678, 1_449_000, 999_600].map((n) => bytes(n, us))).toEqual([
    '1 byte',
    '999 bytes',
    '1 KB',
    '12 MB',
    '1.4 MB',
    '1 MB',
  ])
  expect(bytesOf(41_000_000, 200_000_000, us)).toBe('41 of 200 MB')
  expect(bytesOf(600_000, 4_000_000, us)).toBe('600 KB of 4 MB')
  expect(bytesOf(0, 4_000_000, us)).toBe('0 of 4 MB')
  expect(bytesOf(1, 1, us)).toBe('1 of 1 byte')
  expect(count(1, 'task', 'tasks', us)).toBe('1 task')
  expect(count(5765, 'task', 'tasks', us)).toBe('5,765 tasks')
})

test('one line has one kind of digits, also where the reader’s locale has others', () => {
  const cairo = { locale: 'ar-EG', zone: 'Africa/Cairo' }
  const said = [
    count(5765, 'task', 'tasks', cairo),
    bytesOf(41_000_000, 200_000_000, cairo),
    money({ minor: 123_450, currency: 'EGP' }, cairo),
    moment(now - 3 * DAY, now, cairo),
    exactMoment(now, cairo),
    localClock(now, 120, cairo),
  ].join(' ')
  expect(said).toContain('5,765 tasks')
  expect(said).toContain('1,234.50')
  expect(said).not.toMatch(/[٠-٩]/)
})

describe('the foot line', () => {
  const hub = (state: HubView['state'], name = 'Fieldnote'): HubView => ({
    id: 'x',
    name,
    address: 'https://hub',
    expertName: 'Mara',
    state,
  })
  test.each<[boolean, HubView[], string]>([
    [false, [], 'Sample only, no hub'],
    [true, [], 'Working offline'],
    [true, [hub('offline')], 'Working offline'],
    [false, [hub('connected')], 'Connected to Fieldnote'],
    [false, [hub('unreachable')], 'No network: your work is safe here'],
    [false, [hub('unreachable'), hub('connected', 'Other')], 'Connected to Other'],
    [false, [hub('signed-out')], 'Signed out of Fieldnote'],
    [false, [hub('signed-out'), hub('unreachable')], 'No network: your work is safe here'],
    [false, [hub('other-version')], 'Fieldnote and this desk are of different versions'],
  ])('offline %s with hubs %o says “%s”', (workOffline, hubs, words) => {
    expect(connectionWords({ workOffline, hubs }).text).toBe(words)
  })

  test('says how much waits, and nothing when nothing does', () => {
    expect(waitingWords({ waiting: { tasks: 3, bytes: 12_000_000 } }, us)).toBe('3 tasks, 12 MB')
    expect(waitingWords({ waiting: { tasks: 0, bytes: 0 } }, us)).toBeUndefined()
  })
})

test('a receipt that cannot be read is shown as unread, not as an error', () => {
  expect(readReceipt('not a receipt')).toBeUndefined()
  expect(readReceipt(`e30.${Buffer.from('{"receipt":1}').toString('base64url')}.x`)).toBeUndefined()
})
