import { type ReactNode, useEffect, useMemo } from 'react'
import type { TaskDetail } from '../../../../shared/contract/desk-views.ts'
import { findPassage } from '../../../../shared/rules/find-passage.ts'
import { showPassages } from '../../../editor/passage-marks.ts'
import type { OpenDraft } from '../../../state/draft.ts'
import { type OpenReview, ReviewContext } from './review-context.ts'

type ReviewProviderProps = { readonly detail: TaskDetail; readonly draft: OpenDraft; readonly children: ReactNode }

/** Tells the fields of the open task what the reviewer said, and marks the passages it is about. */
export function ReviewProvider({ detail, draft, children }: ReviewProviderProps) {
  const review = useMemo((): OpenReview => {
    const reviewed =
      detail.row.state === 'returned' ? detail.submissions.find((one) => one.review !== undefined) : undefined
    return {
      detail,
      draft,
      submissionId: reviewed?.id,
      comments: (reviewed?.review?.comments ?? []).map((comment, index) => ({ index, comment })),
      isWritable: detail.writable.yes,
    }
  }, [detail, draft])

  const { comments } = review
  useEffect(() => {
    const fields = new Set(comments.flatMap(({ comment: { field, passage } }) => (passage && field ? [field] : [])))
    const shown = [...fields].flatMap((field) => {
      const text = draft.text(field)
      if (text === undefined || draft.structure(field) !== undefined) return []
      const written = text.state().doc.toString()
      const ranges = comments.flatMap(({ comment }) => {
        const found = comment.field === field && comment.passage ? findPassage(written, comment.passage) : undefined
        return found === undefined ? [] : [found]
      })
      showPassages(text, ranges)
      return [text]
    })
    return () => {
      for (const text of shown) showPassages(text, [])
    }
  }, [comments, draft])

  return <ReviewContext value={review}>{children}</ReviewContext>
}
