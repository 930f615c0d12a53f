import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { LedgerEntry, Segment } from '../../src/shared/domain/ledger.ts'
import { localDate, splitAtMidnight } from '../../src/shared/rules/days.ts'
import { createHappeningBuilder } from '../../src/shared/rules/happenings.ts'
import { cutSegment, joinSegment, msBySection } from '../../src/shared/rules/segment-parts.ts'
import { createSegmentBuilder, workMs } from '../../src/shared/rules/segments.ts'
import { entriesToSegments } from '../support/time/entries-to-segments.ts'
import { anyStep, stepsToLedger, T0 } from '../support/time/random-ledger.ts'

const steps = fc.array(anyStep, { maxLength: 80 })
const runs = { numRuns: 400 }

/** What the monotonic clock has measured, boot by boot. */
function elapsed(entries: readonly LedgerEntry[]): number {
  let sum = 0
  entries.forEach((entry, i) => {
    const before = entries[i - 1]
    if (before !== undefined) sum += entry.at.mono - before.at.mono
  })
  return sum
}

const total = (segments: readonly Segment[]): number => segments.reduce((sum, { ms }) => sum + ms, 0)

describe('segments of any ledger, with all that can happen', () => {
  it('never pay more than the monotonic clock has measured', () => {
    fc.assert(
      fc.property(steps, (given) => {
        const entries = stepsToLedger(given)
        expect(workMs(entriesToSegments(entries))).toBeLessThanOrEqual(elapsed(entries))
      }),
      runs,
    )
  })

  it('have one task at a time: counted and idle time together are no more than what has passed either', () => {
    fc.assert(
      fc.property(steps, (given) => {
        const entries = stepsToLedger(given)
        const here = entriesToSegments(entries).filter(({ kind }) => kind !== 'away')
        expect(total(here)).toBeLessThanOrEqual(elapsed(entries))
      }),
      runs,
    )
  })

  it('have whole and positive lengths that fit their ends, and parts that add up to them', () => {
    fc.assert(
      fc.property(steps, (given) => {
        for (const { ms, start, end, sections } of entriesToSegments(stepsToLedger(given))) {
          expect(ms).toBeGreaterThan(0)
          expect(Number.isInteger(ms)).toBe(true)
          expect(end - start).toBe(ms)
          if (sections === undefined) continue
          expect(sections.reduce((sum, run) => sum + run.ms, 0)).toBe(ms)
          expect(sections.every((run) => run.ms > 0)).toBe(true)
        }
      }),
      runs,
    )
  })

  it('are the same whether the ledger is read at once or as it grows', () => {
    fc.assert(
      fc.property(steps, (given) => {
        const entries = stepsToLedger(given)
        const growing = createSegmentBuilder()
        for (const entry of entries) {
          growing.add(entry)
          growing.tail({ ...entry.at, wall: entry.at.wall + 5_000, mono: entry.at.mono + 5_000 })
        }
        expect([...growing.segments]).toEqual(entriesToSegments(structuredClone(entries)))
      }),
      runs,
    )
  })

  it('lose and gain no time by an answer: it only changes what the time counts as', () => {
    fc.assert(
      fc.property(steps, (given) => {
        const entries = stepsToLedger(given)
        const unanswered = entries.filter(({ kind }) => kind !== 'answered')
        expect(total(entriesToSegments(structuredClone(entries)))).toBe(total(entriesToSegments(unanswered)))
      }),
      runs,
    )
  })

  it('do not depend on when an answer or a correction arrives: only on which is the last', () => {
    fc.assert(
      fc.property(steps, (given) => {
        const entries = stepsToLedger(given)
        const late = (entry: LedgerEntry): boolean => entry.kind === 'answered' || entry.kind === 'corrected'
        const ends = new Map(entries.map((entry) => [entry.seq, entry]))
        // An answer to something that has not been asked yet is none, wherever it stands.
        const fits = entries.filter((e) => e.kind !== 'answered' || (ends.get(e.data.returned)?.seq ?? 0) < e.seq)
        const moved = [...fits.filter((entry) => !late(entry)), ...fits.filter(late)]
        const sums = (list: readonly LedgerEntry[]): [number, number] => {
          const builder = createSegmentBuilder()
          for (const entry of structuredClone(list)) builder.add(entry)
          return [workMs(builder.segments), builder.corrections.reduce((sum, { ms }) => sum + ms, 0)]
        }
        expect(sums(moved)).toEqual(sums(fits))
      }),
      runs,
    )
  })

  it('give the same totals by task, day and part in whatever order they are added up', () => {
    fc.assert(
      fc.property(steps, fc.infiniteStream(fc.nat()), (given, order) => {
        const segments = splitAtMidnight(entriesToSegments(stepsToLedger(given)))
        const shuffled = segments.map((segment) => ({ segment, at: order.next().value ?? 0 }))
        shuffled.sort((a, b) => a.at - b.at)
        const sums = (list: readonly Segment[]): Map<string, number> => {
          const by = new Map<string, number>()
          for (const { taskId, kind, start, offsetMinutes, ms } of list) {
            const key = `${taskId} ${localDate(start, offsetMinutes)} ${kind}`
            by.set(key, (by.get(key) ?? 0) + ms)
          }
          return by
        }
        expect(sums(shuffled.map(({ segment }) => segment))).toEqual(sums(segments))
        expect(msBySection(shuffled.map(({ segment }) => segment))).toEqual(msBySection(segments))
      }),
      runs,
    )
  })

  it('are told of without a fault, each happening by the entry it begins with', () => {
    fc.assert(
      fc.property(steps, (given) => {
        const entries = stepsToLedger(given)
        const builder = createHappeningBuilder()
        for (const entry of entries) builder.add(entry)
        for (const { seq, taskId, ms = 0 } of builder.happenings) {
          expect(entries[seq - 1]?.taskId).toBe(taskId)
          expect(ms).toBeGreaterThanOrEqual(0)
        }
      }),
      runs,
    )
  })
})

