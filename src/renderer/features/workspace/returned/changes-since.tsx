import { use, useEffect, useId, useMemo, useState } from 'react'
import { useStore } from 'zustand'
import type { SentWork } from '../../../../shared/contract/desk-returned.ts'
import { type Field, isTextField } from '../../../../shared/domain/fields.ts'
import { namesIn } from '../../../../shared/rules/structure-names.ts'
import { valueToLines } from '../../../../shared/rules/value-lines.ts'
import { errorToText } from '../../../client/error-text.ts'
import { type ChangePiece, planChanges } from '../../../editor/plan-changes.ts'
import { moment } from '../../../format/dates.ts'
import type { OpenDraft } from '../../../state/draft.ts'
import { useNow, useServices } from '../../../state/services.ts'
import { useActions } from '../../../state/use-actions.ts'
import { Button } from '../../../ui/button.tsx'
import { ReviewContext } from './review-context.ts'
import styles from './returned.module.css'

/** What the hub has beside the present draft, on demand. */
export function ChangesSince() {
  const review = use(ReviewContext)
  const { desk, toasts } = useServices()
  const [isShown, setShown] = useState(false)
  const [sent, setSent] = useState<SentWork>()
  const taskId = review?.detail.row.id
  const headingId = useId()
  const now = useNow()
  useActions('This task', [
    {
      id: 'changes',
      name: isShown ? 'Hide the changes since you sent it' : 'Changes since you sent it',
      also: 'difference compare diff',
      run: () => setShown(!isShown),
    },
  ])
  useEffect(() => {
    if (!isShown || taskId === undefined) return
    let isOver = false
    desk.returned.sent({ taskId }).then(
      ({ work }) => {
        if (!isOver) setSent(work)
      },
      (error: unknown) => toasts.complain(errorToText(error)),
    )
    return () => {
      isOver = true
    }
  }, [desk, toasts, isShown, taskId])
  if (review === undefined) return null
  return (
    <div className={styles['changes']}>
      <div>
        <Button size="small" aria-expanded={isShown} onPress={() => setShown(!isShown)}>
          {isShown ? 'Hide the changes' : 'Changes since you sent it'}
        </Button>
      </div>
      {isShown && sent !== undefined ? (
        <section aria-labelledby={headingId} className={styles['changes']}>
          <h2 id={headingId} className={styles['label']}>
            Changes since {moment(sent.finishedAt, now)}
          </h2>
          <Changes fields={review.detail.task.fields} draft={review.draft} sent={sent} />
        </section>
      ) : null}
    </div>
  )
}

type ChangesProps = { readonly fields: readonly Field[]; readonly draft: OpenDraft; readonly sent: SentWork }

function Changes({ fields, draft, sent }: ChangesProps) {
  const values = useStore(draft.store, (state) => state.values)
  const counts = useStore(draft.store, (state) => state.counts)
  const changed = useMemo(
    () =>
      fields.flatMap((field) => {
        // The counts are others whenever the text is another one.
        const isText = isTextField(field) && counts[field.key] !== undefined
        const present = isText ? draft.text(field.key)?.state().doc.toString() : values[field.key]
        // By the names of now on both sides: another word for a criterion is no other mark.
        const nameOf = namesIn(field, { ...sent.values, ...values })
        const before = valueToLines(field, sent.values[field.key], nameOf)
        const pieces = planChanges(before, valueToLines(field, present, nameOf))
        return pieces.length === 0 ? [] : [{ field, pieces }]
      }),
    [fields, draft, sent, values, counts],
  )
  if (changed.length === 0) return <p>Nothing has changed.</p>
  return changed.map(({ field, pieces }) => (
    <div key={field.key} className={styles['changed']}>
      <h3 className={styles['label']}>{field.label ?? field.key}</h3>
      <p className={styles['pieces']}>{placed(pieces).map(({ key, piece }) => show(key, piece))}</p>
    </div>
  ))
}

/** Pieces are made anew all together, so their place names them. */
function placed(pieces: readonly ChangePiece[]): { key: string; piece: ChangePiece }[] {
  return pieces.map((piece, at) => ({ key: String(at), piece }))
}

function show(key: string, { kind, text }: ChangePiece) {
  switch (kind) {
    case 'new':
      return <ins key={key}>{text}</ins>
    case 'gone':
      return <del key={key}>{text}</del>
    case 'gap':
      return (
        <span key={key} className={styles['gap']}>
          {' … '}
        </span>
      )
    case 'same':
      return <span key={key}>{text}</span>
  }
}
