import { describe, expect, it } from 'vitest'
import type { Assignment, SubmissionReport, TaskState } from '../../src/shared/domain/work.ts'
import { isHeldElsewhere, nextState, type TaskFacts } from '../../src/core/sync/plan-task-state.ts'

const none = { hasOpenOperations: false, hasDraft: false, isElsewhere: false, work: undefined }
const taken: Assignment = { state: 'taken', offeredAt: 1 }
const here = '019af111-0000-7000-8000-000000000001'
const there = '019af111-0000-7000-8000-000000000002'

type Known = Omit<TaskFacts, 'assigned'>
type Report = SubmissionReport['state']
const onAssignment = (current: TaskState, assigned: Assignment['state'], known: Known = none): TaskState =>
  nextState(current, { kind: 'assignment' }, { ...known, assigned })
const onReport = (current: TaskState, report: Report, isNewest: boolean, isElsewhere: boolean): TaskState =>
  nextState(current, { kind: 'report', report, isNewest }, { ...none, assigned: 'taken', isElsewhere })
const onOthers = (current: TaskState, report: Report, hasOwn: boolean, isElsewhere: boolean): TaskState => {
  const facts = { ...none, assigned: 'taken', isElsewhere, work: hasOwn ? 'received' : undefined } as const
  return nextState(current, { kind: 'others-report', report }, facts)
}

describe('what a task’s state becomes by what is taken back or given up', () => {
  const refused = (current: TaskState, known: Known, assigned: Assignment['state'] = 'taken'): TaskState =>
    nextState(current, { kind: 'put-aside' }, { ...known, assigned })

  it('leaves writing open once a refusal is put aside, and what was handed in as it is [V2]', () => {
    expect(refused('drafting', { ...none, hasDraft: true }, 'offered')).toBe('drafting')
    expect(refused('taken', none, 'offered')).toBe('offered')
    expect(refused('declined', { ...none, hasDraft: true, work: 'accepted' })).toBe('accepted')
    expect(refused('declined', { ...none, hasDraft: true, work: 'ready' })).toBe('drafting')
    expect(refused('ready', none, 'offered')).toBe('ready')
  })

  it('opens work that has not left where it is held, and where it was withdrawn only what was refused [S1] [V4]', () => {
    const back = (isRefused: boolean, facts: Partial<TaskFacts>): TaskState =>
      nextState('ready', { kind: 'take-back', isRefused }, { ...none, assigned: 'taken', ...facts })
    expect(back(false, {})).toBe('drafting')
    expect(back(false, { work: 'returned' })).toBe('returned')
    expect(back(true, { isElsewhere: true })).toBe('elsewhere')
    expect([back(false, { assigned: 'withdrawn' }), back(true, { assigned: 'withdrawn' })]).toEqual([
      'withdrawn',
      'drafting',
    ])
  })
})

describe('what a task’s state becomes by what the hub says', () => {
  it('follows the expert as long as the hub has not heard of what they did [S1]', () => {
    const open = { ...none, hasOpenOperations: true }
    expect(onAssignment('taken', 'offered', open)).toBe('taken')
    expect(onAssignment('taken', 'taken', { ...open, isElsewhere: true })).toBe('taken')
    expect(onAssignment('ready', 'withdrawn')).toBe('ready')
    expect(onAssignment('drafting', 'withdrawn', open)).toBe('withdrawn')
    // What the expert did last is to be forgotten, while something else of the task waits.
    const undo = { kind: 'undo', left: undefined, isSample: false } as const
    expect(nextState('taken', undo, { ...open, assigned: 'offered' })).toBe('offered')
  })

  it('leaves what came back with comments to whoever answers them here, also where it is withdrawn [S3]', () => {
    expect(onAssignment('returned', 'withdrawn')).toBe('returned')
    expect(onAssignment('returned', 'taken', { ...none, hasOpenOperations: true, isElsewhere: true })).toBe('returned')
    expect(onAssignment('returned', 'withdrawn', { ...none, isElsewhere: true })).toBe('withdrawn')
  })

  it('is elsewhere while another device holds it, and what it was when it is held here again [T1] [T3]', () => {
    expect(isHeldElsewhere({ ...taken, holder: { deviceId: there, name: 'farm' } }, here)).toBe(true)
    expect(isHeldElsewhere({ ...taken, holder: { deviceId: here, name: 'home' } }, here)).toBe(false)
    expect(isHeldElsewhere(taken, here)).toBe(false)
    for (const state of ['taken', 'drafting', 'returned', 'offered'] as const) {
      expect(onAssignment(state, 'taken', { ...none, isElsewhere: true })).toBe('elsewhere')
    }
    expect(onAssignment('elsewhere', 'taken')).toBe('taken')
    expect(onAssignment('elsewhere', 'taken', { ...none, hasDraft: true })).toBe('drafting')
    expect(onAssignment('elsewhere', 'taken', { ...none, hasDraft: true, work: 'returned' })).toBe('returned')
  })

  it('lets comments be answered only where the task is held [T1] [S3]', () => {
    expect(onReport('received', 'returned', true, false)).toBe('returned')
    expect(onReport('received', 'returned', true, true)).toBe('elsewhere')
    expect(onReport('received', 'accepted', true, true)).toBe('accepted')
    expect(onReport('received', 'returned', false, false)).toBe('received')
    expect(onReport('elsewhere', 'received', true, true)).toBe('elsewhere')
    expect(onReport('sent', 'received', true, true)).toBe('received')
  })

  it('does not take a task from whoever has gone on writing until it is decided [S3]', () => {
    for (const state of ['drafting', 'returned'] as const) {
      expect(onReport(state, 'received', true, false)).toBe(state)
      expect(onReport(state, 'accepted', true, false)).toBe('accepted')
    }
    expect(onReport('drafting', 'returned', true, false)).toBe('returned')
    expect(onReport('sent', 'received', true, false)).toBe('received')
  })

  it('shows what the other device handed in only when it settles the task [T3]', () => {
    expect(onOthers('elsewhere', 'received', false, true)).toBe('elsewhere')
    expect(onOthers('elsewhere', 'accepted', false, true)).toBe('accepted')
    expect(onOthers('elsewhere', 'rejected', false, true)).toBe('rejected')
    for (const settled of ['accepted', 'rejected'] as const) {
      expect(onOthers(settled, 'returned', false, true)).toBe('elsewhere')
      expect(onOthers(settled, 'rejected', false, true)).toBe('rejected')
      // It is this desk's own work that was settled, or nobody writes on the task.
      expect(onOthers(settled, 'returned', true, true)).toBe(settled)
      expect(onOthers(settled, 'returned', false, false)).toBe(settled)
    }
    expect(onOthers('received', 'accepted', false, true)).toBe('received')
    expect(onOthers('drafting', 'accepted', true, false)).toBe('drafting')
  })
})
