import { z } from 'zod'
import { Currency, Money, Rate } from '../domain/money.ts'
import { Section } from '../domain/ledger.ts'
import { Duration, Id, Instant, Sha256 } from '../domain/primitives.ts'
import { PartId } from '../domain/structured.ts'
import { Batch, Occupation, Programme, Task, TaskKind } from '../domain/task.ts'
import { Assignment, Review, TaskState } from '../domain/work.ts'
import { AwayHabit, TimeMark } from './desk-time.ts'

/** What the window shows. Nothing here decides; the core has decided already. */

export const TaskRow = z.object({
  id: Id,
  title: z.string(),
  kind: TaskKind,
  occupation: Occupation,
  programme: z.object({ id: Id, name: z.string() }),
  batch: z.object({ id: Id, title: z.string() }),
  state: TaskState,
  /** The task's own rate, else its programme's. */
  rate: Rate,
  estimateMs: Duration.optional(),
  dueAt: Instant.optional(),
  workMs: Duration,
  /** Reference files that are not on this computer yet; absent when all are. */
  missing: z.object({ files: z.int(), bytes: z.int() }).optional(),
  /** From the sample programme on this computer, with no hub behind it. */
  sample: z.boolean(),
})
export type TaskRow = z.infer<typeof TaskRow>

export const TaskSort = z.enum(['due', 'newest', 'title', 'rate', 'estimate'])
export type TaskSort = z.infer<typeof TaskSort>
export const TaskFilter = z.object({
  /** Words to be found in title, persona, brief or occupation; the last may be the beginning of a word. */
  query: z.string().max(500).default(''),
  states: z.array(TaskState).default([]),
  kinds: z.array(TaskKind).default([]),
  batchIds: z.array(Id).default([]),
  occupations: z.array(z.string()).default([]),
})
export type TaskFilter = z.input<typeof TaskFilter>

export const Facets = z.object({
  states: z.array(z.object({ state: TaskState, count: z.int() })),
  kinds: z.array(z.object({ kind: TaskKind, count: z.int() })),
  batches: z.array(z.object({ id: Id, title: z.string(), programme: z.string(), count: z.int() })),
  occupations: z.array(z.object({ code: z.string(), title: z.string(), count: z.int() })),
})
export type Facets = z.infer<typeof Facets>

export const SubmissionView = z.object({
  id: Id,
  taskId: Id,
  title: z.string(),
  state: z.enum(['ready', 'sent', 'received', 'accepted', 'returned', 'rejected', 'quarantined']),
  finishedAt: Instant,
  contentSha256: Sha256,
  claimedMs: Duration,
  receipt: z
    .object({ jws: z.string(), receivedAt: Instant, late: z.boolean(), verified: z.boolean(), hubName: z.string() })
    .optional(),
  review: Review.optional(),
})
export type SubmissionView = z.infer<typeof SubmissionView>

export const TaskDetail = z.object({
  row: TaskRow,
  task: Task,
  programme: Programme,
  batch: Batch,
  assignment: Assignment,
  /** Newest first. */
  submissions: z.array(SubmissionView),
  /** It was withdrawn with something written in it, which can be sent as it is. */
  canSendAsItIs: z.boolean(),
  /** Whether the fields can be written in now, and if not, why. */
  writable: z.discriminatedUnion('yes', [
    z.object({ yes: z.literal(true) }),
    z.object({
      yes: z.literal(false),
      because: z.enum(['not-taken', 'on-its-way', 'received', 'closed', 'withdrawn', 'elsewhere']),
    }),
  ]),
  /** The version of the guideline that a submission would name: the one the draft began under, or was carried over to. */
  writtenUnder: z.int().min(1),
  /** Another device of the same expert writes on the task. */
  isElsewhere: z.boolean(),
})
export type TaskDetail = z.infer<typeof TaskDetail>

/** Something that stands between a draft and its sending. */
export const Missing = z.object({
  field: z.string(),
  /** The part of a structured field that it is about (a criterion, a turn), where it is about one. */
  part: PartId.optional(),
  label: z.string(),
  code: z.enum([
    'empty',
    'too-short',
    'too-long',
    'out-of-range',
    'not-a-choice',
    'too-few',
    'too-many',
    'unknown-kind',
  ]),
  text: z.string(),
})
export type Missing = z.infer<typeof Missing>

