import { type KeyboardEvent, memo } from 'react'
import type { Criterion } from '../../../../../../shared/domain/structured.ts'
import { signed } from '../../../../../../shared/rules/rubric-text.ts'
import { cx } from '../../../../../ui/cx.ts'
import { GrowingText } from '../rubric/growing-text.tsx'
import type { Mark, MarkActions } from './mark-actions.ts'
import styles from './rubric-score.module.css'

type MarkRowProps = {
  readonly criterion: Criterion
  readonly mark: Mark | undefined
  readonly index: number
  readonly of: number
  readonly depth: number
  readonly number: string
  readonly isGroup: boolean
  /** Its share of the whole, where shares count. */
  readonly share: string | undefined
  readonly isCurrent: boolean
  /** Evidence is asked for and not there. */
  readonly isBare: boolean
  readonly top: number
  readonly measure: (element: HTMLElement | null) => void
  readonly actions: MarkActions
  readonly onKey: (event: KeyboardEvent, id: string) => void
}

/** One criterion with its mark, and below it evidence and note where it is marked. */
export const MarkRow = memo(function MarkRow(props: MarkRowProps) {
  const { criterion, mark, index, of, depth, number, isGroup, share, isCurrent, isBare, top, measure } = props
  const { actions, onKey } = props
  const { id, text, points, required, source } = criterion
  const textId = `criterion-${id}`
  const notes = [required === true ? 'Required' : '', source ?? ''].filter((one) => one !== '').join(' · ')
  return (
    <li
      ref={measure}
      aria-posinset={index + 1}
      aria-setsize={of}
      data-index={index}
      data-criterion={id}
      data-current={isCurrent}
      data-mark={mark === undefined ? 'none' : mark.met ? 'met' : 'not-met'}
      className={styles['row']}
      style={{ transform: `translateY(${top}px)`, paddingLeft: `${Math.min(depth, 6) * 1.25}rem` }}
    >
      <div role="presentation" className={styles['line']} onKeyDown={(event) => onKey(event, id)}>
        <span className={styles['number']}>{number}</span>
        <div className={styles['words']}>
          <p id={textId} className={cx(styles['text'], isGroup && styles['group'])}>
            {text}
          </p>
          {notes === '' ? null : <p className={styles['notes']}>{notes}</p>}
        </div>
        {isGroup ? null : (
          <>
            <span className={styles['points']}>{share ?? signed(points)}</span>
            <fieldset aria-label={`Mark of criterion ${number}`} aria-describedby={textId} className={styles['marks']}>
              <button
                type="button"
                data-part="met"
                aria-pressed={mark?.met === true}
                className={styles['mark']}
                onClick={() => actions.mark(id, true)}
              >
                Met
              </button>
              <button
                type="button"
                data-part="not-met"
                aria-pressed={mark?.met === false}
                className={styles['mark']}
                onClick={() => actions.mark(id, false)}
              >
                Not met
              </button>
            </fieldset>
          </>
        )}
      </div>
      {mark === undefined || isGroup ? null : (
        <div className={styles['more']}>
          <GrowingText
            aria-label={`Evidence for criterion ${number}`}
            data-part="evidence"
            value={mark.evidence ?? ''}
            maxLength={20_000}
            placeholder={
              isBare ? 'Evidence is asked for: quote from what is marked' : 'Evidence: quote from what is marked'
            }
            className={cx(styles['evidence'], isBare && styles['bare'])}
            onKeyDown={(event) => onKey(event, id)}
            onChange={(event) => actions.say(id, 'evidence', event.currentTarget.value)}
          />
          <GrowingText
            aria-label={`Note on criterion ${number}`}
            data-part="note"
            value={mark.note ?? ''}
            maxLength={8_000}
            placeholder="Note"
            className={styles['note']}
            onKeyDown={(event) => onKey(event, id)}
            onChange={(event) => actions.say(id, 'note', event.currentTarget.value)}
          />
        </div>
      )}
    </li>
  )
})
