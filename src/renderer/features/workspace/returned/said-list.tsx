import { use } from 'react'
import { useStore } from 'zustand'
import type { Field } from '../../../../shared/domain/fields.ts'
import type { ReviewComment } from '../../../../shared/domain/work.ts'
import { answersLeft } from '../../../../shared/rules/comment-answers.ts'
import { findPassage } from '../../../../shared/rules/find-passage.ts'
import { selectPassage } from '../../../editor/passage-marks.ts'
import { count } from '../../../format/amounts.ts'
import type { OpenDraft } from '../../../state/draft.ts'
import { useActions } from '../../../state/use-actions.ts'
import { Button } from '../../../ui/button.tsx'
import type { Within } from '../use-jumps.ts'
import workspace from '../workspace.module.css'
import { CommentCard } from './comment-card.tsx'
import { type OpenReview, ReviewContext } from './review-context.ts'
import styles from './returned.module.css'
import { partWords, shortQuote } from './said-words.ts'

type SaidListProps = { readonly fields: readonly Field[]; readonly onJump: (field: string, within?: Within) => void }

/** What the reviewer said: each a way to the place it is about. What is about the whole is answered here. */
export function SaidList({ fields, onJump }: SaidListProps) {
  const review = use(ReviewContext)
  useActions(
    'What the reviewer said',
    review?.comments.flatMap((said) => {
      const { field } = said.comment
      if (field === undefined) return []
      const run = (): void => toPlace(review.draft, said.comment, field, onJump)
      return [{ id: String(said.index), name: `Comment: ${shortQuote(said.comment.text)}`, also: 'reviewer', run }]
    }) ?? [],
  )
  if (review?.review === undefined) return null
  const { comments, draft } = review
  if (comments.length === 0) return <LeftAnswers review={review} />
  const placed = comments.flatMap((said) => {
    const { field } = said.comment
    return field === undefined ? [] : [{ said, field }]
  })
  return (
    <section aria-label="What the reviewer said">
      <Progress review={review} />
      {comments
        .filter(({ comment }) => comment.field === undefined)
        .map((said) => (
          <CommentCard key={said.index} review={review} said={said} />
        ))}
      {placed.map(({ said, field }) => (
        <Button
          key={said.index}
          variant="quiet"
          className={workspace['missing'] ?? ''}
          onPress={() => toPlace(draft, said.comment, field, onJump)}
        >
          <span className={workspace['missingLabel']}>{placeLabel(fields, said.comment, field, draft)}</span>
          <span className={workspace['missingText']}>{said.comment.text}</span>
        </Button>
      ))}
      <LeftAnswers review={review} />
    </section>
  )
}

function Progress({ review }: { readonly review: OpenReview }) {
  const answers = useStore(review.draft.store, (state) => state.answers)
  const total = review.comments.length
  const done = [...review.answersIn(answers).values()].filter(({ resolved }) => resolved).length
  return (
    <p className={styles['progress']}>
      {done === total ? `All ${count(total, 'comment', 'comments')} done.` : `${done} of ${total} done.`} Your answers
      go with what you send.
    </p>
  )
}

/** The reviewer has said it anew, and these answers are to what they said before. */
function LeftAnswers({ review: { review, draft } }: { readonly review: OpenReview }) {
  const answers = useStore(draft.store, (state) => state.answers)
  const left = review === undefined ? [] : answersLeft(review, answers).filter(({ text }) => text.trim() !== '')
  if (left.length === 0) return null
  return (
    <div className={styles['left']}>
      <p className={styles['progress']}>
        You had answered what the reviewer no longer says. It does not go with what you send; copy from it what you want
        to say still.
      </p>
      {left.map(({ comment, about, text }) => (
        <div key={`${comment} ${about?.text ?? ''}`} className={styles['comment']} data-done>
          {about === undefined ? null : <p className={styles['who']}>To “{shortQuote(about.text)}”</p>}
          <p className={styles['text']}>{text}</p>
        </div>
      ))}
    </div>
  )
}

/** What a comment is about: the field, and in it the passage or the part. */
export function placeLabel(
  fields: readonly Field[],
  { passage, part }: ReviewComment,
  key: string,
  draft: OpenDraft | undefined,
): string {
  const label = fields.find((field) => field.key === key)?.label ?? key
  if (passage !== undefined) return `${label}: “${shortQuote(passage.quote)}”`
  if (part === undefined || draft === undefined) return label
  const words = partWords(fields, draft.store.getState().values, key, part)
  return words === undefined ? label : `${label}: “${words}”`
}

/** To the passage, the part or the field that a comment is about. */
export function toPlace(
  draft: OpenDraft,
  comment: ReviewComment,
  field: string,
  onJump: SaidListProps['onJump'],
): void {
  const { passage, part } = comment
  const show = (): void => {
    const text = draft.text(field)
    if (text === undefined || passage === undefined) return
    const found = findPassage(text.state().doc.toString(), passage)
    if (found !== undefined) selectPassage(text, found)
  }
  onJump(field, { part, show })
}
