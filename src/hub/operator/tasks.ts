import { err, ok, type Result } from '../../shared/domain/result.ts'
import type { HubContext, OperatorError } from '../context.ts'
import { holdersOf, setWithdrawn } from '../store/assignments.ts'
import { storable } from '../store/db.ts'
import { publish } from '../store/feed.ts'
import { lockDistribution, lockExperts } from '../store/locks.ts'
import { markWithdrawn, readTask } from '../store/tasks.ts'

/** Takes a task back from everyone who holds it. What was written and handed in stays, here and on the desks. */
export async function withdrawTask(
  context: HubContext,
  taskId: string,
  reason: string,
): Promise<Result<{ experts: number }, OperatorError>> {
  if (!isReason(reason)) return noReason('withdraws a task')
  return context.db.transaction(async (tx) => {
    await lockDistribution(tx)
    const task = await readTask(tx, taskId)
    if (task === undefined) return err({ code: 'unknown', text: 'There is no task with this id. See: task list' })
    // Every holder, also one who is taking it just now, is waited for before their state is looked at.
    await lockExperts(
      tx,
      task.holders.map((holder) => holder.expertId),
    )
    const experts = await holdersOf(tx, taskId)
    await markWithdrawn(tx, taskId, context.clock.now(), storable(reason))
    await setWithdrawn(tx, taskId, storable(reason))
    const bytes = Buffer.byteLength(task.content) + 200
    await publish(
      tx,
      experts.map((expertId) => ({ expertId, kind: 'task', entityId: taskId, bytes, assignmentOnly: true })),
    )
    return ok({ experts: experts.length })
  })
}

/** The expert reads it in place of the task. */
export function isReason(reason: string): boolean {
  return reason.trim() !== '' && reason.length <= 4000
}

export function noReason(doing: string): Result<never, OperatorError> {
  const text = `Whoever ${doing} says why, in at most 4,000 characters: give --reason TEXT.`
  return err({ code: 'no-reason', text })
}
