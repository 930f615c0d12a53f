import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Segment } from '../../src/shared/domain/ledger.ts'
import type { Rate, Rounding } from '../../src/shared/domain/money.ts'
import { createSheet } from '../../src/core/billing/sheet.ts'
import { type DayPiece, segmentsToPieces } from '../../src/core/billing/work-pieces.ts'
import { isWork } from '../../src/shared/rules/segments.ts'
import {
  bucketOf,
  createRounder,
  roundDuration,
  roundingToText,
  type WorkPiece,
} from '../../src/shared/rules/rounding.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000)
console.log(`rounding: seed ${seed}`)
const check = <T>(property: fc.IProperty<T>): void => fc.assert(property, { seed, numRuns: 300 })

const aRule: fc.Arbitrary<Rounding> = fc.record({
  minutes: fc.constantFrom(1, 6, 15),
  mode: fc.constantFrom('up', 'nearest'),
  per: fc.constantFrom('entry', 'task', 'day'),
})
const aPiece: fc.Arbitrary<WorkPiece> = fc.record({
  taskId: fc.constantFrom('a', 'b', 'c'),
  date: fc.constantFrom('2026-11-23', '2026-11-24', '2026-11-25'),
  entry: fc.integer({ min: 1, max: 8 }),
  ms: fc.integer({ min: 0, max: 5 * HOUR }),
})
const somePieces = fc.array(aPiece, { maxLength: 40 })

/** An independent sum: what lies in each bucket, rounded once. */
function sums(pieces: readonly WorkPiece[], rule: Rounding): Map<string, { raw: number; rounded: number }> {
  const buckets = new Map<string, { raw: number; rounded: number }>()
  const round = createRounder()
  for (const piece of pieces) {
    const key = bucketOf(piece, rule.per)
    const bucket = buckets.get(key) ?? { raw: 0, rounded: 0 }
    buckets.set(key, { raw: bucket.raw + piece.ms, rounded: bucket.rounded + round(piece, rule) })
  }
  return buckets
}

