import { distribute } from '../assign/distribute.ts'
import {
  type AssignmentRow,
  openTasks,
  setDeclined,
  setDue,
  setHolder,
  setTaken,
  setWithdrawnFrom,
} from '../store/assignments.ts'
import { storable } from '../store/db.ts'
import { readTaskTerms } from '../store/tasks.ts'
import { type Outcome, refused, tell, type Work } from './outcome.ts'

const dayMs = 86_400_000

/**
 * When work taken at `takenAt` is expected back: by the day of its batch, which the offer told, or after the lease where
 * there is none or it has passed; or when the expert says to be back if that is later, up to twice the lease.
 */
export function leaseEnd(
  takenAt: number,
  { leaseDays, batchDueAt }: Pick<AssignmentRow, 'leaseDays' | 'batchDueAt'>,
  backBy: number | undefined,
): number {
  const lease = leaseDays * dayMs
  const expected = batchDueAt !== null && batchDueAt > takenAt ? batchDueAt : takenAt + lease
  return Math.max(expected, Math.min(backBy ?? 0, takenAt + 2 * lease))
}

/**
 * The expert takes a task on, or takes it over from another device of theirs. What cannot be is told and not refused: a
 * task that was withdrawn meanwhile stays withdrawn, one that another device holds stays there unless it is taken over
 * explicitly. A refusal would only hold up the work that waits behind it.
 */
export async function applyTake(
  work: Work,
  taskId: string,
  body: { readonly backBy?: number | undefined; readonly takeover?: boolean | undefined },
): Promise<Outcome> {
  const { tx, actor, facts } = work
  const assignment = await facts.assignment(taskId)
  if (assignment === undefined) return refused('unknown-task', 'The hub has no such task for you.')
  if (assignment.state === 'declined') return takeAgain(work, taskId, assignment, body.backBy)
  if (assignment.state === 'withdrawn') return done(assignment)
  if (assignment.state === 'offered') {
    await enterTaken(work, taskId, assignment, body.backBy)
  } else {
    const { deviceId } = assignment
    if (deviceId === actor.deviceId || (deviceId !== null && body.takeover !== true)) return done(assignment)
    await setHolder(tx, taskId, actor)
  }
  return told(work, taskId)
}

/** The expert wants a task after all that they gave back: it is theirs while it has gone on to nobody else. */
async function takeAgain(
  work: Work,
  taskId: string,
  assignment: AssignmentRow,
  backBy: number | undefined,
): Promise<Outcome> {
  const { tx, actor } = work
  // Another device gave it back at this moment. The lock would be taken out of its order now, and is held at the next try.
  if (!work.takesAgain) return { outcome: 'later', code: 'busy', retryAfterMs: 1_000 }
  const withdrawnFor = (await readTaskTerms(tx, [taskId])).get(taskId)?.withdrawnFor ?? null
  if (withdrawnFor !== null) await setWithdrawnFrom(tx, taskId, actor.expertId, withdrawnFor)
  else if ((await openTasks(tx, { taskIds: [taskId] })).length === 0)
    return refused('not-possible', 'The task has gone on to somebody else since you gave it back.')
  else await enterTaken(work, taskId, assignment, backBy)
  return told(work, taskId)
}

async function enterTaken(
  { context, tx, actor }: Work,
  taskId: string,
  assignment: AssignmentRow,
  backBy: number | undefined,
): Promise<void> {
  const now = context.clock.now()
  await setTaken(tx, taskId, actor, now, leaseEnd(now, assignment, backBy), backBy ?? null)
}

/**
 * The expert asks for more time. The hub agrees to what is asked, up to twice the lease from now, and never to less than
 * was agreed before. A task that was withdrawn meanwhile stays withdrawn; what is written for it can be sent all the same.
 */
export async function applyExtend(
  work: Work,
  taskId: string,
  { backBy, reason }: { readonly backBy: number; readonly reason?: string | undefined },
): Promise<Outcome> {
  const { context, tx, actor, facts } = work
  const assignment = await facts.assignment(taskId)
  if (assignment === undefined) return refused('unknown-task', 'The hub has no such task for you.')
  if (assignment.state === 'withdrawn') return done(assignment)
  if (assignment.state !== 'taken') return refused('not-possible', 'Only a task that was taken has a date to move.')
  const before = assignment.dueAt ?? 0
  const dueAt = Math.max(before, Math.min(backBy, context.clock.now() + 2 * assignment.leaseDays * dayMs))
  if (dueAt === before) return done(assignment)
  await setDue(tx, taskId, actor.expertId, { dueAt, backBy, reason: reason === undefined ? null : storable(reason) })
  return told(work, taskId)
}

/**
 * The expert gives a task back, and it goes on to the next; what was written stays on the desk. A device that does not
 * hold the task cannot give back what another one is writing.
 */
export async function applyDecline(work: Work, taskId: string, reason: string | undefined): Promise<Outcome> {
  const { context, tx, actor, facts } = work
  const assignment = await facts.assignment(taskId)
  if (assignment === undefined) return refused('unknown-task', 'The hub has no such task for you.')
  if (assignment.hasSubmission) return refused('not-possible', 'Work on this task was handed in already.')
  if (assignment.state === 'declined' || assignment.state === 'withdrawn') return done(assignment)
  if (assignment.deviceId !== null && assignment.deviceId !== actor.deviceId) return done(assignment)
  await setDeclined(tx, taskId, actor.expertId, reason === undefined ? null : storable(reason))
  const outcome = await told(work, taskId)
  await distribute(tx, { taskIds: [taskId] }, context.clock.now())
  return outcome
}

/** Tells all desks of the expert, and the one that asked also by the answer. */
async function told(work: Work, taskId: string): Promise<Outcome> {
  work.facts.changed(taskId)
  const assignment = await work.facts.assignment(taskId)
  if (assignment === undefined) throw new Error('an assignment is gone')
  tell(work, 'task', taskId, assignment.bytes + 300)
  return done(assignment)
}

function done({ view }: AssignmentRow): Outcome {
  return { outcome: 'done', assignment: view }
}
