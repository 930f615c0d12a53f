import { parse } from 'csv-parse/sync'
import { describe, expect, it } from 'vitest'
import { sheetToReport } from '../../src/core/billing/report.ts'
import { type BillableTask, createSheet, type SheetInput } from '../../src/core/billing/sheet.ts'
import { sheetToCsv } from '../../src/core/billing/timesheet.ts'
import type { Segment } from '../../src/shared/domain/ledger.ts'
import type { Rate } from '../../src/shared/domain/money.ts'
import { testId } from '../support/core/tasks.ts'

const HOUR = 3_600_000
const A = testId('task', 1)
const B = testId('task', 2)
const MONDAY = Date.UTC(2026, 10, 23, 8, 0, 0)

function segment(start: number, ms: number, taskId = A, kind: Segment['kind'] = 'work'): Segment {
  return { taskId, kind, start, end: start + ms, ms, zone: 'Europe/Berlin', offsetMinutes: 60 }
}

function task(rate: Rate, title = 'A plan'): BillableTask {
  return { title, programme: 'Fields', occupation: 'Farmers', state: 'drafting', rate }
}

const hourly = (minor: number, capMs?: number): Rate => ({
  type: 'hourly',
  perHour: { minor, currency: 'USD' },
  ...(capMs === undefined ? {} : { capMs }),
})
const week = (segments: Segment[], rate: Rate) =>
  sheetToReport(
    createSheet({
      segments,
      from: MONDAY - 8 * HOUR,
      to: MONDAY + 160 * HOUR,
      zone: 'Europe/Berlin',
      taskOf: () => task(rate),
    }),
  )

describe('a period', () => {
  /** Working time of a local day in a zone, as an export of just this day has it. */
  function dayOf(date: string, offset: number, input: Pick<SheetInput, 'segments' | 'corrections' | 'zone'>): number {
    const from = Date.parse(`${date}T00:00:00Z`) - offset * HOUR
    const { rows } = createSheet({ ...input, from, to: from + 24 * HOUR, taskOf: () => task(hourly(6_000)) })
    expect(rows.every((row) => row.date === date)).toBe(true)
    return rows.reduce((sum, { workMs }) => sum + workMs, 0) / HOUR
  }

  it('has what was added to its last day, also where the work went on to midnight', () => {
    const correction = { taskId: A, date: '2026-11-23', reason: 'on paper', at: MONDAY }
    const input = {
      segments: [segment(Date.UTC(2026, 10, 23, 21), 2 * HOUR)],
      corrections: [
        { ...correction, seq: 9, ms: HOUR / 2 },
        { ...correction, seq: 10, ms: HOUR },
      ],
      zone: 'Europe/Berlin',
    }
    expect([dayOf('2026-11-23', 1, input), dayOf('2026-11-24', 1, input)]).toEqual([3.5, 0])
  })

  it('has what was added where it begins on its day, and in the order of the day beside other tasks', () => {
    const correction = { taskId: A, date: '2026-11-23', reason: 'on paper', at: MONDAY, seq: 9 }
    const entriesOf = (segments: Segment[], ms: number) => {
      const from = MONDAY - 9 * HOUR
      const input = {
        segments,
        corrections: [{ ...correction, ms }],
        from,
        to: from + 24 * HOUR,
        zone: 'Europe/Berlin',
      }
      const { entries } = createSheet({ ...input, taskOf: () => task(hourly(6_000)) })
      return entries.map(({ taskId, start, isTimed }) => [taskId, (start - MONDAY) / HOUR, isTimed])
    }
    expect(entriesOf([segment(MONDAY, HOUR), segment(MONDAY + 3 * HOUR, HOUR, B)], HOUR)).toEqual([
      [A, 0, true],
      [A, 1, false],
      [B, 3, true],
    ])
    // The work went on to midnight, which is 23:00 by the clock of the world.
    expect(entriesOf([segment(MONDAY + 13 * HOUR, 2 * HOUR)], HOUR)).toContainEqual([A, 14, false])
  })

  it('has an entry for each side of the hour at which the clocks are changed, each by its own clock', () => {
    // At one o’clock of the world on this Sunday, two in the morning becomes three.
    const change = Date.UTC(2026, 2, 29, 1)
    const night = { ...segment(change - HOUR, HOUR), offsetMinutes: 60 }
    const morning = { ...segment(change, HOUR), offsetMinutes: 120 }
    const input = { segments: [night, morning], from: change - 4 * HOUR, to: change + 8 * HOUR, zone: 'Europe/Berlin' }
    const { entries, rows } = createSheet({ ...input, taskOf: () => task(hourly(6_000)) })
    expect(entries.map(({ start, end, offsetMinutes }) => [start, end, offsetMinutes])).toEqual([
      [change - HOUR, change, 60],
      [change, change + HOUR, 120],
    ])
    expect(rows.map(({ date, workMs }) => [date, workMs])).toEqual([['2026-03-29', 2 * HOUR]])
  })

  it('is of local days as they were, wherever it is asked for: none is missing and none comes twice', () => {
    const start = Date.UTC(2026, 10, 23, 23)
    const segments = [{ ...segment(start, HOUR), zone: 'Asia/Tokyo', offsetMinutes: 540 }]
    expect(dayOf('2026-11-24', 9, { segments, zone: 'Asia/Tokyo' })).toBe(1)
    expect(dayOf('2026-11-24', -5, { segments, zone: 'America/New_York' })).toBe(1)
    expect(dayOf('2026-11-23', -5, { segments, zone: 'America/New_York' })).toBe(0)
  })
})

