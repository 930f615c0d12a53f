import { z } from 'zod'
import { CommentAnswer } from '../domain/work.ts'

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

/** The answers with one of them changed; what says nothing is left out. */
export function changeAnswer(
  answers: readonly CommentAnswer[],
  of: Pick<CommentAnswer, 'submissionId' | 'comment'>,
  change: Partial<Pick<CommentAnswer, 'text' | 'resolved'>>,
): readonly CommentAnswer[] {
  const isIt = (answer: CommentAnswer): boolean =>
    answer.submissionId === of.submissionId && answer.comment === of.comment
  const before = answers.find(isIt) ?? { ...of, text: '', resolved: false }
  const after = { ...before, ...change }
  if (!answers.includes(before)) return isSaid(after) ? [...answers, after] : answers
  return answers.flatMap((answer) => (answer === before ? (isSaid(after) ? [after] : []) : [answer]))
}

/** What goes with the next submission: the answers to the newest review, in the order of its comments. */
export function answersToSend(answers: readonly CommentAnswer[], reviewedId: string | undefined): CommentAnswer[] {
  return answers
    .filter((answer) => answer.submissionId === reviewedId && isSaid(answer))
    .map((answer) => ({ ...answer, text: answer.text.toWellFormed() }))
    .sort((a, b) => a.comment - b.comment)
}

function isSaid({ text, resolved }: CommentAnswer): boolean {
  return resolved || text.trim() !== ''
}
