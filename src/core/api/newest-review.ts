import { Review } from '../../shared/domain/work.ts'
import type { AnsweredReview } from '../../shared/rules/comment-answers.ts'
import type { Store } from '../store/open-store.ts'
import { readStored } from '../store/read-stored.ts'

/**
 * @param no of the task
 * @returns the newest review that is known here, with the submission it is of; undefined where there is none
 */
export function newestReview(store: Store, no: number): (Review & AnsweredReview) | undefined {
  const reviewed = store.submissions.ofTask(no).find(({ review }) => review !== null)
  const review = readStored(Review, reviewed?.review)
  return reviewed === undefined || review === undefined ? undefined : { ...review, submissionId: reviewed.id }
}
