import { Passage, ReviewComment } from '../../shared/domain/work.ts'
import type { Review, ReviewDecision } from '../../shared/domain/work.ts'
import { findPassage } from '../../shared/rules/find-passage.ts'
import { z } from 'zod'
import { err, ok, type Result } from '../../shared/domain/result.ts'
import type { HubContext, OperatorError } from '../context.ts'
import { storable } from '../store/db.ts'
import { type Publication, publish } from '../store/feed.ts'
import { pairKey, renewLeases } from '../store/assignments.ts'
import { lockExperts } from '../store/locks.ts'
import {
  insertReviews,
  ownersOf,
  readSubmissions,
  type SubmissionContents,
  type SubmissionRow,
} from '../store/submissions.ts'
import { issuesToTexts } from '../words/issues-to-text.ts'

/** What the expert is to read: blanks, as of a variable of the shell that is not set, tell nobody what is wrong. */
const Said = z
  .string()
  .max(20_000)
  .refine((text) => text.trim() !== '', 'is empty')

/** A comment as an operator gives it: of a passage the words are enough where they stand only once. */
export const GivenComment = ReviewComment.extend({
  text: Said,
  passage: Passage.partial({ from: true, to: true }).optional(),
}).strict()
export type GivenComment = z.infer<typeof GivenComment>

const ReviewInput = z.object({
  comments: z.array(GivenComment).max(500),
  reason: Said.optional(),
  reviewer: z.string().min(1).max(200).default('Reviewer'),
})
export type ReviewInput = {
  readonly submissionId: string
  readonly decision: z.infer<typeof ReviewDecision>
  readonly comments?: readonly GivenComment[] | undefined
  /** More comments, as one writes them on a line: on a field where its key and `=` stand before the text. */
  readonly lines?: readonly string[] | undefined
  readonly reason?: string | undefined
  readonly reviewer?: string | undefined
}
export type Reviewed = {
  readonly review: Review
  /** It is the newest of its submission already, as where a command is given again. */
  readonly isThere: boolean
}
/** Why one of several reviews cannot be; `index` is its place among them. */
export type ReviewProblem = { readonly index: number; readonly error: OperatorError }

/** So many submissions, each with all of its text, are in memory at once. */
const page = 100

/** Decides about a submission. Reviews are only ever added; the newest one counts. */
export async function reviewSubmission(
  context: HubContext,
  input: ReviewInput,
): Promise<Result<Review, OperatorError>> {
  const done = await reviewSubmissions(context, [input])
  const [one] = done.ok ? done.value : []
  const [problem] = done.ok ? [] : done.error
  return one === undefined ? err(problem?.error ?? unknownSubmission.error) : ok(one.review)
}

/**
 * Decides about several, all or nothing; each by the rules of one. Given again because its answer was lost, a review that is the
 * newest already adds nothing: it would stand in the export twice, and begin another lease.
 * @param isTrial only tells what is wrong with them
 */
