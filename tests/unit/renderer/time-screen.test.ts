import { describe, expect, test } from 'vitest'
import type { SpanView, TaskSpan } from '../../../src/shared/contract/desk-time.ts'
import type { Happening } from '../../../src/shared/domain/happening.ts'
import {
  happeningToWords,
  hourOfDay,
  length,
  localClock,
  markToWords,
  offsetToText,
} from '../../../src/renderer/format/time-words.ts'
import { hourTicks, planWeekChart } from '../../../src/renderer/format/week-chart.ts'
import { weekDates } from '../../../src/renderer/state/time-ranges.ts'
import { moveDate } from '../../../src/shared/rules/days.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

function task(taskId: string, programme: string, days: Record<string, number>): TaskSpan {
  const list = Object.entries(days).map(([date, workMs]) => ({ date, workMs }))
  const workMs = list.reduce((sum, day) => sum + day.workMs, 0)
  const standing = { heading: 'Begun', reason: '', isBillable: true }
  return {
    taskId,
    title: `Task ${taskId}`,
    programme,
    state: 'drafting',
    workMs,
    days: list,
    totalMs: workMs,
    beyondMs: 0,
    correctedMs: 0,
    ...standing,
  }
}

const week = (tasks: TaskSpan[]): SpanView => ({ first: '2026-11-23', last: '2026-11-29', tasks, workMs: 0, rules: [] })

describe('the week as a chart', () => {
  test('has a bar for each day, piled up by programme, the longest first, and keeps the totals', () => {
    const tasks = [
      task('a', 'P', { '2026-11-23': HOUR }),
      task('b', 'Q', { '2026-11-23': 2 * HOUR, '2026-11-25': HOUR }),
    ]
    const { series, days } = planWeekChart(week(tasks), 'programme')
    expect(series.map(({ name }) => name)).toEqual(['Q', 'P'])
    expect(days).toHaveLength(7)
    expect(days[0]?.parts).toEqual({ s0: 2 * HOUR, s1: HOUR })
    expect(days[2]?.parts).toEqual({ s0: HOUR })
  })

  test('puts together what cannot be told apart any more', () => {
    const tasks = Array.from({ length: 9 }, (_, i) => task(`t${i}`, 'P', { '2026-11-24': (9 - i) * MINUTE }))
    const { series, days } = planWeekChart(week(tasks), 'task')
    expect(series.map(({ name }) => name)).toEqual(['Task t0', 'Task t1', 'Task t2', 'Task t3', '5 others'])
    const parts = Object.values(days[1]?.parts ?? {})
    expect(parts.reduce((sum, ms) => sum + ms, 0)).toBe(45 * MINUTE)
  })

  test.each([[4 * MINUTE], [20 * MINUTE], [HOUR], [7.5 * HOUR], [23 * HOUR], [200 * HOUR]])(
    'has few round ticks up to %i ms',
    (longest) => {
      const ticks = hourTicks(longest)
      expect(ticks.at(-1)).toBeGreaterThanOrEqual(longest)
      expect(ticks.length).toBeLessThanOrEqual(7)
    },
  )
})

describe('dates of the calendar', () => {
  test('go on day by day over every change of the clocks', () => {
    let date = '2024-01-01'
    const seen = new Set<string>()
    for (let i = 0; i < 366; i++) {
      seen.add(date)
      date = moveDate(date, 1)
    }
    expect([seen.size, date]).toEqual([366, '2025-01-01'])
    expect(moveDate('2026-03-29', -1)).toBe('2026-03-28')
  })

  test('a week begins on Monday', () => {
    for (const date of ['2026-11-23', '2026-11-26', '2026-11-29']) {
      const dates = weekDates(date)
      expect([dates[0], dates[6]]).toEqual(['2026-11-23', '2026-11-29'])
    }
  })
})

