import type { Assignment, SubmissionReport, TaskState } from '../../shared/domain/work.ts'

/** States in which the hub has, or is getting, what the expert made: a changed assignment does not touch them. */
const handedIn: ReadonlySet<TaskState> = new Set(['ready', 'sent', 'received', 'accepted', 'rejected'])

export function isHandedIn(state: TaskState): boolean {
  return handedIn.has(state)
}

/** What the desk knows of a task besides its state and what the hub says. */
export type TaskFacts = {
  /** Something of this task waits in the outbox. */
  readonly hasOpenOperations: boolean
  /** Something is written. */
  readonly hasDraft: boolean
  /** Another device of the expert holds the task. */
  readonly isElsewhere: boolean
  /** The newest submission of this desk came back with comments. */
  readonly cameBack: boolean
}

/** Whether another device of the same expert writes on the task. */
export function isHeldElsewhere(assignment: Assignment, ownDeviceId: string): boolean {
  return assignment.state === 'taken' && assignment.holder !== undefined && assignment.holder.deviceId !== ownDeviceId
}

/**
 * What a task's state becomes when the hub reports its assignment. What the expert did and the hub has not heard of yet
 * goes before what the hub says.
 * @param current undefined for a new task, and where only the hub's word counts
 */
export function planStateOnAssignment(
  current: TaskState | undefined,
  assignment: Assignment,
  { hasOpenOperations, hasDraft, isElsewhere, cameBack }: TaskFacts,
): TaskState {
  if (current !== undefined && handedIn.has(current)) return current
  if (current === 'returned' && (hasOpenOperations || !isElsewhere)) return current
  if (assignment.state === 'withdrawn') return 'withdrawn'
  if (current !== undefined && hasOpenOperations) return current
  switch (assignment.state) {
    case 'offered':
      return 'offered'
    case 'taken':
      if (isElsewhere) return 'elsewhere'
      if (cameBack) return 'returned'
      return hasDraft ? 'drafting' : 'taken'
    case 'declined':
      return 'declined'
  }
}

/**
 * What a task's state becomes when the hub reports a submission of it.
 * @param isNewest whether it is the newest submission this desk knows; an older one changes nothing
 */
export function planStateOnReport(
  current: TaskState,
  report: SubmissionReport['state'],
  isNewest: boolean,
  isElsewhere: boolean,
): TaskState {
  if (!isNewest) return current
  // The expert has gone on writing, or has sent a newer version: a decision on the old one does not stop that.
  // Of one that came back a hub says so only when it was restored from an older backup and has lost its review.
  if ((current === 'drafting' || current === 'returned') && report === 'received') return current
  // It is the other device that writes the answer to the comments, or has gone on writing.
  if (isElsewhere && (report === 'returned' || (current === 'elsewhere' && report === 'received'))) return 'elsewhere'
  return report
}

/**
 * The same for what another device of the expert has handed in: it shows only where that device works on the task, and
 * only when the task is settled.
 * @param hasOwn whether this desk has handed something in as well
 */
export function planStateOnOthersReport(
  current: TaskState,
  report: SubmissionReport['state'],
  hasOwn: boolean,
  isElsewhere: boolean,
): TaskState {
  const isSettled = report === 'accepted' || report === 'rejected'
  if (current === 'elsewhere') return isSettled ? report : current
  // A settled task that was opened again.
  if ((current === 'accepted' || current === 'rejected') && !hasOwn && isElsewhere) {
    return isSettled ? report : 'elsewhere'
  }
  return current
}
