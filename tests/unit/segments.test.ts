import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { LedgerEntry, LedgerEvent, Reading, Segment } from '../../src/shared/domain/ledger.ts'
import { localDate, splitAtMidnight } from '../../src/shared/rules/days.ts'
import { HEARTBEAT_MS } from '../../src/shared/rules/clock-steps.ts'
import { workMs } from '../../src/shared/rules/segments.ts'
import { entriesToSegments } from '../support/time/entries-to-segments.ts'

const A = '019af000-0000-7000-8000-00000000000a'
const B = '019af000-0000-7000-8000-00000000000b'
const T0 = Date.UTC(2026, 10, 23, 8, 0, 0)

/** A ledger written by hand: each line is how long after the one before, on both clocks, something happened. */
function ledger(
  ...steps: readonly [afterMs: number | { wall: number; mono: number }, event: LedgerEvent][]
): LedgerEntry[] {
  let wall = T0
  let mono = 5_000
  return steps.map(([after, event], i) => {
    const step = typeof after === 'number' ? { wall: after, mono: after } : after
    wall += step.wall
    mono += step.mono
    const at: Reading = { wall, mono, boot: 'b1', zone: 'Europe/Berlin', offsetMinutes: 60 }
    return { ...event, seq: i + 1, at, prevHash: '', hash: '' }
  })
}

const started = (taskId: string): LedgerEvent => ({ kind: 'started', taskId, data: { by: 'hand' } })
const beat = (taskId: string): LedgerEvent => ({ kind: 'heartbeat', taskId, data: {} })
const stopped = (taskId: string): LedgerEvent => ({ kind: 'stopped', taskId, data: { by: 'hand' } })
const beats = (taskId: string, n: number): [number, LedgerEvent][] =>
  Array.from({ length: n }, () => [HEARTBEAT_MS, beat(taskId)])
const total = (segments: Segment[], kind: Segment['kind']): number =>
  segments.filter((s) => s.kind === kind).reduce((sum, s) => sum + s.ms, 0)

