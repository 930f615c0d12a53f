import { useMemo, useState } from 'react'
import { useStore } from 'zustand'
import type { TaskDetail } from '../../../../shared/contract/desk-views.ts'
import type { CommentAnswer, ReviewComment } from '../../../../shared/domain/work.ts'
import { findPassage } from '../../../../shared/rules/find-passage.ts'
import type { OpenDraft } from '../../../state/draft.ts'
import { Button } from '../../../ui/button.tsx'
import { Checkbox } from '../../../ui/checkbox.tsx'
import { TextArea } from '../../../ui/text-field.tsx'
import type { OpenReview, Said } from './review-context.ts'
import { partWords, shortQuote } from './said-words.ts'
import styles from './returned.module.css'

/** One comment at its place, with what the expert answers. */
export function CommentCard({ review, said }: { readonly review: OpenReview; readonly said: Said }) {
  const { detail, draft, isWritable } = review
  const { index, comment } = said
  const answer = useStore(draft.store, ({ answers }) => review.answersIn(answers).get(index))
  const [isOpen, setOpen] = useState(false)
  const change = (to: Partial<Pick<CommentAnswer, 'text' | 'resolved'>>): void => {
    if (review.review !== undefined) draft.answer(review.review, index, to)
  }
  const isAnswering = isOpen || (answer?.text ?? '') !== ''
  return (
    <section
      aria-label={`What the reviewer said: ${shortQuote(comment.text)}`}
      data-comment={index}
      data-section={comment.field === undefined ? undefined : `field:${comment.field}`}
      data-done={answer?.resolved === true}
      className={styles['comment']}
    >
      <p className={styles['who']}>The reviewer{placeWords(comment, detail, draft)}</p>
      {comment.passage === undefined ? null : <Quote comment={comment} draft={draft} />}
      <p className={styles['text']}>{comment.text}</p>
      {isWritable ? (
        <div className={styles['answer']}>
          {isAnswering ? (
            <TextArea
              label="Your answer"
              rows={2}
              value={answer?.text ?? ''}
              onChange={(text) => {
                // Cleared to be written anew, the box stays under one's hands.
                setOpen(true)
                change({ text: text.slice(0, 20_000) })
              }}
            />
          ) : null}
          <div className={styles['doings']}>
            <Checkbox isSelected={answer?.resolved === true} onChange={(resolved) => change({ resolved })}>
              Done
            </Checkbox>
            {isAnswering ? null : (
              <Button variant="quiet" size="small" onPress={() => setOpen(true)}>
                Answer
              </Button>
            )}
          </div>
        </div>
      ) : (
        <p className={styles['text']}>{answer?.text ?? ''}</p>
      )}
    </section>
  )
}

/** The words it is about; and whether they still stand there. */
function Quote({ comment, draft }: { readonly comment: ReviewComment; readonly draft: OpenDraft }) {
  const { field = '', passage } = comment
  // They are others whenever the text is another one.
  const counts = useStore(draft.store, (state) => state.counts[field])
  const stands = useMemo(() => {
    const text = counts === undefined ? undefined : draft.text(field)
    return (
      text !== undefined && passage !== undefined && findPassage(text.state().doc.toString(), passage) !== undefined
    )
  }, [counts, draft, field, passage])
  if (passage === undefined) return null
  return (
    <>
      <blockquote className={styles['quote']}>{passage.quote}</blockquote>
      {stands ? null : <p className={styles['gone']}>These words no longer stand there.</p>}
    </>
  )
}

function placeWords({ field = '', part }: ReviewComment, { task }: TaskDetail, draft: OpenDraft): string {
  if (part === undefined) return ''
  const words = partWords(task.fields, draft.store.getState().values, field, part)
  return words === undefined ? ', on a part that is no longer there' : `, on “${words}”`
}
