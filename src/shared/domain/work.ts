import { z } from 'zod'
import { Authorship } from './authorship.ts'
import { FieldValues } from './fields.ts'
import { Rate } from './money.ts'
import { PartId } from './structured.ts'
import { Duration, Id, Instant, Json, Key, Line, Sha256 } from './primitives.ts'

/** How an assignment stands at the hub. */
export const AssignmentState = z.enum(['offered', 'taken', 'declined', 'withdrawn'])
export const Assignment = z.object({
  state: AssignmentState,
  /** Counts up with every change, so that of two words about a task the newer one is known. */
  revision: z.int().min(1).optional(),
  /** The one device of the expert that writes on the task, while it is taken. */
  holder: z.object({ deviceId: Id, name: Line(120) }).optional(),
  offeredAt: Instant,
  takenAt: Instant.optional(),
  /** The day the work is expected back; work that comes later is kept and marked late. */
  dueAt: Instant.optional(),
  /** Why the operator withdrew the task. */
  reason: z.string().max(4000).optional(),
})
export type Assignment = z.infer<typeof Assignment>

/** A passage of a text in UTF-16 code units, and what stood there when it was handed in. */
export const Passage = z.object({
  from: z.int().min(0),
  to: z.int().min(0),
  quote: z.string().min(1).max(20_000),
})
export type Passage = z.infer<typeof Passage>

/** About the whole, or about a field; there about one part of its document (a criterion) or one passage of its text. */
export const ReviewComment = z.object({
  field: Key.optional(),
  part: PartId.optional(),
  passage: Passage.optional(),
  text: z.string().min(1).max(20_000),
})
export type ReviewComment = z.infer<typeof ReviewComment>

/** What the expert answers to one comment of a review. */
export const CommentAnswer = z.object({
  /** The submission that was reviewed. */
  submissionId: Id,
  /** Which of the review's comments, counted from 0. */
  comment: z.int().min(0).max(499),
  /** The comment itself: a submission may be reviewed again, and then the numbers are others. */
  about: ReviewComment.optional(),
  text: z.string().max(20_000),
  /** The expert has done what was asked. */
  resolved: z.boolean(),
})
export type CommentAnswer = z.infer<typeof CommentAnswer>

/** What the expert hands in. The SHA-256 of its RFC 8785 form is what the receipt names. */
export const Submission = z.object({
  /** Also the idempotency key of the operation that carries it. */
  id: Id,
  taskId: Id,
  taskRevision: z.int().min(1),
  guidelineVersion: z.int().min(1),
  /** The earlier submission that this one revises. */
  supersedes: Id.optional(),
  values: FieldValues,
  /** To the comments of the review that this answers. */
  answers: z.array(CommentAnswer).max(500).optional(),
  finishedAt: Instant,
  /** IANA time zone of the desk and its offset when the work was finished. */
  zone: z.string().min(1).max(64),
  offsetMinutes: z.int().min(-1080).max(1080),
  time: z.object({
    /** Working time on this task so far, by the desk's ledger. */
    workMs: Duration,
    /** The same as the programme's rule rounds it; for a rule by entry or day only the desk can know. */
    roundedMs: Duration.optional(),
    /** Hash of the newest ledger entry that this figure rests on. */
    ledgerHead: Sha256.optional(),
  }),
  /** How it was written, where the expert attaches that. */
  authorship: Authorship.optional(),
})
export type Submission = z.infer<typeof Submission>

/**
 * The same as it comes to a hub, its values not held against anything yet: a newer desk fills in fields of kinds that are
 * not known here.
 */
export const SentSubmission = Submission.extend({ values: z.record(Key, Json as z.ZodType) })
export type SentSubmission = z.infer<typeof SentSubmission>

/** The signed part of a receipt (payload of a JWS, RFC 7515). */
export const ReceiptPayload = z.object({
  receipt: z.literal(1),
  hubId: Id,
  expertId: Id,
  taskId: Id,
  submissionId: Id,
  contentSha256: Sha256,
  receivedAt: Instant,
  guidelineVersion: z.int().min(1),
  taskRevision: z.int().min(1),
  rate: Rate,
  claimedMs: Duration,
  late: z.boolean(),
})
export type ReceiptPayload = z.infer<typeof ReceiptPayload>

/** A JWS in compact form, signed with EdDSA over Ed25519 (RFC 8037). */
export const Jws = z
  .string()
  .max(8192)
  .regex(/^[\w-]+\.[\w-]+\.[\w-]+$/, 'not a JWS in compact form')

export const ReviewDecision = z.enum(['accepted', 'returned', 'rejected'])
export const Review = z.object({
  decision: ReviewDecision,
  comments: z.array(ReviewComment).max(500),
  /** Always present when rejected. */
  reason: z.string().max(20_000).optional(),
  reviewedAt: Instant,
  reviewer: z.string().max(200),
})
export type Review = z.infer<typeof Review>

/** A submission as the hub reports it in the feed. */
export const SubmissionReport = z.object({
  id: Id,
  taskId: Id,
  state: z.enum(['received', 'accepted', 'returned', 'rejected']),
  /** Left out for a desk that gets it by the answer to its sending (`FeedInput.wholeTo`). */
  receipt: Jws.optional(),
  review: Review.optional(),
})
export type SubmissionReport = z.infer<typeof SubmissionReport>

/**
 * Where a task stands for the expert:
 * offered → taken → drafting → ready (waits to be sent) → sent (on its way, no receipt yet) → received →
 * accepted | returned | rejected; and declined, withdrawn, elsewhere (another device of the same expert writes on it).
 */
export const TaskState = z.enum([
  'offered',
  'taken',
  'drafting',
  'ready',
  'sent',
  'received',
  'accepted',
  'returned',
  'rejected',
  'declined',
  'withdrawn',
  'elsewhere',
])
export type TaskState = z.infer<typeof TaskState>
