import { oc } from '@orpc/contract'
import { z } from 'zod'
import { FieldValues } from '../domain/fields.ts'
import { Id, Instant } from '../domain/primitives.ts'

/** What the hub has of a task, to hold the present draft against it. */
export const SentWork = z.object({ submissionId: Id, finishedAt: Instant, values: FieldValues })
export type SentWork = z.infer<typeof SentWork>

const NOT_FOUND = { data: z.object({ text: z.string() }) }

export const deskReturned = {
  /** The newest work of a task that a hub has signed for; without one, nothing. */
  sent: oc
    .errors({ NOT_FOUND })
    .input(z.object({ taskId: Id }))
    .output(z.object({ work: SentWork.optional() })),
}
