import { z } from 'zod'
import { Id, Instant } from './primitives.ts'

/**
 * What happened on the clock besides working: told beside the day's strip, in the order of the ledger. `ms` is how long
 * it took, where it took any time; it may be absent while it still goes on.
 */
export const Happening = z.object({
  /** The entry it begins with. */
  seq: z.int().min(1),
  taskId: Id,
  /** When it began, by the wall clock of that moment. */
  at: Instant,
  zone: z.string(),
  offsetMinutes: z.int(),
  ms: z.int().min(0).optional(),
  what: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('started'), by: z.enum(['hand', 'work']) }),
    z.object({ kind: z.literal('stopped'), by: z.string() }),
    z.object({ kind: z.literal('idle'), keptMs: z.int().min(0).optional(), reason: z.string().optional() }),
    /** The shell told of it. */
    z.object({ kind: z.literal('asleep') }),
    z.object({ kind: z.literal('locked') }),
    /** Nobody told of it: the computer slept, its clock was set forward, or the desk could not run. */
    z.object({ kind: z.literal('gap') }),
    z.object({ kind: z.literal('clock'), byMs: z.int() }),
    z.object({ kind: z.literal('zone'), fromZone: z.string(), fromOffsetMinutes: z.int() }),
    /** `at` is the last sign of life. */
    z.object({ kind: z.literal('crashed'), foundAt: Instant }),
    z.object({
      kind: z.literal('corrected'),
      change: z.enum(['add', 'remove', 'move']),
      date: z.string(),
      ms: z.int(),
      to: z.object({ taskId: Id, date: z.string() }).optional(),
      reason: z.string(),
    }),
  ]),
})
export type Happening = z.infer<typeof Happening>
