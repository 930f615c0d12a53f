import type { HubContext } from '../context.ts'
import { distribute } from '../assign/distribute.ts'
import { readAssignment, setDeclined, setDue, setTaken } from '../store/assignments.ts'
import { storable, type Tx } from '../store/db.ts'
import { publish } from '../store/feed.ts'
import { type Actor, type Outcome, refused } from './outcome.ts'

const dayMs = 86_400_000

/**
 * When work taken at `takenAt` is expected back: after the lease, or when the expert says to be back if that is later,
 * up to twice the lease.
 */
export function leaseEnd(takenAt: number, leaseDays: number, backBy: number | undefined): number {
  const lease = leaseDays * dayMs
  return Math.max(takenAt + lease, Math.min(backBy ?? 0, takenAt + 2 * lease))
}

/**
 * The expert takes a task on. A task that was withdrawn meanwhile stays withdrawn: the feed says so, and a refusal here
 * would only hold up the work that waits behind it.
 */
export async function applyTake(
  context: HubContext,
  tx: Tx,
  actor: Actor,
  taskId: string,
  backBy: number | undefined,
): Promise<Outcome> {
  const assignment = await readAssignment(tx, taskId, actor.expertId)
  if (assignment === undefined) return refused('unknown-task', 'The hub has no such task for you.')
  if (assignment.state === 'declined') return refused('not-possible', 'This task was declined before.')
  if (assignment.state === 'withdrawn') return { outcome: 'done' }
  if (assignment.state === 'taken') {
    return { outcome: 'done', ...(assignment.dueAt === null ? {} : { dueAt: assignment.dueAt }) }
  }
  const now = context.clock.now()
  const dueAt = leaseEnd(now, assignment.leaseDays, backBy)
  await setTaken(tx, taskId, actor.expertId, now, dueAt, backBy ?? null)
  await publish(tx, [{ expertId: actor.expertId, kind: 'task', entityId: taskId, bytes: assignment.bytes + 200 }])
  return { outcome: 'done', dueAt }
}

/**
 * The expert asks for more time. The hub agrees to what is asked, up to twice the lease from now, and never to less than
 * was agreed before. A task that was withdrawn meanwhile stays withdrawn; what is written for it can be sent all the same.
 */
export async function applyExtend(
  context: HubContext,
  tx: Tx,
  actor: Actor,
  taskId: string,
  { backBy, reason }: { readonly backBy: number; readonly reason?: string | undefined },
): Promise<Outcome> {
  const assignment = await readAssignment(tx, taskId, actor.expertId)
  if (assignment === undefined) return refused('unknown-task', 'The hub has no such task for you.')
  if (assignment.state === 'withdrawn') return { outcome: 'done' }
  if (assignment.state !== 'taken') return refused('not-possible', 'Only a task that was taken has a date to move.')
  const before = assignment.dueAt ?? 0
  const dueAt = Math.max(before, Math.min(backBy, context.clock.now() + 2 * assignment.leaseDays * dayMs))
  if (dueAt > before) {
    await setDue(tx, taskId, actor.expertId, { dueAt, backBy, reason: reason === undefined ? null : storable(reason) })
    await publish(tx, [{ expertId: actor.expertId, kind: 'task', entityId: taskId, bytes: assignment.bytes + 200 }])
  }
  return { outcome: 'done', dueAt }
}

/** The expert gives a task back, and it goes on to the next. What they wrote stays on their desk. */
export async function applyDecline(
  context: HubContext,
  tx: Tx,
  actor: Actor,
  taskId: string,
  reason: string | undefined,
): Promise<Outcome> {
  const assignment = await readAssignment(tx, taskId, actor.expertId)
  if (assignment === undefined) return refused('unknown-task', 'The hub has no such task for you.')
  if (assignment.hasSubmission) return refused('not-possible', 'Work on this task was handed in already.')
  if (assignment.state === 'declined' || assignment.state === 'withdrawn') return { outcome: 'done' }
  await setDeclined(tx, taskId, actor.expertId, reason === undefined ? null : storable(reason))
  await publish(tx, [{ expertId: actor.expertId, kind: 'task', entityId: taskId, bytes: assignment.bytes + 200 }])
  await distribute(tx, { taskIds: [taskId] }, context.clock.now())
  return { outcome: 'done' }
}
