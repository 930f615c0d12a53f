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

/** The part of a task somebody is at: its brief, one of its materials, one of its fields, or none of them. */
export const Section = z
  .string()
  .regex(/^(brief|other|(material|field):[a-z][a-z0-9_-]{0,63})$/, 'not a part of a task')
export type Section = z.infer<typeof Section>

/** A local date, YYYY-MM-DD. */
export const LocalDate = z
  .string()
  .regex(/^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/, 'not a date such as 2026-11-23')
export type LocalDate = z.infer<typeof LocalDate>

/** Why time counts that the clock did not count, or does not that it did. */
const Reason = z.string().min(1).max(2000)

/** What can happen on the clock. `taskId` is the task that runs, where one does. */
export const LedgerEvent = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('started'), taskId: Id, data: z.object({ by: z.enum(['hand', 'work']) }) }),
  z.object({ kind: z.literal('heartbeat'), taskId: Id, data: z.object({}) }),
  /** No sign of work since `since`. */
  z.object({ kind: z.literal('idle'), taskId: Id, data: z.object({ since: Instant, sinceMono: z.number().min(0) }) }),
  /** The first sign of work after idle time. */
  z.object({ kind: z.literal('returned'), taskId: Id, data: z.object({}) }),
  /**
   * Whether the idle time that ended with entry `returned` counts as work: all of it, nothing, or its first `keptMs`.
   * Without an answer it does not. The last answer is the one that holds. For a crash: what was asked is settled.
   */
  z.object({
    kind: z.literal('answered'),
    taskId: Id,
    data: z.object({
      returned: z.int().min(1),
      choice: z.enum(['keep', 'drop', 'split']),
      keptMs: Duration.optional(),
      reason: z.string().max(2000).optional(),
    }),
  }),
  /** From here on somebody is at another part of the task. */
  z.object({ kind: z.literal('section'), taskId: Id, data: z.object({ section: Section }) }),
  z.object({ kind: z.literal('suspended'), taskId: Id, data: z.object({}) }),
  z.object({ kind: z.literal('resumed'), taskId: Id, data: z.object({}) }),
  z.object({ kind: z.literal('locked'), taskId: Id, data: z.object({}) }),
  z.object({ kind: z.literal('unlocked'), taskId: Id, data: z.object({}) }),
  z.object({
    kind: z.literal('stopped'),
    taskId: Id,
    data: z.object({ by: z.enum(['hand', 'other-task', 'left', 'sent', 'idle', 'closed', 'quit']) }),
  }),
  /** The wall clock was set while the task ran: forward by `byMs`, or back where it is negative. */
  z.object({ kind: z.literal('clock-changed'), taskId: Id, data: z.object({ byMs: z.int() }) }),
  /** The zone or its offset is another one than with the entry before, whose are named here. */
  z.object({
    kind: z.literal('zone-changed'),
    taskId: Id,
    data: z.object({ zone: Reading.shape.zone, offsetMinutes: Reading.shape.offsetMinutes }),
  }),
  /**
   * The expert corrects the time of a task and day: adds to it, takes from it, or moves some of it elsewhere. What the
   * clock has written stays as it is.
   */
  z.object({
    kind: z.literal('corrected'),
    taskId: Id,
    data: z.object({
      change: z.enum(['add', 'remove', 'move']),
      date: LocalDate,
      ms: Duration.min(1),
      to: z.object({ taskId: Id, date: LocalDate }).optional(),
      reason: Reason,
      /** The `crashed` entry that asked for it. */
      crash: z.int().min(1).optional(),
      /** What the window called it, so that it is entered once however often it is asked for. */
      wish: Id.optional(),
    }),
  }),
  /**
   * Found at the next start: the desk ended without a stop. The time ends at the entry before it, or at the later sign
   * of life `seen` (both clocks of the same boot) that the desk has noted beside the ledger.
   */
  z.object({
    kind: z.literal('crashed'),
    taskId: Id,
    data: z.object({
      lastSeq: z.int().min(1),
      seen: z.object({ wall: Instant, mono: z.number().min(0) }).optional(),
    }),
  }),
])
export type LedgerEvent = z.infer<typeof LedgerEvent>

/** An event with its number and its reading: all that time is derived from. */
export type TimedEvent = LedgerEvent & { seq: number; at: Reading }
/** One entry: a timed event and the hash that chains it to the one before. */
export type LedgerEntry = TimedEvent & { prevHash: Sha256; hash: Sha256 }

export const SegmentKind = z.enum(['work', 'idle', 'kept', 'away'])
export type SegmentKind = z.infer<typeof SegmentKind>
/** How long somebody was at one part of the task. */
export const SectionRun = z.object({ section: Section, ms: Duration })
export type SectionRun = z.infer<typeof SectionRun>
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
  /** Why idle time was kept. */
  note: z.string().optional(),
  /** How the time divides among the parts of the task, in order; their sum is `ms`. Absent where it is not known. */
  sections: z.array(SectionRun).optional(),
})
export type Segment = z.infer<typeof Segment>

/** One side of a `corrected` entry; a move has two with the same `seq`. */
export const Correction = z.object({
  /** The entry that says so. */
  seq: z.int().min(1),
  taskId: Id,
  date: LocalDate,
  /** What is added, or taken away where it is negative. */
  ms: z.int(),
  reason: z.string(),
  /** When it was entered. */
  at: Instant,
})
export type Correction = z.infer<typeof Correction>
