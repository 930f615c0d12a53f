import { compiled } from '../../shared/rules/compiled.ts'
import { Assignment, type TaskState } from '../../shared/domain/work.ts'
import { NOTES_FIELD } from '../../shared/rules/notes.ts'
import type { Store } from '../store/open-store.ts'
import type { TaskHead } from '../store/tasks-table.ts'
import { isHeldElsewhere, planStateOnAssignment, type TaskFacts } from './plan-task-state.ts'

/** What the planner of a task's state wants to know (plan-task-state.ts). */
export function taskFacts(store: Store, no: number, assignment: Assignment, ownDeviceId: string): TaskFacts {
  return {
    // A wish for more time says nothing of how the task stands.
    hasOpenOperations: store.outbox.hasOpen(no),
    hasDraft: store.drafts.hasWork(no, NOTES_FIELD),
    isElsewhere: isHeldElsewhere(assignment, ownDeviceId),
    cameBack: store.submissions.newest(no)?.state === 'returned',
  }
}

/** The newest that is known of how the hub assigns a task. */
export function assignmentOf(store: Store, no: number): Assignment | undefined {
  const stored = store.tasks.assignment(no)
  return stored === undefined ? undefined : compiled(Assignment).parse(JSON.parse(stored))
}

/**
 * How the hub assigns a task, where the feed says it and an answer may have said it before: a page can have been written by
 * the hub before it carried out what it has answered since.
 */
export function newerAssignment(store: Store, no: number, told: Assignment): Assignment {
  const known = assignmentOf(store, no)
  return known !== undefined && (known.revision ?? 0) > (told.revision ?? 0) ? known : told
}

/** Whether another device of the same expert writes on the task. */
export function isElsewhere(store: Store, head: TaskHead): boolean {
  const assignment = assignmentOf(store, head.no)
  return assignment !== undefined && isHeldElsewhere(assignment, store.hubs.get(head.hubId)?.deviceId ?? '')
}

/**
 * The state by what the hub said last, once nothing of this desk stands against it any more: after an operation was
 * answered, or taken back.
 * @param current undefined where what the expert did last is to be forgotten
 */
export function stateByTheHub(store: Store, head: TaskHead, current: TaskState | undefined): TaskState {
  const assignment = assignmentOf(store, head.no)
  if (assignment === undefined) return head.state
  const facts = taskFacts(store, head.no, assignment, store.hubs.get(head.hubId)?.deviceId ?? '')
  return planStateOnAssignment(current, assignment, facts)
}
