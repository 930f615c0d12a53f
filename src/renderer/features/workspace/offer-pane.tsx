import { useState } from 'react'
import type { TaskDetail } from '../../../shared/contract/desk-views.ts'
import { isKnownField } from '../../../shared/domain/fields.ts'
import { count, duration, rateInWords } from '../../format/amounts.ts'
import { relativeDue, shortDate } from '../../format/dates.ts'
import { taskKindWords } from '../../format/states.ts'
import { useNow } from '../../state/services.ts'
import { Button } from '../../ui/button.tsx'
import { Disclosure } from '../../ui/disclosure.tsx'
import { TextArea } from '../../ui/text-field.tsx'
import { Tooltip } from '../../ui/tooltip.tsx'
import { asks } from './fields/field-words.ts'
import styles from './workspace.module.css'

const DAY = 86_400_000

type OfferPaneProps = {
  readonly detail: TaskDetail
  readonly onTake: () => void
  readonly onDecline: (reason: string) => void
}

/** What one would have to write, for what and by when, and whether one wants to. */
export function OfferPane({ detail, onTake, onDecline }: OfferPaneProps) {
  const { row, task, programme, batch } = detail
  const [reason, setReason] = useState('')
  const now = useNow()
  const isBack = row.state === 'declined'
  return (
    <div className={styles['offer']}>
      <div className={styles['decide']}>
        <Tooltip text="Take this task" shortcut="t">
          <Button variant="primary" size="large" onPress={onTake}>
            Take this task
          </Button>
        </Tooltip>
        {isBack ? null : (
          <Button variant="quiet" size="large" onPress={() => onDecline(reason)}>
            Not for me
          </Button>
        )}
      </div>
      {isBack ? null : (
        <Disclosure title="Say why, if it is not for you" level={2}>
          <TextArea
            label="Why it is not for you"
            help="The operator reads it with the task you give back. You may leave it empty."
            rows={2}
            value={reason}
            onChange={setReason}
          />
        </Disclosure>
      )}
      {isBack ? <p className={styles['note']}>You gave this task back. You can still take it.</p> : null}
      <dl className={styles['offerFacts']}>
        <Fact name="Pays" value={rateInWords(row.rate)} />
        {row.estimateMs === undefined ? null : <Fact name="Takes about" value={duration(row.estimateMs)} />}
        <Fact name="Back by" value={backBy(detail, now)} />
        <Fact name="Kind" value={`${taskKindWords(row.kind)}, ${row.occupation.title}`} />
        <Fact name="From" value={`${batch.title}, ${programme.name}`} />
      </dl>
      <section aria-label="What you would write">
        <h2 className={styles['offerTitle']}>What you would write</h2>
        <ol className={styles['asked']}>
          {task.fields.map((field) => (
            <li key={field.key}>
              <p className={styles['askedLabel']}>{field.label ?? field.key}</p>
              <p className={styles['note']}>
                {isKnownField(field)
                  ? [asks(field), field.required ? '' : 'may stay empty'].filter((part) => part !== '').join(', ')
                  : 'This part needs a newer Understudy.'}
              </p>
              {isKnownField(field) && field.help !== undefined ? <p className={styles['note']}>{field.help}</p> : null}
            </li>
          ))}
        </ol>
      </section>
    </div>
  )
}

function backBy({ row, programme }: TaskDetail, now: number): string {
  if (row.dueAt !== undefined) return relativeDue(row.dueAt, now)
  const days = count(programme.leaseDays, 'day', 'days')
  return `${days} after you take it: ${shortDate(now + programme.leaseDays * DAY, now)} if that is today`
}

function Fact({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  )
}
