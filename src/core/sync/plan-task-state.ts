import type { Assignment, SubmissionReport, TaskState } from '../../shared/domain/work.ts'

/** States in which the hub has, or is getting, what the expert made: a changed assignment does not touch them. */
const handedIn: ReadonlySet<TaskState> = new Set(['ready', 'sent', 'received', 'accepted', 'returned', 'rejected'])

/**
 * What a task's state becomes when the hub reports its assignment. What the expert did and the hub has not heard of yet
 * goes before what the hub says.
 * @param current undefined for a new task
 * @param hasOpenOperations something of this task waits in the outbox
 * @param hasDraft something is written
 */
export function planStateOnAssignment(
  current: TaskState | undefined,
  assignment: Assignment,
  hasOpenOperations: boolean,
  hasDraft: boolean,
): TaskState {
  if (current !== undefined && handedIn.has(current)) return current
  if (assignment.state === 'withdrawn') return 'withdrawn'
  if (current !== undefined && hasOpenOperations) return current
  switch (assignment.state) {
    case 'offered':
      return 'offered'
    case 'taken':
      return hasDraft ? 'drafting' : 'taken'
    case 'declined':
      return 'declined'
  }
}

/**
 * What a task's state becomes when the hub reports a submission of it.
 * @param isNewest whether it is the newest submission this desk knows; an older one changes nothing
 */
export function planStateOnReport(current: TaskState, report: SubmissionReport['state'], isNewest: boolean): TaskState {
  if (!isNewest) return current
  // The expert has gone on writing, or has sent a newer version: a decision on the old one does not stop that.
  if (current === 'drafting' && report === 'received') return current
  return report
}
