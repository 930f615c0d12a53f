import { createContext } from 'react'
import type { TaskDetail } from '../../../../shared/contract/desk-views.ts'
import type { CommentAnswer, ReviewComment } from '../../../../shared/domain/work.ts'
import type { AnsweredReview } from '../../../../shared/rules/comment-answers.ts'
import type { OpenDraft } from '../../../state/draft.ts'

/** A comment and its number in the review, by which it is answered. */
export type Said = { readonly index: number; readonly comment: ReviewComment }

/** The open task and what the reviewer said about it, while it is back for that. */
export type OpenReview = {
  readonly detail: TaskDetail
  readonly draft: OpenDraft
  /** What is answered; undefined where nothing came back. */
  readonly review: AnsweredReview | undefined
  readonly comments: readonly Said[]
  /** The answers to it, by the number of the comment. */
  answersIn(written: readonly CommentAnswer[]): ReadonlyMap<number, CommentAnswer>
  readonly isWritable: boolean
}

/** Undefined where no task is open. */
export const ReviewContext = createContext<OpenReview | undefined>(undefined)
