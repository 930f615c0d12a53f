import { type ClipboardEvent, type KeyboardEvent, memo, type PointerEvent } from 'react'
import type { Criterion } from '../../../../../../shared/domain/structured.ts'
import { cx } from '../../../../../ui/cx.ts'
import { Dots } from '../../../../../ui/marks.tsx'
import { CriterionDetails } from './criterion-details.tsx'
import { GrowingText } from './growing-text.tsx'
import { PointsInput } from './points-input.tsx'
import type { RubricActions } from './rubric-actions.ts'
import styles from './rubric.module.css'

export type RowHandlers = {
  readonly onKey: (event: KeyboardEvent, id: string) => void
  readonly onPaste: (event: ClipboardEvent<HTMLTextAreaElement>, criterion: Criterion) => void
  readonly onMenu: (id: string, button: HTMLElement) => void
  readonly onDrag: (event: PointerEvent<HTMLElement>, id: string) => void
}

type CriterionRowProps = {
  readonly criterion: Criterion
  readonly index: number
  readonly of: number
  readonly depth: number
  readonly number: string
  readonly isGroup: boolean
  /** What stands where a group has no points, and the share of the whole where shares count. */
  readonly aside: string | undefined
  /** What there is to look at, in words. */
  readonly finding: string | undefined
  readonly isOpen: boolean
  /** Where another one is being dragged to, seen from here. */
  readonly drop: 'before' | 'behind' | 'self' | undefined
  readonly top: number
  readonly measure: (element: HTMLElement | null) => void
  readonly actions: RubricActions
  readonly handlers: RowHandlers
}

/** Deeper ones stand no further in: the number tells. */
const DEEPEST_SHOWN = 6

/** One criterion: its words, its points, and what there is to look at. */
export const CriterionRow = memo(function CriterionRow(props: CriterionRowProps) {
  const { criterion, index, of, depth, number, isGroup, aside, finding, isOpen, drop, top } = props
  const { measure, actions, handlers } = props
  const { id, text, points } = criterion
  const name = `${isGroup ? 'Group' : 'Criterion'} ${number}`
  const notes = notesOf(criterion)
  const findingId = `finding-${id}`
  return (
    <li
      ref={measure}
      aria-posinset={index + 1}
      aria-setsize={of}
      data-index={index}
      data-criterion={id}
      data-drop={drop}
      data-finding={finding !== undefined}
      data-group={isGroup}
      className={styles['row']}
      style={{ transform: `translateY(${top}px)`, paddingLeft: `${Math.min(depth, DEEPEST_SHOWN) * 1.25}rem` }}
    >
      <div role="presentation" className={styles['line']} onKeyDown={(event) => handlers.onKey(event, id)}>
        <span
          aria-hidden="true"
          title="Drag to move"
          className={styles['grip']}
          onPointerDown={(event) => handlers.onDrag(event, id)}
        >
          {number}
        </span>
        <GrowingText
          // In the order of tabbing, and where a jump to the field finds it.
          tabIndex={0}
          aria-label={name}
          aria-describedby={finding === undefined ? undefined : findingId}
          data-part="text"
          value={text}
          maxLength={8000}
          placeholder={isGroup ? 'What these have in common' : 'One thing a good answer does'}
          className={cx(styles['text'], isGroup && styles['groupText'])}
          onChange={(event) => {
            const next = event.currentTarget.value
            actions.edit(id, (one) => ({ ...one, text: next }))
          }}
          onPaste={(event) => handlers.onPaste(event, criterion)}
        />
        {aside === undefined ? null : <span className={styles['share']}>{aside}</span>}
        {isGroup ? null : (
          <PointsInput
            label={`Points of criterion ${number}`}
            value={points}
            className={cx(styles['points'], points < 0 && styles['minus'])}
            onChange={(next = 0) => actions.edit(id, (one) => ({ ...one, points: next }))}
          />
        )}
        <button
          type="button"
          aria-label={`More about ${name.toLowerCase()}`}
          aria-haspopup="menu"
          className={styles['more']}
          onClick={(event) => handlers.onMenu(id, event.currentTarget)}
        >
          <Dots />
        </button>
      </div>
      {notes === '' || isOpen ? null : <p className={styles['notes']}>{notes}</p>}
      {finding === undefined ? null : (
        <p id={findingId} className={styles['finding']}>
          {finding}
        </p>
      )}
      {isOpen ? <CriterionDetails criterion={criterion} number={number} isGroup={isGroup} actions={actions} /> : null}
    </li>
  )
})

/** What else is said of a criterion, in one line. */
export function notesOf({ required, tags = [], source = '', weight }: Criterion): string {
  return [
    required === true ? 'Required' : '',
    weight === undefined ? '' : `Weight ${weight}`,
    tags.join(', '),
    source === '' ? '' : `Source: ${source}`,
  ]
    .filter((note) => note !== '')
    .join(' · ')
}
