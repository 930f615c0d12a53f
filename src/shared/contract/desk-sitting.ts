import { oc } from '@orpc/contract'
import { z } from 'zod'
import { Duration, Id } from '../domain/primitives.ts'

/** “I have 25 minutes”: what can be done in them. */

/** Why a task fits (`rules/plan-sitting.ts`). */
export const SittingReason = z.discriminatedUnion('kind', [
  z.object({ kind: z.enum(['left', 'whole']), ms: Duration }),
  z.object({ kind: z.literal('comments'), count: z.int().min(1), ms: Duration }),
  z.object({ kind: z.enum(['over', 'answered']) }),
])
export type SittingReason = z.infer<typeof SittingReason>

export const SittingTaskView = z.object({ id: Id, title: z.string(), programme: z.string(), reason: SittingReason })
export type SittingTaskView = z.infer<typeof SittingTaskView>

export const deskSitting = {
  /** The best first; a few at most. */
  plan: oc.input(z.object({ minutes: z.int().min(1).max(1440) })).output(z.object({ tasks: z.array(SittingTaskView) })),
}
