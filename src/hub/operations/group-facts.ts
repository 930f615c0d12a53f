import { type AssignmentRow, readAssignments } from '../store/assignments.ts'
import type { Tx } from '../store/db.ts'
import { readTaskTerms, type TaskTerms } from '../store/tasks.ts'

/** What the operations of one request need to know of their tasks. */
export type GroupFacts = {
  /** How a task stands for the expert, undefined when it was never theirs. */
  assignment(taskId: string): Promise<AssignmentRow | undefined>
  /** What a submission to the task is measured by. */
  terms(taskId: string): TaskTerms | undefined
  /** To be called once an operation has changed how the task stands: it is read anew when it is asked for. */
  changed(taskId: string): void
}

/**
 * Reads them for all operations at once: a thousand round trips to the database cost more than everything else that is
 * done with a thousand submissions. The expert must be locked.
 * @param taskIds of all operations
 * @param submitted of those that hand work in
 */
export async function readGroupFacts(
  tx: Tx,
  expertId: string,
  taskIds: readonly string[],
  submitted: readonly string[],
): Promise<GroupFacts> {
  const assignments = await readAssignments(tx, taskIds, expertId)
  const terms = await readTaskTerms(tx, submitted)
  const stale = new Set<string>()
  return {
    async assignment(taskId) {
      if (stale.delete(taskId)) {
        const row = (await readAssignments(tx, [taskId], expertId)).get(taskId)
        if (row !== undefined) assignments.set(taskId, row)
      }
      return assignments.get(taskId)
    },
    terms: (taskId) => terms.get(taskId),
    changed: (taskId) => void stale.add(taskId),
  }
}