describe('a day that was corrected', () => {
  const [NINE, NOON] = [MONDAY, MONDAY + 3 * HOUR]
  const correct = (seq: number, hours: number, reason: string, date = '2026-11-23') => {
    return { seq, taskId: A, date, ms: hours * HOUR, reason, at: MONDAY }
  }
  const sheetOf = (segments: Segment[], corrections: SheetInput['corrections'] = []) => {
    const from = MONDAY - 9 * HOUR
    const period = { from, to: from + 48 * HOUR, zone: 'Europe/Berlin' }
    return createSheet({ segments, corrections, ...period, taskOf: () => task(hourly(6_000)) })
  }
  const told = ({ entries }: ReturnType<typeof createSheet>) =>
    entries.map(({ start, end, ms, corrected }) => [
      (start - NINE) / HOUR,
      (end - NINE) / HOUR,
      ms / HOUR,
      ...corrected,
    ])

  it('has what was added after its work, and loses from its end, in whatever order it was said', () => {
    const segments = [segment(NINE, 2 * HOUR), segment(NOON, HOUR)]
    const corrections = [correct(7, -0.75, 'lunch'), correct(8, 0.5, 'on paper')]
    const sheet = sheetOf(segments, corrections)
    expect(told(sheet)).toEqual([
      [0, 2, 2],
      [3, 3.75, 0.75, 'lunch'],
    ])
    expect(sheet.rows).toMatchObject([{ workMs: 2.75 * HOUR, amount: { minor: 16_500 }, corrections }])
    expect(told(sheetOf(segments, corrections.toReversed()))).toEqual(told(sheet))
    expect(told(sheetOf(segments, [correct(7, 0.5, 'on paper')]))).toEqual([
      [0, 2, 2],
      [3, 4, 1],
      [4, 4.5, 0.5, 'on paper'],
    ])
  })

  it('has what was added at noon where there was no work, one after the other', () => {
    const [first, second] = sheetOf([], [correct(7, 0.5, 'on paper'), correct(8, 1, 'by hand')]).entries
    expect(first).toMatchObject({ start: Date.UTC(2026, 10, 23, 11), ms: HOUR, isTimed: false, offsetMinutes: 60 })
    expect(second).toMatchObject({ start: first?.end, ms: HOUR / 2, corrected: ['on paper'] })
  })

  it('gives up no more than it has, and nothing of another day; what is added stands in the zone of its work', () => {
    const tokyo = { ...segment(NINE, HOUR), zone: 'Asia/Tokyo', offsetMinutes: 540 }
    const segments = [tokyo, segment(NINE + 24 * HOUR, HOUR)]
    const { entries, rows } = sheetOf(segments, [correct(7, 1, 'on paper'), correct(8, -9, 'x', '2026-11-24')])
    expect(rows.map(({ date, workMs }) => [date, workMs / HOUR])).toEqual([
      ['2026-11-23', 2],
      ['2026-11-24', 0],
    ])
    expect(entries.map(({ zone, offsetMinutes }) => [zone, offsetMinutes])).toEqual([
      ['Asia/Tokyo', 540],
      ['Asia/Tokyo', 540],
    ])
  })

  it('is one entry as long as one works on, with why idle time in it was kept; what is outside the period is left out', () => {
    const kept = { ...segment(NINE + HOUR, HOUR, A, 'kept'), note: 'read on paper' }
    const early = segment(NINE - 24 * HOUR, HOUR, A, 'idle')
    const { entries, rows } = sheetOf([early, segment(NINE, HOUR), kept, segment(NINE + 4 * HOUR, HOUR)])
    expect(entries.map(({ ms, end, minor, notes }) => [ms / HOUR, (end - NINE) / HOUR, minor, ...notes])).toEqual([
      [2, 2, 12_000, 'read on paper'],
      [1, 5, 6_000],
    ])
    expect(entries.map(({ roundedMs }) => roundedMs / HOUR)).toEqual([2, 1])
    expect(rows.map(({ date, idleMs }) => [date, idleMs])).toEqual([['2026-11-23', 0]])
  })
})

describe('a day of which all time was taken off', () => {
  it('still says so, with the reason', () => {
    const correction = { seq: 9, taskId: A, date: '2026-11-23', ms: -HOUR, reason: 'it was another task', at: MONDAY }
    const sheet = createSheet({
      segments: [segment(MONDAY, HOUR)],
      corrections: [correction],
      from: MONDAY - 9 * HOUR,
      to: MONDAY + 15 * HOUR,
      zone: 'Europe/Berlin',
      taskOf: () => task(hourly(6_000)),
    })
    expect(sheet.corrections).toEqual([correction])
    expect(sheet.rows).toMatchObject([{ date: '2026-11-23', workMs: 0, corrections: [correction] }])
    expect(sheetToCsv(sheet)).toContain('1:00:00 taken off,it was another task')
  })
})

