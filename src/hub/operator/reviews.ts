import { Passage, ReviewComment } from '../../shared/domain/work.ts'
import type { Review, ReviewDecision } from '../../shared/domain/work.ts'
import { findPassage } from '../../shared/rules/find-passage.ts'
import { z } from 'zod'
import { err, ok, type Result } from '../../shared/domain/result.ts'
import type { HubContext, OperatorError } from '../context.ts'
import { storable } from '../store/db.ts'
import { publish } from '../store/feed.ts'
import { renewLease } from '../store/assignments.ts'
import { lockExperts } from '../store/locks.ts'
import { insertReview, readSubmissions } from '../store/submissions.ts'
import { issuesToTexts } from '../words/issues-to-text.ts'

/** A comment as an operator gives it: of a passage the words are enough where they stand only once. */
export const GivenComment = ReviewComment.extend({
  passage: Passage.partial({ from: true, to: true }).optional(),
}).strict()
export type GivenComment = z.infer<typeof GivenComment>

const ReviewInput = z.object({
  comments: z.array(GivenComment).max(500).default([]),
  reason: z.string().min(1).max(20_000).optional(),
  reviewer: z.string().min(1).max(200).default('Reviewer'),
})
export type ReviewInput = z.input<typeof ReviewInput> & {
  readonly submissionId: string
  readonly decision: z.infer<typeof ReviewDecision>
}

/**
 * Decides about a submission. Reviews are only ever added; the newest one counts. Given again because its answer was lost, one
 * that is the newest already adds nothing: it would stand in the export twice, and begin another lease.
 */
export async function reviewSubmission(
  context: HubContext,
  { submissionId, decision, ...rest }: ReviewInput,
): Promise<Result<Review, OperatorError>> {
  const parsed = ReviewInput.safeParse(rest)
  if (!parsed.success) return err({ code: 'bad-input', text: issuesToTexts(parsed.error).join('; ') })
  const { comments, reason, reviewer } = parsed.data
  if (decision === 'rejected' && reason === undefined) {
    return err({ code: 'no-reason', text: 'Whoever rejects work says why: give --reason TEXT.' })
  }
  if (decision === 'returned' && comments.length === 0 && reason === undefined) {
    return err({
      code: 'no-comment',
      text: 'Say what should be changed: give at least one --comment FIELD=TEXT or --reason TEXT.',
    })
  }
  return context.db.transaction(async (tx) => {
    const known = (await readSubmissions(tx, [submissionId]))[0]
    if (known === undefined) return unknownSubmission
    await lockExperts(tx, [known.expertId])
    // Read again under the lock: a newer submission may have come in between.
    const submission = (await readSubmissions(tx, [submissionId]))[0]
    if (submission === undefined) return unknownSubmission
    if (submission.supersededBy !== null) {
      return err({
        code: 'superseded',
        text: `The expert has handed in this task again since; review the newer submission ${submission.supersededBy}.`,
      })
    }
    const fields = fieldKeys(submission.task)
    const stranger = comments.find((comment) => comment.field !== undefined && !fields.includes(comment.field))
    if (stranger !== undefined) {
      return err({
        code: 'unknown-field',
        text: `This task has no field ${stranger.field}. Its fields are: ${fields.join(', ')}.`,
      })
    }
    const { values } = Values.parse(JSON.parse(submission.content))
    const placed = comments.map((comment) => placeComment(comment, values))
    const misplaced = placed.find((one) => !one.ok)
    if (misplaced?.ok === false) return misplaced
    const review: Review = {
      decision,
      comments: placed.flatMap((one) => (one.ok ? [{ ...one.value, text: storable(one.value.text) }] : [])),
      ...(reason === undefined ? {} : { reason: storable(reason) }),
      reviewedAt: context.clock.now(),
      reviewer: storable(reviewer),
    }
    const newest = submission.reviews.at(-1)
    if (newest !== undefined && saysTheSame(JSON.parse(newest) as Review, review)) return ok(review)
    await insertReview(tx, context.newId(), submissionId, JSON.stringify(review), review.reviewedAt, decision)
    const { expertId, taskId } = submission
    const moved = decision === 'returned' ? await renewLease(tx, taskId, expertId, review.reviewedAt) : undefined
    await publish(tx, [
      ...(moved === undefined
        ? []
        : [{ expertId, kind: 'task' as const, entityId: taskId, bytes: moved + 200, assignmentOnly: true }]),
      {
        expertId,
        kind: 'submission',
        entityId: submissionId,
        bytes: 1500 + JSON.stringify(review).length,
      },
    ])
    return ok(review)
  })
}

/** But for when it was said. */
function saysTheSame(one: Review, other: Review): boolean {
  return JSON.stringify({ ...one, reviewedAt: 0 }) === JSON.stringify({ ...other, reviewedAt: 0 })
}

const Values = z.object({ values: z.record(z.string(), z.unknown()) })

/** Holds the place of a comment against what was handed in. */
function placeComment(
  comment: GivenComment,
  values: Readonly<Record<string, unknown>>,
): Result<ReviewComment, OperatorError> {
  const { passage, part, field, ...rest } = comment
  if (field === undefined) {
    if (passage === undefined && part === undefined) return ok(rest)
    return err({ code: 'bad-place', text: 'A comment on a passage or a part names its field, too.' })
  }
  const value = values[field]
  if (part !== undefined && !partIds(value).has(part)) {
    return err({ code: 'bad-place', text: `In ${field} there is no part ${part}.` })
  }
  const place = { field, ...(part === undefined ? {} : { part }) }
  if (passage === undefined) return ok({ ...rest, ...place })
  const { quote } = passage
  if (typeof value !== 'string') {
    return err({ code: 'bad-place', text: `${field} is no text; name a part of it instead of a passage.` })
  }
  const from = passage.from ?? value.indexOf(quote)
  const found = from < 0 ? undefined : findPassage(value, { quote, from, to: from + quote.length })
  if (found === undefined || (passage.from !== undefined && found.from !== passage.from)) {
    return err({ code: 'bad-place', text: `In ${field} these words do not stand: “${quote}”.` })
  }
  if (passage.from === undefined && value.includes(quote, found.to)) {
    const text = `In ${field} these words stand more than once; give "from", their place: “${quote}”.`
    return err({ code: 'bad-place', text })
  }
  return ok({ ...rest, ...place, passage: { ...found, quote } })
}

/** Ids of the parts of a document that was handed in: of criteria, marks, turns. */
function partIds(value: unknown): ReadonlySet<unknown> {
  if (typeof value !== 'object' || value === null) return new Set()
  return new Set(
    Object.values(value)
      .flatMap((member: unknown): unknown[] => (Array.isArray(member) ? member : []))
      .map((part) => (typeof part === 'object' && part !== null && 'id' in part ? part.id : undefined))
      .filter((id) => id !== undefined),
  )
}

const unknownSubmission = err({ code: 'unknown', text: 'There is no submission with this id. See: submission list' })

/** Field keys of a stored task. */
export function fieldKeys(task: string): string[] {
  return z
    .object({ fields: z.array(z.object({ key: z.string() })) })
    .parse(JSON.parse(task))
    .fields.map((field) => field.key)
}
