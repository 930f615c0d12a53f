import { z } from 'zod'
import { Duration, Id, Instant, Sha256 } from './primitives.ts'

/** When and where something happened, by both clocks. */
export const Reading = z.object({
  /** Wall clock, UTC. */
  wall: Instant,
  /** Monotonic clock of this boot, in milliseconds; it may stand still in sleep. */
  mono: z.number().min(0),
  /** Which boot `mono` belongs to. */
  boot: z.string().min(1).max(80),
  /** IANA time zone name as the desk saw it. */
  zone: z.string().min(1).max(64),
  /** Minutes that local time was ahead of UTC. */
  offsetMinutes: z.int().min(-1080).max(1080),
})
export type Reading = z.infer<typeof Reading>

/** What can happen on the clock. `taskId` is the task that runs, where one does. */
export const LedgerEvent = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('started'), taskId: Id, data: z.object({ by: z.enum(['hand', 'work']) }) }),
  z.object({ kind: z.literal('heartbeat'), taskId: Id, data: z.object({}) }),
  /** No sign of work since `since`. */
  z.object({ kind: z.literal('idle'), taskId: Id, data: z.object({ since: Instant, sinceMono: z.number().min(0) }) }),
  /** The first sign of work after idle time. */
  z.object({ kind: z.literal('returned'), taskId: Id, data: z.object({}) }),
  /** Whether the idle time that ended with entry `returned` counts as work. Without an answer it does not. */
  z.object({
    kind: z.literal('answered'),
    taskId: Id,
    data: z.object({
      returned: z.int().min(1),
      choice: z.enum(['keep', 'drop']),
      reason: z.string().max(2000).optional(),
    }),
  }),
  z.object({ kind: z.literal('suspended'), taskId: Id, data: z.object({}) }),
  z.object({ kind: z.literal('resumed'), taskId: Id, data: z.object({}) }),
  z.object({ kind: z.literal('locked'), taskId: Id, data: z.object({}) }),
  z.object({ kind: z.literal('unlocked'), taskId: Id, data: z.object({}) }),
  z.object({
    kind: z.literal('stopped'),
    taskId: Id,
    data: z.object({ by: z.enum(['hand', 'other-task', 'left', 'sent', 'idle', 'closed', 'quit']) }),
  }),
  /** Found at the next start: the desk ended without a stop. The time ends at the last sign of life before it. */
  z.object({ kind: z.literal('crashed'), taskId: Id, data: z.object({ lastSeq: z.int().min(1) }) }),
])
export type LedgerEvent = z.infer<typeof LedgerEvent>

/** One entry: an event, its reading, and the hash that chains it to the one before. */
export type LedgerEntry = LedgerEvent & { seq: number; at: Reading; prevHash: Sha256; hash: Sha256 }

export const SegmentKind = z.enum(['work', 'idle', 'kept', 'away'])
/**
 * A stretch of time on one task. `work` and `kept` (idle that the expert kept) count; `idle` and `away` (sleep, lock,
 * a clock that jumped) are shown and do not.
 */
export const Segment = z.object({
  taskId: Id,
  kind: SegmentKind,
  start: Instant,
  end: Instant,
  /** Length by the monotonic clock where both ends have one of the same boot, else by the wall clock. */
  ms: Duration,
  zone: z.string(),
  offsetMinutes: z.int(),
  note: z.string().optional(),
})
export type Segment = z.infer<typeof Segment>