describe('a time report', () => {
  it('has a row for each local day and task, cut at local midnight', () => {
    const night = Date.UTC(2026, 10, 23, 22, 30, 0)
    const { rows, workMs } = week([segment(night, HOUR)], hourly(6_000))
    expect(rows.map((row) => [row.date, row.workMs])).toEqual([
      ['2026-11-23', HOUR / 2],
      ['2026-11-24', HOUR / 2],
    ])
    expect(workMs).toBe(HOUR)
  })

  it('adds up day by day to what the whole time earns, to the cent', () => {
    const segments = Array.from({ length: 7 }, (_, i) => segment(MONDAY + i * 24 * HOUR, 1_234_567))
    const taskOf = () => task(hourly(9_999))
    const sheet = createSheet({ segments, from: 0, to: Number.MAX_SAFE_INTEGER, zone: 'Europe/Berlin', taskOf })
    const report = sheetToReport(sheet)
    expect(report.rows.reduce((sum, row) => sum + (row.amount?.minor ?? 0), 0)).toBe(
      Math.round((9_999 * 7 * 1_234_567) / HOUR),
    )
    expect(report.amounts).toEqual([{ currency: 'USD', minor: Math.round((9_999 * 7 * 1_234_567) / HOUR) }])
  })

  it('pays nothing beyond the cap, also when the cap was reached before the period', () => {
    const segments = [segment(MONDAY - 48 * HOUR, 3 * HOUR), segment(MONDAY, 2 * HOUR)]
    const report = week(segments, hourly(10_000, 4 * HOUR))
    expect(report.rows).toHaveLength(1)
    expect(report.rows[0]).toMatchObject({ workMs: 2 * HOUR, amount: { minor: 10_000 } })
  })

  it('puts a fixed price to the first day of its task only', () => {
    const fixed: Rate = { type: 'fixed', perTask: { minor: 18_000, currency: 'USD' } }
    const { rows } = week([segment(MONDAY, HOUR), segment(MONDAY + 24 * HOUR, HOUR)], fixed)
    expect(rows.map((row) => row.amount?.minor)).toEqual([18_000, 0])
  })

  it('shows idle and away beside work and pays for neither', () => {
    const { rows } = week(
      [
        segment(MONDAY, HOUR),
        segment(MONDAY + HOUR, HOUR, A, 'idle'),
        segment(MONDAY + 2 * HOUR, HOUR, A, 'away'),
        segment(MONDAY + 3 * HOUR, HOUR, A, 'kept'),
      ],
      hourly(10_000),
    )
    expect(rows).toMatchObject([{ workMs: 2 * HOUR, idleMs: HOUR, awayMs: HOUR, amount: { minor: 20_000 } }])
  })

  it('shows an absence of more than a month with its first day: a clock that was ahead fills no timesheet', () => {
    const DAY = 24 * HOUR
    const away = (days: number) => week([segment(MONDAY, days * DAY, A, 'away')], hourly(10_000)).rows
    expect(away(31)).toHaveLength(8)
    expect(away(32)).toMatchObject([{ date: '2026-11-23', awayMs: 32 * DAY, workMs: 0 }])
    // No work is ever told by its first day alone.
    expect(week([segment(MONDAY, 32 * DAY)], hourly(10_000)).rows).toHaveLength(8)
  })

  it('keeps currencies apart', () => {
    const report = sheetToReport(
      createSheet({
        segments: [segment(MONDAY, HOUR), segment(MONDAY + HOUR, HOUR, B)],
        from: 0,
        to: MONDAY + 99 * HOUR,
        zone: 'UTC',
        taskOf: (id) => task({ type: 'hourly', perHour: { minor: 5_000, currency: id === A ? 'EUR' : 'JPY' } }),
      }),
    )
    expect(report.amounts).toEqual([
      { currency: 'EUR', minor: 5_000 },
      { currency: 'JPY', minor: 5_000 },
    ])
  })
})

describe('a timesheet as CSV', () => {
  it('is read back right by another parser, whatever a task is called', () => {
    const title = '=HYPERLINK("http://x"), "quoted",\nsecond line'
    const csv = sheetToCsv(
      createSheet({
        segments: [segment(MONDAY, 4_523_000)],
        from: 0,
        to: MONDAY + 99 * HOUR,
        zone: 'Europe/Berlin',
        taskOf: () => task(hourly(12_000), title),
      }),
    )
    expect(csv.startsWith('\u{feff}Date,')).toBe(true)
    const [row] = parse(csv, { bom: true, columns: true }) as Record<string, string>[]
    expect(row).toMatchObject({
      Date: '2026-11-23',
      Zone: 'Europe/Berlin',
      Task: `'${title}`,
      'Work (h:mm:ss)': '1:15:23',
      'Work (hours)': '1.2564',
      Rate: '120.00 USD per hour',
      Amount: '150.77',
      Currency: 'USD',
      'Task id': A,
    })
  })
})
