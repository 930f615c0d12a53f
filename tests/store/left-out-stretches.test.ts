import { parse } from 'csv-parse/sync'
import { describe, expect, it } from 'vitest'
import { sheetToKimai, sheetToToggl } from '../../src/core/billing/formats/tracker-csv.ts'
import { createSheet, type Sheet } from '../../src/core/billing/sheet.ts'
import type { Rate } from '../../src/shared/domain/money.ts'
import { testId } from '../support/core/tasks.ts'

const MINUTE = 60_000
const START = Date.UTC(2026, 10, 23, 8)
const worker = { name: 'Ada Fields', email: 'ada@example.org' }

/** Stretches of one task, an hour apart. @param rounding of each, to the nearest; 0 is none */
function sheetOf(rate: Rate, rounding: 0 | 15, lengths: readonly number[]): Sheet {
  const task = { title: 'Plan', programme: 'Fields', occupation: 'Farmers', state: 'accepted', rate } as const
  return createSheet({
    segments: lengths.map((ms, i) => {
      const start = START + i * 60 * MINUTE
      return { taskId: testId('task'), kind: 'work', start, end: start + ms, ms, zone: 'UTC', offsetMinutes: 0 }
    }),
    from: START,
    to: START + 1,
    zone: 'UTC',
    taskOf: () => ({ ...task, rounding: { minutes: rounding, mode: 'nearest', per: 'entry' } }),
  })
}

const fixed: Rate = { type: 'fixed', perTask: { minor: 18_000, currency: 'EUR' } }
const hourly: Rate = { type: 'hourly', perHour: { minor: 360_000, currency: 'EUR' } }

function amounts(sheet: Sheet, isRounded: boolean): (string | undefined)[][] {
  const toggl = parse(sheetToToggl(sheet, { worker, isRounded }), { bom: true, columns: true }) as Record<
    string,
    string
  >[]
  const kimai = parse(sheetToKimai(sheet, { worker, isRounded }), { columns: true }) as Record<string, string>[]
  return [toggl.map((row) => row['Amount (EUR)']), kimai.map((row) => row['rate'])]
}

describe('what a stretch pays that a tracker is not told of', () => {
  it('stands with the next one of its task: a price for the task is not lost where its first five minutes are rounded away', () => {
    const told = ['180.00', '0.00']
    expect(amounts(sheetOf(fixed, 15, [5 * MINUTE, 30 * MINUTE, 30 * MINUTE]), true)).toEqual([told, told])
  })

  it('stands with the one before where none comes, so that the amounts add up to what is paid', () => {
    expect(amounts(sheetOf(hourly, 0, [30 * MINUTE, 900]), false)).toEqual([['1800.90'], ['1800.90']])
  })
})