describe('segments of a ledger', () => {
  it('counts the time between start and stop as work, in one segment', () => {
    const segments = entriesToSegments(ledger([0, started(A)], ...beats(A, 10), [5_000, stopped(A)]))
    expect(segments).toHaveLength(1)
    expect(segments[0]).toMatchObject({ taskId: A, kind: 'work', start: T0, end: T0 + 305_000, ms: 305_000 })
  })

  it('shows idle time from the last sign of work, not from when it was noticed', () => {
    const idle: LedgerEvent = { kind: 'idle', taskId: A, data: { since: T0 + 60_000, sinceMono: 65_000 } }
    const segments = entriesToSegments(
      ledger(
        [0, started(A)],
        ...beats(A, 8),
        [0, idle],
        ...beats(A, 2),
        [0, { kind: 'returned', taskId: A, data: {} }],
        ...beats(A, 1),
        [0, stopped(A)],
      ),
    )
    expect(segments.map((s) => [s.kind, s.ms])).toEqual([
      ['work', 60_000],
      ['idle', 240_000],
      ['work', 30_000],
    ])
  })

  it('counts idle time that the expert keeps, with the reason, even when the answer comes while another task runs', () => {
    const idle: LedgerEvent = { kind: 'idle', taskId: A, data: { since: T0, sinceMono: 5_000 } }
    const entries = ledger(
      [0, started(A)],
      ...beats(A, 4),
      [0, idle],
      [0, { kind: 'returned', taskId: A, data: {} }],
      [10_000, stopped(A)],
      [0, started(B)],
      [10_000, { kind: 'answered', taskId: A, data: { returned: 7, choice: 'keep', reason: 'read the manual' } }],
      [0, stopped(B)],
    )
    const segments = entriesToSegments(entries)
    expect(segments.find((s) => s.kind === 'kept')).toMatchObject({ taskId: A, ms: 120_000, note: 'read the manual' })
    expect(workMs(segments.filter((s) => s.taskId === A))).toBe(130_000)
    expect(workMs(segments.filter((s) => s.taskId === B))).toBe(10_000)
  })

  it('leaves what is kept of idle time before what is dropped, where the expert splits it, until they answer anew', () => {
    const idle: LedgerEvent = { kind: 'idle', taskId: A, data: { since: T0 + 30_000, sinceMono: 35_000 } }
    const entries = ledger(
      [0, started(A)],
      ...beats(A, 4),
      [0, idle],
      [0, { kind: 'returned', taskId: A, data: {} }],
      [10_000, stopped(A)],
      [0, { kind: 'answered', taskId: A, data: { returned: 7, choice: 'split', keptMs: 50_000 } }],
      [0, { kind: 'answered', taskId: A, data: { returned: 7, choice: 'keep' } }],
    )
    const told = (segments: Segment[]) => segments.map(({ kind, start, ms }) => [kind, start - T0, ms])
    expect(told(entriesToSegments(entries.slice(0, -1)))).toEqual([
      ['work', 0, 30_000],
      ['kept', 30_000, 50_000],
      ['idle', 80_000, 40_000],
      ['work', 120_000, 10_000],
    ])
    expect(workMs(entriesToSegments(entries))).toBe(130_000)
  })

  it('takes idle time once and of no other task, and minds no end of what did not begin, in a ledger that is broken', () => {
    const idle: LedgerEvent = { kind: 'idle', taskId: B, data: { since: T0, sinceMono: 5_000 } }
    const entries = ledger(
      [0, stopped(A)],
      [0, started(A)],
      ...beats(A, 2),
      [0, started(B)],
      ...beats(B, 2),
      [0, idle],
      [10_000, beat(B)],
      [0, idle],
      [0, { kind: 'returned', taskId: B, data: {} }],
      [20_000, stopped(B)],
      [0, { kind: 'answered', taskId: B, data: { returned: 11, choice: 'keep' } }],
    )
    expect(entriesToSegments(entries).map(({ taskId, kind, ms }) => [taskId, kind, ms])).toEqual([
      [A, 'work', 60_000],
      [B, 'kept', 70_000],
      [B, 'work', 20_000],
    ])
  })

  it('shows sleep as time away and does not pay it, where the monotonic clock stands still in sleep', () => {
    const segments = entriesToSegments(
      ledger([0, started(A)], ...beats(A, 2), [{ wall: 3_600_000, mono: 4_000 }, beat(A)], [1_000, stopped(A)]),
    )
    expect(total(segments, 'work')).toBe(65_000)
    expect(total(segments, 'away')).toBe(3_596_000)
  })

  it('shows sleep as time away where the monotonic clock goes on in sleep', () => {
    const segments = entriesToSegments(
      ledger([0, started(A)], ...beats(A, 2), [3_600_000, beat(A)], [1_000, stopped(A)]),
    )
    expect(total(segments, 'work')).toBe(61_000)
    expect(total(segments, 'away')).toBe(3_600_000)
  })

  it('pays neither more nor less when the wall clock is set back a day', () => {
    const segments = entriesToSegments(
      ledger([0, started(A)], ...beats(A, 2), [{ wall: -86_400_000, mono: 30_000 }, beat(A)], ...beats(A, 1), [
        0,
        stopped(A),
      ]),
    )
    expect(workMs(segments)).toBe(120_000)
  })

  it('does not pay a year when the wall clock is set forward a year', () => {
    const segments = entriesToSegments(
      ledger([0, started(A)], [{ wall: 31_536_000_000, mono: 30_000 }, beat(A)], [0, stopped(A)]),
    )
    expect(workMs(segments)).toBe(30_000)
  })

  it('ends a task at its last sign of life when the desk crashed', () => {
    const segments = entriesToSegments(
      ledger([0, started(A)], ...beats(A, 3), [7_200_000, { kind: 'crashed', taskId: A, data: { lastSeq: 4 } }]),
    )
    expect(segments).toMatchObject([{ kind: 'work', ms: 90_000 }])
  })

  it('does not count locked time', () => {
    const segments = entriesToSegments(
      ledger(
        [0, started(A)],
        [20_000, { kind: 'locked', taskId: A, data: {} }],
        ...beats(A, 3),
        [5_000, { kind: 'unlocked', taskId: A, data: {} }],
        [10_000, stopped(A)],
      ),
    )
    expect([total(segments, 'work'), total(segments, 'away')]).toEqual([30_000, 95_000])
  })

  it('survives two suspend events in a row', () => {
    const suspended: LedgerEvent = { kind: 'suspended', taskId: A, data: {} }
    const segments = entriesToSegments(
      ledger(
        [0, started(A)],
        [1_000, suspended],
        [1_000, suspended],
        [1_000, { kind: 'resumed', taskId: A, data: {} }],
        [1_000, stopped(A)],
      ),
    )
    expect([total(segments, 'work'), total(segments, 'away')]).toEqual([2_000, 2_000])
  })

  it('counts an open task up to the reading that is given', () => {
    const entries = ledger([0, started(A)], ...beats(A, 1))
    const until: Reading = { wall: T0 + 45_000, mono: 50_000, boot: 'b1', zone: 'Europe/Berlin', offsetMinutes: 60 }
    expect(workMs(entriesToSegments(entries, until))).toBe(45_000)
    expect(workMs(entriesToSegments(entries))).toBe(30_000)
  })
})