test('the hours of a day are written as the reader’s locale writes times', () => {
  expect([0, 9, 14, 24].map((hour) => hourOfDay(hour, { locale: 'en-US' }))).toEqual(['12 AM', '9 AM', '2 PM', '12 AM'])
  expect(hourOfDay(14, { locale: 'fr-FR' })).toMatch(/^14/)
})

describe('what happened is told in plain words', () => {
  const tell = (what: Happening['what'], ms?: number): string => {
    const base = { seq: 1, taskId: 'a', at: Date.UTC(2026, 10, 23, 9), zone: 'Europe/Berlin', offsetMinutes: 60, what }
    return happeningToWords(ms === undefined ? base : { ...base, ms }, () => 'The other plan')
  }

  test.each<[Happening['what'], number | undefined, string]>([
    [{ kind: 'idle' }, 12 * MINUTE, 'No sign of work for 12 min. Not counted.'],
    [
      { kind: 'idle', keptMs: 12 * MINUTE, reason: 'Telephone call' },
      12 * MINUTE,
      'No sign of work for 12 min. You counted it as work: Telephone call.',
    ],
    [{ kind: 'idle', keptMs: 5 * MINUTE }, 12 * MINUTE, 'No sign of work for 12 min. You counted 5 min of it as work.'],
    [
      { kind: 'idle', keptMs: 0, reason: 'Lunch' },
      45 * MINUTE,
      'No sign of work for 45 min. You did not count it: Lunch.',
    ],
    [{ kind: 'asleep' }, 2 * HOUR, 'The computer slept for 2 h. Not counted.'],
    [{ kind: 'locked' }, undefined, 'The screen was locked and still is. Not counted.'],
    [{ kind: 'gap' }, 72 * HOUR, 'The computer slept, or its clock was set forward, by 3 days. Not counted.'],
    [
      { kind: 'clock', byMs: -86_400_000 },
      undefined,
      'The computer’s clock was set back by 24 h. Time went on being counted by the steady clock.',
    ],
    [
      { kind: 'zone', fromZone: 'Europe/Berlin', fromOffsetMinutes: 120 },
      undefined,
      'Clocks in Europe/Berlin went from UTC+2 to UTC+1.',
    ],
    [
      { kind: 'zone', fromZone: 'America/St_Johns', fromOffsetMinutes: -210 },
      undefined,
      'From America/St_Johns (UTC−3:30) to Europe/Berlin (UTC+1).',
    ],
    [
      {
        kind: 'corrected',
        change: 'move',
        date: '2026-11-23',
        ms: 90 * MINUTE,
        to: { taskId: 'b', date: '2026-11-22' },
        reason: 'wrong task',
      },
      undefined,
      '1 h 30 min moved by hand to “The other plan”, Sun 22 Nov: wrong task',
    ],
  ])('%j', (what, ms, words) => {
    expect(tell(what, ms)).toBe(words)
  })

  test('lengths and offsets', () => {
    expect([length(400), length(42_000), length(125_000), length(HOUR), length(50 * HOUR)]).toEqual([
      'less than a second',
      '42 s',
      '2 min 5 s',
      '1 h',
      '2 days 2 h',
    ])
    const [summer, at] = [120, Date.UTC(2026, 6, 1, 21, 2, 11)]
    expect(localClock(at, summer, { locale: 'en-GB' })).toBe('23:02:11')
    expect(localClock(at, summer, { locale: 'en-US' })).toMatch(/^11:02:11\sPM$/)
    expect([offsetToText(0), offsetToText(345), offsetToText(-720)]).toEqual(['UTC+0', 'UTC+5:45', 'UTC−12'])
  })

  test('a cap that is reached is said to be one, not an end of the clock', () => {
    const mark = { of: 'cap', part: 100, limitMs: 4 * HOUR, workMs: 5 * HOUR } as const
    expect(markToWords(mark)).toBe(
      'The 4 h that are paid for this task are reached. The clock goes on; what is beyond is shown and not paid.',
    )
  })
})
