import { z } from 'zod'
import { Happening } from '../domain/happening.ts'
import { Correction, LocalDate, Section } from '../domain/ledger.ts'
import { Duration, Id, Instant, Line, Sha256 } from '../domain/primitives.ts'
import { TaskState } from '../domain/work.ts'

/** What the Time screen and the clock show beside the report that exports are made from. */

/** What the expert has said an absence was, and what then happens with it; offered again with the next question. */
export const AwayHabit = z.object({ about: Line(80), choice: z.enum(['keep', 'drop']) })
export type AwayHabit = z.infer<typeof AwayHabit>

/** What an expert says of a stretch of time that only they know of. `keptMs` is asked for with `split`. */
export const AwayAnswer = z.object({
  /** The question that it is to: `returned` of what was asked. There may be a newer one by now. */
  returned: z.int().min(1),
  choice: z.enum(['keep', 'drop', 'split']),
  keptMs: Duration.optional(),
  /** What it was, in a word or two; remembered with the choice. */
  about: Line(80).optional(),
  reason: z.string().max(2000).optional(),
})
export type AwayAnswer = z.input<typeof AwayAnswer>

/** A measure that working time has come near to (`part` 70) or reached (100), in percent. */
export const TimeMark = z.object({
  of: z.enum(['cap', 'estimate', 'day', 'week']),
  part: z.union([z.literal(70), z.literal(100)]),
  limitMs: Duration,
  workMs: Duration,
})
export type TimeMark = z.infer<typeof TimeMark>

/** A stretch of one local day as the strip draws it. */
export const StripPiece = z.object({
  taskId: Id,
  kind: z.enum(['work', 'reading', 'kept', 'idle', 'away']),
  start: Instant,
  end: Instant,
  /** Minutes that local time was ahead of UTC. */
  offsetMinutes: z.int(),
  ms: Duration,
  note: z.string().optional(),
})
export type StripPiece = z.infer<typeof StripPiece>

export const SectionTime = z.object({ section: Section, label: z.string(), ms: Duration })

/** One task on one local day. `workMs` is what counts: what the clock measured and was kept, and what was corrected. */
export const DayTask = z.object({
  taskId: Id,
  title: z.string(),
  programme: z.string(),
  workMs: Duration,
  measuredMs: Duration,
  readingMs: Duration,
  keptMs: Duration,
  idleMs: Duration,
  awayMs: Duration,
  correctedMs: z.int(),
  sections: z.array(SectionTime),
})
export type DayTask = z.infer<typeof DayTask>

export const DayView = z.object({
  date: LocalDate,
  zone: z.string(),
  pieces: z.array(StripPiece),
  happenings: z.array(Happening),
  corrections: z.array(Correction),
  tasks: z.array(DayTask),
})
export type DayView = z.infer<typeof DayView>

/** One task in a range of days, beside what was expected of it as a whole. */
export const TaskSpan = z.object({
  taskId: Id,
  title: z.string(),
  programme: z.string(),
  state: TaskState,
  workMs: Duration,
  /** By local date, where there is any. */
  days: z.array(z.object({ date: LocalDate, workMs: Duration })),
  /** Working time of the task whenever it was. */
  totalMs: Duration,
  estimateMs: Duration.optional(),
  /** The most that is paid, and what is beyond it. */
  capMs: Duration.optional(),
  beyondMs: Duration,
  correctedMs: z.int(),
  /** Under what its time stands, why it may stay unpaid, and whether it is put forward as paid time. */
  heading: z.string(),
  reason: z.string(),
  isBillable: z.boolean(),
})
export type TaskSpan = z.infer<typeof TaskSpan>

export const SpanView = z.object({
  first: LocalDate,
  last: LocalDate,
  tasks: z.array(TaskSpan),
  workMs: Duration,
  /** How the clock counts, by programme of these tasks. */
  rules: z.array(z.object({ programme: z.string(), idleMs: Duration, readingWordsPerMinute: z.int() })),
})
export type SpanView = z.infer<typeof SpanView>

/** Whether the ledger is whole: every entry's hash fits, and each names the one before. */
export const LedgerCheck = z.object({
  entries: z.int().min(0),
  head: Sha256.optional(),
  /** Number of the first entry that does not fit, and when it says it was written. */
  broken: z.object({ seq: z.int().min(1), at: Instant.optional() }).optional(),
})
export type LedgerCheck = z.infer<typeof LedgerCheck>

export const CorrectionWish = z.object({
  /** The window's own: wished again after a lost answer, it is the same correction. */
  id: Id,
  taskId: Id,
  change: z.enum(['add', 'remove', 'move']),
  date: LocalDate,
  ms: Duration.min(1).max(86_400_000),
  /** Where it is moved. */
  to: z.object({ taskId: Id, date: LocalDate }).optional(),
  reason: z.string().trim().min(1).max(2000),
})
export type CorrectionWish = z.input<typeof CorrectionWish>
