import type { Assignment, SubmissionReport, TaskState } from '../../shared/domain/work.ts'
import { isHandedIn } from '../../shared/rules/task-states.ts'
import type { OutboxRow } from '../store/outbox-table.ts'
import type { SubmissionState } from '../store/submissions-table.ts'

/** What happens to a task, by the words of the picture in docs/sync-spec.md. */
export type TaskEvent =
  /** By the expert, at this desk; `change` opens work that the hub has for another version. */
  | { readonly kind: 'take' | 'decline' | 'edit' | 'send' | 'change' }
  /** The same, taken back: a take or a giving back, before which `left` was done; or work, which the hub may have refused. */
  | { readonly kind: 'undo'; readonly left: OutboxRow['kind'] | undefined; readonly isSample: boolean }
  | { readonly kind: 'take-back'; readonly isRefused: boolean }
  /** A take or a giving back that the hub refused is given up. */
  | { readonly kind: 'put-aside' }
  /** Work leaves, or has not left after all; or its answer is here, a receipt. */
  | { readonly kind: 'leave' | 'stay' }
  | { readonly kind: 'receipt'; readonly isNewest: boolean }
  /** The hub says how the task is assigned, and what became of work of this desk or of another device. */
  | { readonly kind: 'assignment' }
  | { readonly kind: 'report'; readonly report: SubmissionReport['state']; readonly isNewest: boolean }
  | { readonly kind: 'others-report'; readonly report: SubmissionReport['state'] }

/** What the desk knows of a task besides its state. */
export type TaskFacts = {
  /** By the newest word of the hub; undefined where a damaged store has lost it. */
  readonly assigned: Assignment['state'] | undefined
  /** Another device of the expert holds the task. */
  readonly isElsewhere: boolean
  /** Something of this task waits in the outbox; a wish for more time says nothing of how it stands. */
  readonly hasOpenOperations: boolean
  /** Something is written. */
  readonly hasDraft: boolean
  /** How the newest submission of this desk stands. */
  readonly work: Exclude<SubmissionState, 'undone'> | undefined
}

/**
 * What becomes of a task, whoever it is that does something with it: all of it is decided here. The state is no sum of the
 * facts: that the expert has opened received work again, say, or goes on with what the hub refused, stands nowhere else.
 */
export function nextState(current: TaskState, event: TaskEvent, facts: TaskFacts): TaskState {
  switch (event.kind) {
    case 'take':
      return inHand(facts)
    case 'decline':
      return 'declined'
    case 'edit':
      return current === 'taken' ? 'drafting' : current
    case 'send':
      return 'ready'
    case 'change':
      return 'drafting'
    case 'undo':
      if (event.left === 'take') return inHand(facts)
      if (event.left === 'decline') return 'declined'
      if (event.isSample) return current === 'declined' && facts.hasDraft ? 'drafting' : 'offered'
      return asAssigned(current, facts)
    case 'take-back':
      if (facts.isElsewhere) return 'elsewhere'
      if (facts.assigned === 'withdrawn' && !event.isRefused) return 'withdrawn'
      return facts.work === 'returned' ? 'returned' : 'drafting'
    case 'put-aside':
      return afterPutAside(current, facts)
    case 'leave':
      // What is handed in again because the hub has lost it closes nothing: its expert may be writing the next version.
      return isHandedIn(current) ? 'sent' : current
    case 'stay':
      return current === 'sent' ? 'ready' : current
    case 'receipt':
      // A newer version that waits to be sent is what counts for the task, and what the feed has brought before.
      return event.isNewest && (current === 'sent' || current === 'ready') ? 'received' : current
    case 'assignment':
      return onAssignment(current, facts)
    case 'report':
      return event.isNewest ? onReport(current, event.report, facts) : current
    case 'others-report':
      return onOthersReport(current, event.report, facts)
  }
}

/** A task that was written in, or came back, is as it was when it is taken up again. */
function inHand({ work, hasDraft }: TaskFacts): TaskState {
  if (work === 'returned') return 'returned'
  return hasDraft ? 'drafting' : 'taken'
}

/** By the hub's word alone. */
function asAssigned(current: TaskState, facts: TaskFacts): TaskState {
  if (facts.assigned !== 'taken') return facts.assigned ?? current
  return facts.isElsewhere ? 'elsewhere' : inHand(facts)
}

/** What the expert did and the hub has not heard of yet goes before what the hub says. */
function onAssignment(current: TaskState, facts: TaskFacts): TaskState {
  // How a task is assigned says nothing of what the expert has handed in.
  if (isHandedIn(current)) return current
  if (current === 'returned' && (facts.hasOpenOperations || !facts.isElsewhere)) return current
  if (facts.hasOpenOperations && facts.assigned !== 'withdrawn') return current
  return asAssigned(current, facts)
}

/** As the hub has it, and writing stays open. */
function afterPutAside(current: TaskState, facts: TaskFacts): TaskState {
  // What cannot be given back any more, since it was handed in.
  if (current === 'declined' && facts.work !== undefined && facts.work !== 'ready') return facts.work
  const state = onAssignment(current, facts)
  return facts.hasDraft && (state === 'offered' || state === 'declined') ? 'drafting' : state
}

/** What became of the newest submission of this desk; an older one changes nothing. */
function onReport(current: TaskState, report: SubmissionReport['state'], { isElsewhere }: TaskFacts): TaskState {
  // The expert has gone on writing, or has sent a newer version: a decision on the old one does not stop that.
  // Of one that came back a hub says so only when it was restored from an older backup and has lost its review.
  if ((current === 'drafting' || current === 'returned') && report === 'received') return current
  // It is the other device that writes the answer to the comments, or has gone on writing.
  if (isElsewhere && (report === 'returned' || (current === 'elsewhere' && report === 'received'))) return 'elsewhere'
  return report
}

/** It shows only where the other device works on the task, and only when the task is settled. */
function onOthersReport(current: TaskState, report: SubmissionReport['state'], facts: TaskFacts): TaskState {
  const isSettled = report === 'accepted' || report === 'rejected'
  if (current === 'elsewhere') return isSettled ? report : current
  // A settled task that was opened again.
  if ((current === 'accepted' || current === 'rejected') && facts.work === undefined && facts.isElsewhere) {
    return isSettled ? report : 'elsewhere'
  }
  return current
}

/** Whether another device of the same expert writes on the task. */
export function isHeldElsewhere(assignment: Assignment, ownDeviceId: string): boolean {
  return assignment.state === 'taken' && assignment.holder !== undefined && assignment.holder.deviceId !== ownDeviceId
}
