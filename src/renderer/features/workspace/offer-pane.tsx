import { useState } from 'react'
import type { TaskDetail } from '../../../shared/contract/desk-views.ts'
import { type Field, isKnownField } from '../../../shared/domain/fields.ts'
import { count, duration, rateInWords } from '../../format/amounts.ts'
import { relativeDue, shortDate } from '../../format/dates.ts'
import { givenBackWords } from '../../format/states.ts'
import { useNow } from '../../state/services.ts'
import { Button } from '../../ui/button.tsx'
import { Disclosure } from '../../ui/disclosure.tsx'
import { TextArea } from '../../ui/text-field.tsx'
import { Tooltip } from '../../ui/tooltip.tsx'
import { asks } from './fields/field-words.ts'
import styles from './offer.module.css'
import { Papers } from './papers.tsx'

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
    <aside aria-label="About this task" className={styles['side']}>
      <div className={styles['decide']}>
        <Tooltip text={isBack ? 'Take it again' : 'Take this task'} shortcut="t">
          <Button variant="primary" size="large" onPress={onTake}>
            {isBack ? 'Take it again' : 'Take this task'}
          </Button>
        </Tooltip>
        {isBack ? null : (
          <Button variant="quiet" size="large" onPress={() => onDecline(reason)}>
            Not for me
          </Button>
        )}
      </div>
      {isBack ? (
        <p className={styles['note']}>{givenBackWords(detail.assignment)}</p>
      ) : (
        <Disclosure title="Say why, if it is not for you" level={2}>
          <TextArea
            label="Why it is not for you"
            help="The operator reads it with the task you give back. It may stay empty."
            rows={2}
            value={reason}
            onChange={setReason}
          />
        </Disclosure>
      )}
      <dl className={styles['facts']}>
        <Fact name="Pays" value={rateInWords(row.rate)} />
        {row.estimateMs === undefined ? null : <Fact name="Takes about" value={duration(row.estimateMs)} />}
        <Fact name="Back by" value={backBy(detail, now)} />
        <Fact name="Programme" value={`${programme.name}, ${programme.operator}`} />
        <Fact name="Batch" value={batch.title} />
        {task.tags.length === 0 ? null : <Fact name="Tags" value={task.tags.join(', ')} />}
        {programme.summary.trim() === '' ? null : <Fact name="About the programme" value={programme.summary} />}
      </dl>
      <section aria-label="What you would write">
        <h2 className={styles['sideTitle']}>What you would write</h2>
        <ol className={styles['asked']}>
          {task.fields.map((field) => (
            <li key={field.key}>
              {field.label ?? field.key}
              <span className={styles['note']}>{askedWords(field)}</span>
              {isKnownField(field) && field.help !== undefined ? (
                <span className={styles['note']}>{field.help}</span>
              ) : null}
            </li>
          ))}
        </ol>
      </section>
      <div className={styles['papers']}>
        <Papers taskId={row.id} programme={programme} />
      </div>
    </aside>
  )
}

function askedWords(field: Field): string {
  if (!isKnownField(field)) return 'This part needs a newer Understudy.'
  return [asks(field), field.required ? '' : 'may stay empty'].filter((part) => part !== '').join(', ')
}

function backBy({ row, programme }: TaskDetail, now: number): string {
  if (row.dueAt !== undefined) return relativeDue(row.dueAt, now)
  const days = count(programme.leaseDays, 'day', 'days')
  return `${days} after you take it (taken today: ${shortDate(now + programme.leaseDays * DAY, now)})`
}

function Fact({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  )
}