it('idle time over several stretches is cut where it began, and kept to the millisecond as far as was said', () => {
  const pieces = fc.array(fc.integer({ min: 1_000, max: 60_000 }), { minLength: 2, maxLength: 12 })
  const shares = fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }))
  fc.assert(
    fc.property(pieces, shares, (lengths, [idleShare, keptShare]) => {
      // The zone changes with every entry, so that each length is a segment of its own.
      const steps = lengths.map((ms) => ({ wall: ms, mono: ms, what: 'zone-changed', back: 0, section: 'brief' }))
      const whole = lengths.reduce((sum, ms) => sum + ms, 0)
      const idleMs = Math.round(whole * idleShare)
      const still = { wall: 0, mono: 0, section: 'brief' }
      const entries = stepsToLedger([
        ...steps,
        { ...still, what: 'idle', back: idleMs },
        { ...still, what: 'returned', back: 0 },
      ])
      const last = entries.at(-1)
      if (last === undefined) throw new Error('no entry')
      const keptMs = Math.round(idleMs * keptShare)
      const answer = { kind: 'answered', data: { returned: last.seq, choice: 'split', keptMs } } as const
      const segments = entriesToSegments([...entries, { ...last, ...answer, seq: last.seq + 1 }])
      const of = (kind: Segment['kind']): number => total(segments.filter((segment) => segment.kind === kind))
      expect([of('work'), of('kept'), of('idle')]).toEqual([whole - idleMs, keptMs, idleMs - keptMs])
    }),
    runs,
  )
})

describe('cutting and joining', () => {
  const anySegment = fc
    .array(
      fc.record({ section: fc.constantFrom('brief', 'field:a', 'other'), ms: fc.integer({ min: 1, max: 90_000_000 }) }),
      {
        minLength: 1,
        maxLength: 6,
      },
    )
    .map((sections): Segment => {
      const ms = sections.reduce((sum, run) => sum + run.ms, 0)
      return { taskId: 'a', kind: 'work', start: T0, end: T0 + ms, ms, zone: 'X', offsetMinutes: 60, sections }
    })

  it('keep totals of the time and of each part', () => {
    fc.assert(
      fc.property(anySegment, fc.double({ min: 0, max: 1, noNaN: true }), (segment, share) => {
        const at = Math.min(segment.ms - 1, Math.max(1, Math.round(segment.ms * share)))
        fc.pre(segment.ms > 1)
        const [first, second] = cutSegment(segment, at)
        expect(first.ms + second.ms).toBe(segment.ms)
        expect(first.end).toBe(second.start)
        expect(msBySection([first, second])).toEqual(msBySection([segment]))
        const joined = structuredClone(first)
        joinSegment(joined, second)
        expect([joined.start, joined.end, joined.ms]).toEqual([segment.start, segment.end, segment.ms])
        expect(msBySection([joined])).toEqual(msBySection([segment]))
      }),
      runs,
    )
  })

  it('at midnight keeps the parts in the day they were in', () => {
    fc.assert(
      fc.property(anySegment, (segment) => {
        const days = splitAtMidnight([segment])
        expect(msBySection(days)).toEqual(msBySection([segment]))
        for (const day of days) expect(day.sections?.reduce((sum, run) => sum + run.ms, 0)).toBe(day.ms)
      }),
      runs,
    )
  })
})