describe('rounding', () => {
  it('goes up to the next step, or to the nearest with half a step going up', () => {
    const up = { minutes: 15, mode: 'up' } as const
    const nearest = { minutes: 6, mode: 'nearest' } as const
    expect([0, 1, 15 * MINUTE, 15 * MINUTE + 1].map((ms) => roundDuration(ms, up) / MINUTE)).toEqual([0, 15, 15, 30])
    expect([0, 3 * MINUTE - 1, 3 * MINUTE, 9 * MINUTE - 1].map((ms) => roundDuration(ms, nearest) / MINUTE)).toEqual([
      0, 0, 6, 6,
    ])
  })

  it('never gives a bucket less than its raw time where it goes up, and less than a step more', () => {
    check(
      fc.property(somePieces, aRule, (pieces, rule) => {
        for (const { raw, rounded } of sums(pieces, { ...rule, mode: 'up' }).values()) {
          expect(rounded).toBeGreaterThanOrEqual(raw)
          expect(rounded - raw).toBeLessThan(rule.minutes * MINUTE)
        }
      }),
    )
  })

  it('stays within half a step of the raw time of each bucket where it goes to the nearest', () => {
    check(
      fc.property(somePieces, aRule, (pieces, rule) => {
        for (const { raw, rounded } of sums(pieces, { ...rule, mode: 'nearest' }).values()) {
          expect(Math.abs(rounded - raw)).toBeLessThanOrEqual((rule.minutes * MINUTE) / 2)
          expect(rounded % (rule.minutes * MINUTE)).toBe(0)
        }
      }),
    )
  })

  it('gives pieces that add up to their buckets, none of them negative, in whole milliseconds', () => {
    check(
      fc.property(somePieces, aRule, (pieces, rule) => {
        const round = createRounder()
        const shares = pieces.map((piece) => round(piece, rule))
        expect(shares.every((share) => share >= 0 && Number.isInteger(share))).toBe(true)
        let expected = 0
        for (const { raw } of sums(pieces, rule).values()) expected += roundDuration(raw, rule)
        expect(shares.reduce((sum, share) => sum + share, 0)).toBe(expected)
      }),
    )
  })

  it('comes to the same whatever the order in which pieces come', () => {
    const withOrder = somePieces.chain((pieces) =>
      fc.tuple(
        fc.constant(pieces),
        fc.shuffledSubarray(pieces, { minLength: pieces.length, maxLength: pieces.length }),
      ),
    )
    check(
      fc.property(withOrder, aRule, ([pieces, shuffled], rule) => {
        for (const taskId of ['a', 'b', 'c']) {
          const own = (all: readonly WorkPiece[]): WorkPiece[] => all.filter((piece) => piece.taskId === taskId)
          expect(roundedMs(own(shuffled), rule)).toBe(roundedMs(own(pieces), rule))
        }
      }),
    )
  })

  it('leaves earlier pieces as they were when more is worked', () => {
    check(
      fc.property(somePieces, aPiece, aRule, (pieces, later, rule) => {
        const before = createRounder()
        const after = createRounder()
        const shares = pieces.map((piece) => before(piece, rule))
        expect([...pieces, later].map((piece) => after(piece, rule)).slice(0, pieces.length)).toEqual(shares)
      }),
    )
  })

  it('is paid as the rounded time of each task, cap included', () => {
    const rounding: Rounding = { minutes: 15, mode: 'up', per: 'task' }
    const rates: Record<string, Rate> = {
      a: { type: 'hourly', perHour: { minor: 12_000, currency: 'USD' } },
      b: { type: 'hourly', perHour: { minor: 9_000, currency: 'JPY' }, capMs: HOUR },
      c: { type: 'fixed', perTask: { minor: 18_000, currency: 'KWD' } },
    }
    const { rows } = createSheet({
      segments: ['a', 'b', 'c'].map((taskId, i) => stretch(taskId, i * 2 * HOUR, HOUR + MINUTE)),
      from: 0,
      to: 24 * HOUR,
      zone: 'UTC',
      taskOf: (title) => {
        const rate = rates[title]
        return rate && { title, programme: 'Fields', occupation: 'Farmers', state: 'drafting', rate, rounding }
      },
    })
    expect(rows.map((row) => [row.workMs, row.roundedMs])).toEqual(rows.map(() => [HOUR + MINUTE, HOUR + 15 * MINUTE]))
    expect(rows.map((row) => row.amount)).toEqual([
      { minor: 15_000, currency: 'USD' },
      { minor: 9_000, currency: 'JPY' },
      { minor: 18_000, currency: 'KWD' },
    ])
  })

  it('takes an unbroken stretch across midnight for one, and a pause for the end of it', () => {
    const midnight = Date.UTC(2026, 10, 24)
    const segment = (start: number, ms: number, kind: Segment['kind'] = 'work'): Segment => ({
      taskId: 'a',
      kind,
      start,
      end: start + ms,
      ms,
      zone: 'UTC',
      offsetMinutes: 0,
    })
    const pieces = workOf([
      segment(midnight - 10 * MINUTE, 20 * MINUTE),
      segment(midnight + 10 * MINUTE, MINUTE, 'kept'),
      segment(midnight + 11 * MINUTE, MINUTE, 'idle'),
      segment(midnight + 12 * MINUTE, MINUTE),
      segment(midnight + 50 * MINUTE, MINUTE),
    ])
    expect(pieces.map(({ date }) => date.slice(-2))).toEqual(['23', '24', '24', '24', '24'])
    const [first, ...rest] = pieces.map(({ entry }) => entry)
    expect(rest.map((entry) => entry === first)).toEqual([true, true, false, false])
    expect(new Set(pieces.map(({ entry }) => entry)).size).toBe(3)
    const rule: Rounding = { minutes: 15, mode: 'up', per: 'entry' }
    expect(roundedMs(pieces, rule)).toBe(60 * MINUTE)
  })

  it('says its rule in words', () => {
    expect(roundingToText({ minutes: 0, mode: 'up', per: 'task' })).toBe('not rounded')
    expect(roundingToText({ minutes: 6, mode: 'up', per: 'day' })).toBe('up to whole 6 minutes, each day of a task')
    expect(roundingToText({ minutes: 1, mode: 'nearest', per: 'entry' })).toBe(
      'to the nearest whole minutes, each stretch of work',
    )
  })
})

describe('a stretch of work', () => {
  it('is the same whether the time of other tasks is looked at or not', () => {
    const rule = { minutes: 15, mode: 'up', per: 'entry' } as const
    const own = [stretch('a', 0, 4 * MINUTE), stretch('a', 4 * MINUTE + 1_000, 4 * MINUTE)]
    // Another task was opened by mistake, and a key pressed there.
    const all = [own[0], stretch('b', 4 * MINUTE, 1_000), own[1]].filter((one) => one !== undefined)
    const rounded = (segments: readonly Segment[]): number =>
      roundedMs(
        workOf(segments).filter(({ taskId }) => taskId === 'a'),
        rule,
      )
    expect([rounded(own), rounded(all)]).toEqual([15 * MINUTE, 15 * MINUTE])
  })
})

/** The pieces of working time, as every paper is made from them. */
function workOf(segments: readonly Segment[]): DayPiece[] {
  return segmentsToPieces(segments, [], 'UTC').filter((piece) => isWork(piece))
}

function roundedMs(pieces: readonly WorkPiece[], rule: Rounding): number {
  const round = createRounder()
  return pieces.reduce((sum, piece) => sum + round(piece, rule), 0)
}

function stretch(taskId: string, start: number, ms: number): Segment {
  return { taskId, kind: 'work', start, end: start + ms, ms, zone: 'UTC', offsetMinutes: 0 }
}
