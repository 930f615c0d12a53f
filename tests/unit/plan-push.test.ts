import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { OutboxRow } from '../../src/core/store/outbox-table.ts'
import {
  FIRST_PUSH_BYTES,
  isFirstOfLane,
  LEAST_PUSH_BYTES,
  LONGEST_WAIT_MS,
  nextPushBytes,
  planPush,
} from '../../src/core/sync/plan-push.ts'

const NOW = 1_000
const row = (seq: number, taskNo: number, more: Partial<OutboxRow> = {}): OutboxRow => ({
  seq,
  id: `operation-${seq}`,
  hubId: 'hub',
  taskNo,
  taskId: `task-${taskNo}`,
  title: '',
  kind: 'submit',
  body: '',
  at: 0,
  state: 'waiting',
  attempts: 0,
  nextAt: 0,
  code: null,
  reason: null,
  field: null,
  bytes: 100,
  awaitsFiles: 0,
  sample: 0,
  ...more,
})
const limits = { operations: 100, bytes: 1_000_000 }
const sent = (rows: readonly OutboxRow[], busy: readonly number[] = []): number[] =>
  planPush(rows, NOW, limits, busy).now.map(({ seq }) => seq)

describe('what leaves next [O4] [O5]', () => {
  it('leaves out a lane whose last answer is yet to be stored, and no other', () => {
    const rows = [row(1, 1), row(2, 2), row(3, 1), row(4, 3)]
    expect(sent(rows, [1])).toEqual([2, 4])
    expect(sent(rows)).toEqual([1, 2, 3, 4])
  })

  it('is full with the first that finds no room, and reads no further', () => {
    let read = 0
    function* open() {
      for (const [i, bytes] of [100, 100, 5_000, 100, 100].entries()) {
        read++
        yield row(i + 1, i + 1, { bytes })
      }
    }
    const plan = planPush(open(), NOW, { operations: 100, bytes: 2_000 })
    expect(plan.now.map(({ seq }) => seq)).toEqual([1, 2])
    expect(plan.nextAt).toBe(NOW)
    expect(read).toBe(3)
    // What is larger than a request should be goes alone.
    expect(planPush([row(1, 1, { bytes: 5_000 }), row(2, 2)], NOW, { operations: 100, bytes: 2_000 }).now).toHaveLength(
      1,
    )
    const three = planPush([row(1, 1), row(2, 1), row(3, 2)], NOW, { operations: 2, bytes: 2_000 })
    expect([three.now.length, three.nextAt]).toEqual([2, NOW])
  })

  it('comes when the first of what waits is due; what a wrong clock has set back for longer goes at once [O8]', () => {
    const later = [row(1, 1, { nextAt: NOW + 500 }), row(2, 1), row(3, 2, { nextAt: NOW + 200 }), row(4, 3)]
    expect(planPush([...later, row(5, 4, { nextAt: NOW + 900 })], NOW, limits)).toMatchObject({
      now: [{ seq: 4 }],
      nextAt: NOW + 200,
    })
    expect(planPush([row(1, 1, { nextAt: NOW })], NOW, limits)).toMatchObject({ now: [{ seq: 1 }], nextAt: undefined })
    expect(sent([row(1, 1, { nextAt: NOW + LONGEST_WAIT_MS })])).toEqual([])
    expect(sent([row(1, 1, { nextAt: NOW + LONGEST_WAIT_MS + 1 })])).toEqual([1])
  })

  it('is the first of its lane only while no work before it is set aside', () => {
    const refused = row(1, 1, { kind: 'take', state: 'quarantined' })
    const aside = row(2, 1, { state: 'quarantined' })
    const [first, second] = [row(3, 1), row(4, 1)]
    const isFirst = (...lane: OutboxRow[]) => lane.map(({ id }) => isFirstOfLane(lane, id))
    expect(isFirst(refused, first, second)).toEqual([false, true, false])
    expect(isFirst(aside, first)).toEqual([false, false])
    expect(isFirstOfLane([], first.id)).toBe(false)
    expect([sent([refused, first]), sent([aside, first])]).toEqual([[3], []])
  })

  it('takes each lane in its order from its first, and nothing behind what waits or is set aside', () => {
    const someRow = fc.record({
      taskNo: fc.integer({ min: 1, max: 4 }),
      kind: fc.constantFrom('take' as const, 'submit' as const),
      state: fc.constantFrom('waiting' as const, 'sent' as const, 'quarantined' as const),
      nextAt: fc.constantFrom(0, NOW + 1),
      awaitsFiles: fc.constantFrom(0, 0, 0, 1),
      bytes: fc.integer({ min: 0, max: 600 }),
    })
    fc.assert(
      fc.property(fc.array(someRow, { maxLength: 20 }), fc.subarray([1, 2, 3, 4]), (made, busy) => {
        const rows = made.map(({ taskNo, ...more }, i) => row(i + 1, taskNo, more))
        const { now } = planPush(rows, NOW, { operations: 5, bytes: 3_000 }, busy)
        expect(now.length).toBeLessThanOrEqual(5)
        for (const lane of [1, 2, 3, 4]) {
          // A decision that the hub refused holds nothing back.
          const open = rows.filter((r) => r.taskNo === lane && (r.state !== 'quarantined' || r.kind === 'submit'))
          const gone = now.filter((r) => r.taskNo === lane)
          expect(gone).toEqual(open.slice(0, gone.length))
          expect(busy.includes(lane) && gone.length > 0).toBe(false)
          expect(gone.every((r) => r.state !== 'quarantined' && r.nextAt <= NOW && r.awaitsFiles === 0)).toBe(true)
        }
      }),
    )
  })
})

describe('how much the next request carries', () => {
  it('follows what the line took in ten seconds, within bounds', () => {
    expect(nextPushBytes(200_000, 190_000, 20_000)).toBe(95_000)
    expect(nextPushBytes(200_000, 190_000, 190_000)).toBe(LEAST_PUSH_BYTES)
    expect(nextPushBytes(100_000, 90_000, 100)).toBe(400_000)
    expect(nextPushBytes(400_000, 390_000, 100)).toBe(500_000)
  })

  it('is not told by a small request: on a line with seconds between question and answer it says only those', () => {
    // Twenty takes over rural 2G; the twenty answers after them went in two requests.
    expect(nextPushBytes(FIRST_PUSH_BYTES, 2_400, 3_100)).toBe(FIRST_PUSH_BYTES)
    expect(nextPushBytes(FIRST_PUSH_BYTES, 2_400, 40)).toBe(FIRST_PUSH_BYTES)
    // Of a line that takes longer than it should even for that, less is asked.
    expect(nextPushBytes(FIRST_PUSH_BYTES, 2_400, 12_000)).toBe(LEAST_PUSH_BYTES)
  })
})
