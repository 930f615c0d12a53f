import { oc } from '@orpc/contract'
import { z } from 'zod'
import { Id, Instant, Key } from '../domain/primitives.ts'
import { Citation } from '../domain/structured.ts'

/** Sources that the expert has given before, in any task, to be given again. */

export const KnownCitation = Citation.omit({ id: true, note: true }).extend({
  /** In how many tasks it stands. */
  tasks: z.int().min(1),
  /** When the newest of the fields it stands in was last written in. */
  lastAt: Instant,
})
export type KnownCitation = z.infer<typeof KnownCitation>

export const deskCitations = {
  /** The newest first; those that say the same are one. `except`: a field whose own are known better to who asks. */
  library: oc
    .input(z.object({ except: z.object({ taskId: Id, field: Key }).optional() }))
    .output(z.array(KnownCitation)),
}
