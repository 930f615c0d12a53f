import { z } from 'zod'
import { Id } from '../../shared/domain/primitives.ts'

const RawOperation = z.looseObject({ id: Id, taskId: z.unknown().optional() })
/** An operation of which only the number has been looked at. */
export type RawOperation = z.infer<typeof RawOperation>

export function hasOperationForm(value: unknown): value is RawOperation {
  return RawOperation.safeParse(value).success
}

/** The task of an operation; one without a task stands alone. As operations/push.ts has it. */
export function laneOf({ id, taskId }: RawOperation): string {
  return typeof taskId === 'string' ? taskId : id
}

/** Parts what may go now from what stands behind something of its lane that could not be done. */
export function withoutWaitingLanes(
  operations: readonly RawOperation[],
  waiting: ReadonlySet<string>,
): { now: RawOperation[]; held: RawOperation[] } {
  const now: RawOperation[] = []
  const held: RawOperation[] = []
  for (const operation of operations) (waiting.has(laneOf(operation)) ? held : now).push(operation)
  return { now, held }
}
