import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type OfflineCandidate, planOffline } from '../../src/core/sync/plan-offline.ts'

const BACK = 1_000

const file = fc.record({
  sha256: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
  size: fc.constant(0),
  here: fc.boolean(),
})
/** Sizes and presence belong to the hash. */
const sizes: Record<string, { size: number; here: boolean }> = {
  a: { size: 10, here: false },
  b: { size: 400, here: false },
  c: { size: 25, here: true },
  d: { size: 90, here: false },
  e: { size: 1, here: false },
  f: { size: 700, here: false },
}
const candidate: fc.Arbitrary<OfflineCandidate> = fc.record({
  taskId: fc.uuid(),
  state: fc.constantFrom('offered', 'taken', 'drafting', 'returned', 'received'),
  dueAt: fc.option(fc.integer({ min: 0, max: 2_000 }), { nil: undefined }),
  files: fc.array(file, { maxLength: 4 }).map((some) => some.map((one) => ({ ...one, ...sizes[one.sha256] }))),
})
const wish = fc.record({
  roomBytes: fc.integer({ min: 0, max: 1_500 }),
  newTasks: fc.integer({ min: 0, max: 6 }),
})
const isNew = ({ state }: OfflineCandidate): boolean => state === 'offered'
const needs = (tasks: readonly OfflineCandidate[]): Map<string, number> =>
  new Map(tasks.flatMap(({ files }) => files.filter(({ here }) => !here).map(({ sha256, size }) => [sha256, size])))
const total = (sizesByHash: Map<string, number>): number =>
  [...sizesByHash.values()].reduce((sum, size) => sum + size, 0)

describe('the plan for being offline [F9]', () => {
  const holds = (check: (tasks: OfflineCandidate[], room: number, most: number) => void): void =>
    fc.assert(
      fc.property(
        fc.uniqueArray(candidate, { selector: ({ taskId }) => taskId, maxLength: 25 }),
        wish,
        (tasks, given) => check(tasks, given.roomBytes, given.newTasks),
      ),
      { numRuns: 400 },
    )
  const plan = (tasks: OfflineCandidate[], roomBytes: number, newTasks: number) =>
    planOffline(tasks, { roomBytes, newTasks })

  it('never needs more than the room, counts a file once, and says what it needs', () => {
    holds((tasks, room, most) => {
      const { chosen, bytes } = plan(tasks, room, most)
      expect(bytes).toBeLessThanOrEqual(room)
      expect(total(needs(chosen.map(({ task }) => task)))).toBe(bytes)
      expect(chosen.reduce((sum, { bytes: more }) => sum + more, 0)).toBe(bytes)
    })
  })

  it('takes along what is the expert’s before anything on offer', () => {
    holds((tasks, room, most) => {
      const { chosen } = plan(tasks, room, most)
      const firstNew = chosen.findIndex(({ task }) => isNew(task))
      const lastOwn = chosen.findLastIndex(({ task }) => !isNew(task))
      expect(firstNew === -1 || lastOwn < firstNew).toBe(true)
      // What is taken without any offer is the same: no offer ever costs the expert a task of their own.
      const without = plan(
        tasks.filter((task) => !isNew(task)),
        room,
        most,
      )
      expect(chosen.filter(({ task }) => !isNew(task)).map(({ task }) => task.taskId)).toEqual(
        without.chosen.map(({ task }) => task.taskId),
      )
    })
  })

  it('takes what is due before the return first, each kind by its day', () => {
    holds((tasks, room, most) => {
      const { chosen } = plan(tasks, room, most)
      const soon = ({ dueAt }: OfflineCandidate): boolean => dueAt !== undefined && dueAt <= BACK
      const offers = chosen.map(({ task }) => task).filter(isNew)
      const lastSoon = offers.findLastIndex(soon)
      expect(offers.slice(0, lastSoon + 1).every(soon)).toBe(true)
      const days = offers.map(({ dueAt }) => dueAt ?? Infinity)
      expect(days).toEqual(days.toSorted((x, y) => x - y))
    })
  })

  it('leaves nothing out without a reason, and nothing that is neither on offer nor in work comes in', () => {
    holds((tasks, room, most) => {
      const { chosen, bytes, leftOut } = plan(tasks, room, most)
      const open = tasks.filter(({ state }) => state !== 'received')
      expect(chosen.length + leftOut.length).toBe(open.length)
      const taken = chosen.filter(({ task }) => isNew(task)).length
      expect(taken).toBeLessThanOrEqual(most)
      const hasNoRoom = (task: OfflineCandidate): boolean => bytes + total(needs([task])) > room
      expect(
        leftOut.every(({ task, why }) => (why === 'enough' ? isNew(task) && taken === most : hasNoRoom(task))),
      ).toBe(true)
    })
  })

  it('is the same whatever the order in which the tasks come', () => {
    holds((tasks, room, most) => {
      expect(plan(tasks.toReversed(), room, most)).toEqual(plan(tasks, room, most))
    })
  })
})
