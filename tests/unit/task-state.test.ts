import { describe, expect, it } from 'vitest'
import type { Assignment } from '../../src/shared/domain/work.ts'
import {
  isHeldElsewhere,
  planStateOnAssignment,
  planStateOnOthersReport,
  planStateOnReport,
} from '../../src/core/sync/plan-task-state.ts'

const none = { hasOpenOperations: false, hasDraft: false, isElsewhere: false, cameBack: false }
const taken: Assignment = { state: 'taken', offeredAt: 1 }
const here = '019af111-0000-7000-8000-000000000001'
const there = '019af111-0000-7000-8000-000000000002'

describe('what a task’s state becomes by what the hub says', () => {
  it('follows the expert as long as the hub has not heard of what they did [S1]', () => {
    const open = { ...none, hasOpenOperations: true }
    expect(planStateOnAssignment('taken', { ...taken, state: 'offered' }, open)).toBe('taken')
    expect(planStateOnAssignment('taken', taken, { ...open, isElsewhere: true })).toBe('taken')
    expect(planStateOnAssignment('ready', { ...taken, state: 'withdrawn' }, none)).toBe('ready')
    expect(planStateOnAssignment('drafting', { ...taken, state: 'withdrawn' }, open)).toBe('withdrawn')
    // What the expert did last is to be forgotten, while something else of the task waits.
    expect(planStateOnAssignment(undefined, { ...taken, state: 'offered' }, open)).toBe('offered')
  })

  it('leaves what came back with comments to whoever answers them here, also where it is withdrawn [S3]', () => {
    const withdrawn: Assignment = { ...taken, state: 'withdrawn' }
    expect(planStateOnAssignment('returned', withdrawn, none)).toBe('returned')
    expect(planStateOnAssignment('returned', taken, { ...none, hasOpenOperations: true, isElsewhere: true })).toBe(
      'returned',
    )
    expect(planStateOnAssignment('returned', withdrawn, { ...none, isElsewhere: true })).toBe('withdrawn')
  })

  it('is elsewhere while another device holds it, and what it was when it is held here again [T1] [T3]', () => {
    expect(isHeldElsewhere({ ...taken, holder: { deviceId: there, name: 'farm' } }, here)).toBe(true)
    expect(isHeldElsewhere({ ...taken, holder: { deviceId: here, name: 'home' } }, here)).toBe(false)
    expect(isHeldElsewhere(taken, here)).toBe(false)
    for (const state of ['taken', 'drafting', 'returned', 'offered'] as const) {
      expect(planStateOnAssignment(state, taken, { ...none, isElsewhere: true })).toBe('elsewhere')
    }
    expect(planStateOnAssignment('elsewhere', taken, none)).toBe('taken')
    expect(planStateOnAssignment('elsewhere', taken, { ...none, hasDraft: true })).toBe('drafting')
    expect(planStateOnAssignment('elsewhere', taken, { ...none, hasDraft: true, cameBack: true })).toBe('returned')
  })

  it('lets comments be answered only where the task is held [T1] [S3]', () => {
    expect(planStateOnReport('received', 'returned', true, false)).toBe('returned')
    expect(planStateOnReport('received', 'returned', true, true)).toBe('elsewhere')
    expect(planStateOnReport('received', 'accepted', true, true)).toBe('accepted')
    expect(planStateOnReport('received', 'returned', false, false)).toBe('received')
    expect(planStateOnReport('elsewhere', 'received', true, true)).toBe('elsewhere')
    expect(planStateOnReport('sent', 'received', true, true)).toBe('received')
  })

  it('does not take a task from whoever has gone on writing until it is decided [S3]', () => {
    for (const state of ['drafting', 'returned'] as const) {
      expect(planStateOnReport(state, 'received', true, false)).toBe(state)
      expect(planStateOnReport(state, 'accepted', true, false)).toBe('accepted')
    }
    expect(planStateOnReport('drafting', 'returned', true, false)).toBe('returned')
    expect(planStateOnReport('sent', 'received', true, false)).toBe('received')
  })

  it('shows what the other device handed in only when it settles the task [T3]', () => {
    expect(planStateOnOthersReport('elsewhere', 'received', false, true)).toBe('elsewhere')
    expect(planStateOnOthersReport('elsewhere', 'accepted', false, true)).toBe('accepted')
    expect(planStateOnOthersReport('elsewhere', 'rejected', false, true)).toBe('rejected')
    for (const settled of ['accepted', 'rejected'] as const) {
      expect(planStateOnOthersReport(settled, 'returned', false, true)).toBe('elsewhere')
      expect(planStateOnOthersReport(settled, 'rejected', false, true)).toBe('rejected')
      // It is this desk's own work that was settled, or nobody writes on the task.
      expect(planStateOnOthersReport(settled, 'returned', true, true)).toBe(settled)
      expect(planStateOnOthersReport(settled, 'returned', false, false)).toBe(settled)
    }
    expect(planStateOnOthersReport('received', 'accepted', false, true)).toBe('received')
    expect(planStateOnOthersReport('drafting', 'accepted', true, false)).toBe('drafting')
  })
})
