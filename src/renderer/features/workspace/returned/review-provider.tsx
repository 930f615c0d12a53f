import { type ReactNode, useEffect, useMemo } from 'react'
import type { TaskDetail } from '../../../../shared/contract/desk-views.ts'
import { answersTo } from '../../../../shared/rules/comment-answers.ts'
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
    const comments = reviewed?.review?.comments ?? []
    const answered = reviewed === undefined ? undefined : { submissionId: reviewed.id, comments }
    return {
      detail,
      draft,
      review: answered,
      comments: comments.map((comment, index) => ({ index, comment })),
      answersIn: rememberNewest((written) => (answered === undefined ? new Map() : answersTo(answered, written))),
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

/** Each of many comments asks the same of the same answers. */
function rememberNewest<From, To>(work: (from: From) => To): (from: From) => To {
  let newest: { readonly from: From; readonly to: To } | undefined
  return (from) => {
    if (newest?.from !== from) newest = { from, to: work(from) }
    return newest.to
  }
}