export const LaneReason = z.object({
  code: z.string(),
  /** In the expert's words. */
  text: z.string(),
  /**
   * The one thing that helps: sign in with the hub again; try again; open the work and mend it, or shorten it; send the
   * same under a new number; put what the hub cannot do aside; carry it by hand; update this desk; or only wait.
   */
  action: z.enum(['sign-in', 'retry', 'edit', 'shorten', 'resend', 'put-aside', 'carry', 'update', 'wait']),
  /** Where to mend it. */
  field: z.string().optional(),
})
export type LaneReason = z.infer<typeof LaneReason>
/** One operation that the hub has not settled; those of a task go in their order. */
export const LaneView = z.object({
  id: Id,
  hubId: Id,
  taskId: Id,
  title: z.string(),
  kind: z.enum(['take', 'decline', 'extend', 'submit']),
  state: z.enum(['waiting', 'sending', 'later', 'quarantined']),
  since: Instant,
  bytes: z.int(),
  attempts: z.int(),
  nextAttemptAt: Instant.optional(),
  reason: LaneReason.optional(),
  sample: z.boolean(),
})
export type LaneView = z.infer<typeof LaneView>

export const HubView = z.object({
  id: Id,
  name: z.string(),
  address: z.string(),
  expertName: z.string(),
  state: z.enum(['connected', 'connecting', 'unreachable', 'offline', 'signed-out', 'other-version']),
  lastContactAt: Instant.optional(),
  nextAttemptAt: Instant.optional(),
  /** Why it is not connected, in the expert's words. */
  reason: z.string().optional(),
})
export type HubView = z.infer<typeof HubView>

/** Something written that was not sent and whose day is near or over. */
export const UnsentView = z.object({
  taskId: Id,
  title: z.string(),
  why: z.enum(['soon', 'late', 'withdrawn']),
  dueAt: Instant.optional(),
  /** More time was asked for, and the hub has not answered yet. */
  isAsked: z.boolean(),
  sample: z.boolean(),
})
export type UnsentView = z.infer<typeof UnsentView>

export const SyncOverview = z.object({
  workOffline: z.boolean(),
  /** What the hub has not got yet and goes out by itself; what is held back is among the lanes only. */
  waiting: z.object({ tasks: z.int(), bytes: z.int() }),
  hubs: z.array(HubView),
  lanes: z.array(LaneView),
  unsent: z.array(UnsentView),
  /** Reference files still to be fetched. */
  files: z.object({ missing: z.int(), bytes: z.int() }),
  /** Changes that came from the hub and could not be read; they are kept. */
  refusedChanges: z.int(),
  receipts: z.int(),
})
export type SyncOverview = z.infer<typeof SyncOverview>

export const OpenQuestion = z.object({
  /** The entry of the ledger that asks. */
  returned: z.int().min(1),
  taskId: Id,
  title: z.string(),
  kind: z.enum(['idle', 'crash']),
  from: Instant,
  to: Instant,
  ms: Duration,
  /** What absences were before, to be chosen again. */
  habits: z.array(AwayHabit),
})
export type OpenQuestion = z.infer<typeof OpenQuestion>
export const TimeState = z.object({
  asOf: Instant,
  running: z
    .object({
      taskId: Id,
      title: z.string(),
      startedAt: Instant,
      taskMs: Duration,
      idleSince: Instant.optional(),
      section: Section.optional(),
      /** The programme's: when silence becomes idle time, and how quickly it expects reading to go. */
      idleMs: Duration,
      readingWordsPerMinute: z.int(),
    })
    .optional(),
  todayMs: Duration,
  weekMs: Duration,
  /** Measures that are near or reached, of the running task and of the expert's own day and week. */
  marks: z.array(TimeMark),
  /** Asked of the expert after idle time or a crash. */
  question: OpenQuestion.optional(),
})
export type TimeState = z.infer<typeof TimeState>

export const TimeReportRow = z.object({
  /** Local date of the work, YYYY-MM-DD, in the zone the desk was in. */
  date: z.string(),
  taskId: Id,
  title: z.string(),
  programme: z.string(),
  occupation: z.string(),
  state: TaskState,
  workMs: Duration,
  /** What is paid for, where the programme's rule rounds. */
  roundedMs: Duration.optional(),
  idleMs: Duration,
  awayMs: Duration,
  rate: Rate,
  /** By the rate, for the time of this row; a fixed price stands with the first row of its task. */
  amount: Money.optional(),
})
export type TimeReportRow = z.infer<typeof TimeReportRow>
export const TimeReport = z.object({
  from: Instant,
  to: Instant,
  zone: z.string(),
  rows: z.array(TimeReportRow),
  workMs: Duration,
  amounts: z.array(z.object({ currency: Currency, minor: z.int() })),
})
export type TimeReport = z.infer<typeof TimeReport>
