import { type ReactNode, use } from 'react'
import { cx } from '../../../ui/cx.ts'
import { CommentCard } from '../returned/comment-card.tsx'
import { ReviewContext } from '../returned/review-context.ts'
import styles from './fields.module.css'

type FieldShellProps = {
  readonly fieldKey: string
  /** Label and help, where there is something beside them: whoever listens hears what is counted before the count. */
  readonly heading?: ReactNode
  /** At the right of the label: a count. */
  readonly aside?: ReactNode
  /** What the reviewer said about this part. */
  readonly comments: readonly string[]
  readonly children: ReactNode
  readonly isTall?: boolean
}

/** The place of one field: its content with what is said about it. `data-field` is how the rest finds it. */
export function FieldShell({ fieldKey, heading, aside, comments, children, isTall = false }: FieldShellProps) {
  const review = use(ReviewContext)
  return (
    <div className={cx(styles['field'], isTall && styles['tall'])}>
      {review === undefined
        ? comments.map((comment) => (
            <p key={comment} className={styles['comment']}>
              <span className={styles['commentWho']}>The reviewer</span>
              {comment}
            </p>
          ))
        : review.comments
            .filter(({ comment }) => comment.field === fieldKey)
            .map((one) => <CommentCard key={one.index} review={review} said={one} />)}
      <div data-field={fieldKey} className={styles['body']}>
        {heading}
        {aside === undefined ? null : <div className={styles['aside']}>{aside}</div>}
        {children}
      </div>
    </div>
  )
}
