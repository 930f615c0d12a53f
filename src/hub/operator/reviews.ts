import { ReviewComment } from '../../shared/domain/work.ts'
import type { Review, ReviewDecision } from '../../shared/domain/work.ts'
import { z } from 'zod'
import { err, ok, type Result } from '../../shared/domain/result.ts'
import type { HubContext, OperatorError } from '../context.ts'
import { storable } from '../store/db.ts'
import { publish } from '../store/feed.ts'
import { lockExperts } from '../store/locks.ts'
import { insertReview, readSubmissions } from '../store/submissions.ts'
import { issuesToTexts } from '../words/issues-to-text.ts'

const ReviewInput = z.object({
  comments: z.array(ReviewComment).max(500).default([]),
  reason: z.string().min(1).max(20_000).optional(),
  reviewer: z.string().min(1).max(200).default('Reviewer'),
})
export type ReviewInput = z.input<typeof ReviewInput> & {
  readonly submissionId: string
  readonly decision: z.infer<typeof ReviewDecision>
}

/** Decides about a submission. Reviews are only ever added; the newest one counts. */
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
    const review: Review = {
      decision,
      comments: comments.map((comment) => ({ ...comment, text: storable(comment.text) })),
      ...(reason === undefined ? {} : { reason: storable(reason) }),
      reviewedAt: context.clock.now(),
      reviewer: storable(reviewer),
    }
    await insertReview(tx, context.newId(), submissionId, JSON.stringify(review), review.reviewedAt, decision)
    await publish(tx, [
      {
        expertId: submission.expertId,
        kind: 'submission',
        entityId: submissionId,
        bytes: 1500 + JSON.stringify(review).length,
      },
    ])
    return ok(review)
  })
}

const unknownSubmission = err({ code: 'unknown', text: 'There is no submission with this id. See: submission list' })

/** Field keys of a stored task. */
export function fieldKeys(task: string): string[] {
  return z
    .object({ fields: z.array(z.object({ key: z.string() })) })
    .parse(JSON.parse(task))
    .fields.map((field) => field.key)
}