const anyStep = fc.record({
  wall: fc.integer({ min: -100_000, max: 200_000 }),
  mono: fc.integer({ min: 0, max: 120_000 }),
  what: fc.constantFrom(
    'beat',
    'idle',
    'returned',
    'suspended',
    'resumed',
    'locked',
    'unlocked',
    'switch',
    'crash',
    'keep',
  ),
  back: fc.integer({ min: 0, max: 300_000 }),
})

/** Turns random steps into a ledger that a time keeper could have written. */
function randomLedger(steps: readonly { wall: number; mono: number; what: string; back: number }[]): LedgerEntry[] {
  const out: [{ wall: number; mono: number }, LedgerEvent][] = [[{ wall: 0, mono: 0 }, started(A)]]
  let task = A
  let mono = 5_000
  let wall = T0
  for (const step of steps) {
    mono += step.mono
    wall += step.wall
    const push = (event: LedgerEvent, after = { wall: step.wall, mono: step.mono }): number => out.push([after, event])
    const zero = { wall: 0, mono: 0 }
    if (step.what === 'idle')
      push({
        kind: 'idle',
        taskId: task,
        data: { since: Math.max(0, wall - step.back), sinceMono: Math.max(0, mono - step.back) },
      })
    else if (step.what === 'switch') {
      push(stopped(task))
      task = task === A ? B : A
      push(started(task), zero)
    } else if (step.what === 'crash') {
      push({ kind: 'crashed', taskId: task, data: { lastSeq: out.length } })
      push(started(task), zero)
    } else if (step.what === 'keep')
      push({ kind: 'answered', taskId: task, data: { returned: Math.max(1, out.length - 1), choice: 'keep' } })
    else if (step.what === 'beat') push(beat(task))
    else push({ kind: step.what as 'returned', taskId: task, data: {} })
  }
  return ledger(...out)
}

describe('segments of any ledger', () => {
  it('never pay more than the monotonic clock has measured', () => {
    fc.assert(
      fc.property(fc.array(anyStep, { maxLength: 60 }), (steps) => {
        const entries = randomLedger(steps)
        const elapsed = (entries.at(-1)?.at.mono ?? 0) - (entries[0]?.at.mono ?? 0)
        expect(workMs(entriesToSegments(entries))).toBeLessThanOrEqual(elapsed)
      }),
      { numRuns: 500 },
    )
  })

  it('have lengths that are whole, positive and fit their ends', () => {
    fc.assert(
      fc.property(fc.array(anyStep, { maxLength: 60 }), (steps) => {
        for (const { ms, start, end } of entriesToSegments(randomLedger(steps))) {
          expect(ms).toBeGreaterThan(0)
          expect(Number.isInteger(ms)).toBe(true)
          expect(end - start).toBe(ms)
        }
      }),
      { numRuns: 500 },
    )
  })

  it('are the same however long after the ledger is read', () => {
    fc.assert(
      fc.property(fc.array(anyStep, { maxLength: 40 }), (steps) => {
        const entries = randomLedger(steps)
        expect(entriesToSegments(structuredClone(entries))).toEqual(entriesToSegments(entries))
      }),
    )
  })

  it('keep their total when they are cut at midnight, and each part lies in one day', () => {
    const anySegment = fc.record({
      start: fc.integer({ min: T0, max: T0 + 10 * 86_400_000 }),
      ms: fc.integer({ min: 1, max: 5 * 86_400_000 }),
      offset: fc.integer({ min: -720, max: 840 }),
    })
    fc.assert(
      fc.property(anySegment, ({ start, ms, offset }) => {
        const whole: Segment = { taskId: A, kind: 'work', start, end: start + ms, ms, zone: 'X', offsetMinutes: offset }
        const parts = splitAtMidnight([whole])
        expect(workMs(parts)).toBe(ms)
        expect(parts[0]?.start).toBe(start)
        expect(parts.at(-1)?.end).toBe(start + ms)
        for (const part of parts) expect(localDate(part.start, offset)).toBe(localDate(part.end - 1, offset))
      }),
    )
  })
})
