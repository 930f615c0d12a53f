import { z } from 'zod'
import { CommentAnswer, type ReviewComment } from '../domain/work.ts'

/**
 * Answers to a reviewer's comments while they are being written. The edit log of a task keeps them as one text beside
 * those of its fields, under a key that no field can have, so that they are saved, restored and undone like all writing.
 */

/** The reserved key. Keys of fields begin with a letter (`Key`). */
export const ANSWERS = '_answers'

const Answers = z.array(CommentAnswer)

/** JSON with each answer on a line of its own, so that an edit of one touches one line. */
export function answersToText(answers: readonly CommentAnswer[]): string {
  return answers.length === 0 ? '' : `[\n${answers.map((answer) => JSON.stringify(answer)).join(',\n')}\n]`
}

/** @returns undefined for a text that holds no answers, which two windows could make of it together */
export function textToAnswers(text: string): readonly CommentAnswer[] | undefined {
  if (text.trim() === '') return []
  try {
    return Answers.safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
}

/** A review as it is known now. */
export type AnsweredReview = { readonly submissionId: string; readonly comments: readonly ReviewComment[] }

/**
 * The answers to a review, each by the number of its comment. A submission can be reviewed again while it is being
 * answered, with comments added, taken back or changed: an answer stays with the comment that it was given to.
 */
export function answersTo(
  { submissionId, comments }: AnsweredReview,
  answers: readonly CommentAnswer[],
): ReadonlyMap<number, CommentAnswer> {
  const texts = comments.map(commentToText)
  const found = new Map<number, CommentAnswer>()
  const moved: CommentAnswer[] = []
  for (const answer of answers) {
    if (answer.submissionId !== submissionId) continue
    const { comment, about } = answer
    const isThere = comment < texts.length && (about === undefined || texts[comment] === commentToText(about))
    if (isThere && !found.has(comment)) found.set(comment, answer)
    else moved.push(answer)
  }
  for (const answer of moved) {
    const about = answer.about === undefined ? undefined : commentToText(answer.about)
    const at = texts.findIndex((text, i) => text === about && !found.has(i))
    if (at >= 0) found.set(at, answer)
  }
  return found
}

/** Answers to comments that the review does not hold any more, since it was given again. */
export function answersLeft(review: AnsweredReview, answers: readonly CommentAnswer[]): CommentAnswer[] {
  const kept = new Set(answersTo(review, answers).values())
  return answers.filter((answer) => answer.submissionId === review.submissionId && !kept.has(answer) && isSaid(answer))
}

/** The answers with one of them changed; what says nothing is left out. */
export function changeAnswer(
  answers: readonly CommentAnswer[],
  review: AnsweredReview,
  comment: number,
  change: Partial<Pick<CommentAnswer, 'text' | 'resolved'>>,
): readonly CommentAnswer[] {
  const about = review.comments[comment]
  if (about === undefined) return answers
  const before = answersTo(review, answers).get(comment)
  const said = { submissionId: review.submissionId, comment, about, text: '', resolved: false }
  const after = { ...said, ...(before && { text: before.text, resolved: before.resolved }), ...change }
  if (before === undefined) return isSaid(after) ? [...answers, after] : answers
  return answers.flatMap((answer) => (answer === before ? (isSaid(after) ? [after] : []) : [answer]))
}

/** What goes with the next submission: the answers to the newest review, in the order of its comments. */
export function answersToSend(answers: readonly CommentAnswer[], review: AnsweredReview | undefined): CommentAnswer[] {
  if (review === undefined) return []
  const found = answersTo(review, answers)
  return review.comments.flatMap((about, comment) => {
    const answer = found.get(comment)
    if (answer === undefined || !isSaid(answer)) return []
    return [{ ...answer, comment, about: wellFormed(about), text: answer.text.toWellFormed() }]
  })
}

function isSaid({ text, resolved }: CommentAnswer): boolean {
  return resolved || text.trim() !== ''
}

function commentToText({ field, part, passage, text }: ReviewComment): string {
  return JSON.stringify([field, part, passage?.from, passage?.to, passage?.quote, text])
}

/** With a lone surrogate it could not be signed (RFC 8785). */
function wellFormed(comment: ReviewComment): ReviewComment {
  const { passage, text } = comment
  const quoted = passage === undefined ? {} : { passage: { ...passage, quote: passage.quote.toWellFormed() } }
  return { ...comment, ...quoted, text: text.toWellFormed() }
}