export async function reviewSubmissions(
  context: HubContext,
  inputs: readonly ReviewInput[],
  isTrial = false,
): Promise<Result<Reviewed[], ReviewProblem[]>> {
  return context.db.transaction<Result<Reviewed[], ReviewProblem[]>>(async (tx) => {
    const ids = inputs.map(({ submissionId }) => submissionId)
    // Before they are read: a newer submission may be on its way in.
    await lockExperts(tx, await ownersOf(tx, ids))
    const at = context.clock.now()
    const problems: ReviewProblem[] = []
    const named = new Set<string>()
    const judged: (Reviewed & Pick<SubmissionRow, 'id' | 'expertId' | 'taskId'>)[] = []
    for (let from = 0; from < inputs.length; from += page) {
      const some = inputs.slice(from, from + page)
      const rows = new Map((await readSubmissions(tx, ids.slice(from, from + page))).map((row) => [row.id, row]))
      for (const [place, input] of some.entries()) {
        const row = rows.get(input.submissionId)
        const one = named.has(input.submissionId) ? namedTwice : judge(row, input, at)
        named.add(input.submissionId)
        if (!one.ok) problems.push({ index: from + place, error: one.error })
        else if (row !== undefined)
          judged.push({ ...one.value, id: row.id, expertId: row.expertId, taskId: row.taskId })
      }
    }
    if (problems.length > 0) return err(problems)
    if (isTrial) return ok(judged)
    // All at once: with three statements for each, 10,000 reviews kept the experts from handing in for a minute.
    const added = judged.flatMap(({ isThere, review, ...row }) =>
      isThere ? [] : [{ ...row, decision: review.decision, body: JSON.stringify(review) }],
    )
    await insertReviews(
      tx,
      added.map(({ id, body, decision }) => ({ id: context.newId(), submissionId: id, body, state: decision })),
      at,
    )
    const returned = added.filter(({ decision }) => decision === 'returned')
    const moved = await renewLeases(tx, returned, at)
    const news = added.flatMap((row): Publication[] => {
      const { id, expertId, taskId, body } = row
      const bytes = moved.get(pairKey(row))
      return [
        ...(bytes === undefined
          ? []
          : [{ expertId, kind: 'task', entityId: taskId, bytes: bytes + 200, assignmentOnly: true } as const]),
        { expertId, kind: 'submission', entityId: id, bytes: 1500 + body.length },
      ]
    })
    await publish(tx, news)
    return ok(judged)
  })
}

/** Holds a review against the submission that it is of. */
function judge(
  submission: SubmissionContents | undefined,
  { decision, lines = [], comments: given = [], reason: why, reviewer: who }: ReviewInput,
  reviewedAt: number,
): Result<Reviewed, OperatorError> {
  if (submission === undefined) return unknownSubmission
  const fields = fieldKeys(submission.task)
  const all = [...lines.map((text) => parseComment(text, fields)), ...given]
  const parsed = ReviewInput.safeParse({ comments: all, reason: why, reviewer: who })
  if (!parsed.success) return err({ code: 'bad-input', text: issuesToTexts(parsed.error).join('; ') })
  const { comments, reason, reviewer } = parsed.data
  if (decision === 'rejected' && reason === undefined) {
    return err({ code: 'no-reason', text: 'Whoever rejects work says why: give a reason (--reason TEXT).' })
  }
  if (decision === 'returned' && comments.length === 0 && reason === undefined) {
    return err({
      code: 'no-comment',
      text: 'Say what should be changed: give at least one comment (--comment FIELD=TEXT) or a reason (--reason TEXT).',
    })
  }
  if (submission.supersededBy !== null) {
    return err({
      code: 'superseded',
      text: `The expert has handed in this task again since; review the newer submission ${submission.supersededBy}.`,
    })
  }
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
    reviewedAt,
    reviewer: storable(reviewer),
  }
  const newest = submission.reviews.at(-1)
  return ok({ review, isThere: newest !== undefined && saysTheSame(JSON.parse(newest) as Review, review) })
}

/** `answer=Which clover?` is a comment on the field `answer`; `2=1+1 is not shown` is a text, where no field is called 2. */
function parseComment(text: string, fields: readonly string[]): GivenComment {
  const at = text.indexOf('=')
  const field = text.slice(0, Math.max(at, 0))
  return fields.includes(field) ? { field, text: text.slice(at + 1) } : { text }
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

const namedTwice = err({ code: 'twice', text: 'This submission is named more than once.' })
const unknownSubmission = err({ code: 'unknown', text: 'There is no submission with this id. See: submission list' })

/** Field keys of a stored task. */
export function fieldKeys(task: string): string[] {
  return z
    .object({ fields: z.array(z.object({ key: z.string() })) })
    .parse(JSON.parse(task))
    .fields.map((field) => field.key)
}
