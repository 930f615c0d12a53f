import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { COMMENT_MS, planSitting, type SittingTask } from '../../src/shared/rules/plan-sitting.ts'

const MINUTE = 60_000
const task = (id: string, more: Partial<SittingTask>): SittingTask => ({
  id,
  state: 'offered',
  estimateMs: undefined,
  workMs: 0,
  openComments: 0,
  isHere: true,
  dueAt: undefined,
  ...more,
})
const ids = (tasks: readonly SittingTask[], minutes: number) => planSitting(tasks, minutes).map(({ id }) => id)

describe('what fits into a while', () => {
  test('first what is nearly done, then what came back with few comments, then what is new', () => {
    const tasks = [
      task('new', { estimateMs: 20 * MINUTE }),
      task('back', { state: 'returned', openComments: 2 }),
      task('half', { state: 'drafting', estimateMs: 60 * MINUTE, workMs: 40 * MINUTE }),
      task('nearly', { state: 'drafting', estimateMs: 60 * MINUTE, workMs: 45 * MINUTE }),
      task('mine', { state: 'taken', estimateMs: 25 * MINUTE }),
    ]
    expect(planSitting(tasks, 25)).toEqual([
      { id: 'nearly', reason: { kind: 'left', ms: 15 * MINUTE } },
      { id: 'half', reason: { kind: 'left', ms: 20 * MINUTE } },
      { id: 'back', reason: { kind: 'comments', count: 2, ms: 2 * COMMENT_MS } },
      { id: 'mine', reason: { kind: 'whole', ms: 25 * MINUTE } },
      { id: 'new', reason: { kind: 'whole', ms: 20 * MINUTE } },
    ])
  })

  test('what takes longer, what nobody has estimated and what is not on this computer is left out', () => {
    const tasks = [
      task('long', { estimateMs: 26 * MINUTE }),
      task('unknown', { state: 'drafting' }),
      task('away', { estimateMs: MINUTE, isHere: false }),
      task('many', { state: 'returned', openComments: 6 }),
    ]
    expect(ids(tasks, 25)).toEqual([])
  })

  test('what is over its estimate may need only its end, and stands behind what is known to fit', () => {
    const tasks = [
      task('over', { state: 'drafting', estimateMs: 10 * MINUTE, workMs: 12 * MINUTE }),
      task('left', { state: 'drafting', estimateMs: 30 * MINUTE, workMs: 12 * MINUTE }),
    ]
    expect(planSitting(tasks, 25).map(({ reason }) => reason.kind)).toEqual(['left', 'over'])
  })

  test('of two that take as long, the one that is due first', () => {
    const tasks = [task('later', { estimateMs: MINUTE, dueAt: 2 }), task('sooner', { estimateMs: MINUTE, dueAt: 1 })]
    expect(ids(tasks, 25)).toEqual(['sooner', 'later'])
  })

  test('whatever there is: nothing twice, nothing that does not fit, and more time never offers less', () => {
    const length = fc.option(fc.integer({ min: 0, max: 120 * MINUTE }), { nil: undefined })
    const any = fc.record({
      id: fc.uuid(),
      state: fc.constantFrom('returned', 'drafting', 'taken', 'offered'),
      estimateMs: length,
      workMs: fc.integer({ min: 0, max: 120 * MINUTE }),
      openComments: fc.nat(20),
      isHere: fc.boolean(),
      dueAt: fc.option(fc.nat(), { nil: undefined }),
    } as const)
    const all = fc.uniqueArray(any, { selector: ({ id }) => id, maxLength: 30 })
    fc.assert(
      fc.property(all, fc.integer({ min: 1, max: 200 }), fc.nat(100), (tasks, minutes, more) => {
        const picks = planSitting(tasks, minutes)
        expect(new Set(picks.map(({ id }) => id)).size).toBe(picks.length)
        const lengths = picks.map(({ reason }) => ('ms' in reason ? reason.ms : 0))
        expect(Math.max(0, ...lengths)).toBeLessThanOrEqual(minutes * MINUTE)
        expect(planSitting(tasks, minutes + more).length).toBeGreaterThanOrEqual(picks.length)
      }),
    )
  })
})
