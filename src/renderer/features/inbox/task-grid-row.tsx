import { memo } from 'react'
import type { TaskRow } from '../../../shared/contract/desk-views.ts'
import { isWritable } from '../../../shared/rules/task-states.ts'
import { bytes, duration, rateShort } from '../../format/amounts.ts'
import { daysUntil, relativeDue } from '../../format/dates.ts'
import { taskKindWords, taskStateWords } from '../../format/states.ts'
import { cx } from '../../ui/cx.ts'
import { StateBadge } from '../../ui/state-badge.tsx'
import grid from '../../ui/long-grid.module.css'
import styles from './task-grid.module.css'

type TaskGridRowProps = {
  readonly index: number
  readonly top: number
  /** Undefined for the blink of an eye in which its page is fetched. */
  readonly row: TaskRow | undefined
  readonly isCurrent: boolean
  readonly now: number
  /** It is about to be opened. */
  readonly onPress: (index: number) => void
  readonly onOpen: (index: number) => void
}

/** Not drawn again while its task stays the same: a long list scrolls over these. */
export const TaskGridRow = memo(
  function TaskGridRow({ index, top, row, isCurrent, now, onPress, onOpen }: TaskGridRowProps) {
    return (
      <tr
        id={`task-row-${index}`}
        tabIndex={-1}
        aria-rowindex={index + 2}
        aria-selected={isCurrent}
        className={cx(styles['row'], grid['line'])}
        style={{ transform: `translateY(${top}px)` }}
        onMouseDown={(event) => {
          event.preventDefault()
          if (event.button === 0) onPress(index)
        }}
        onClick={() => onOpen(index)}
        onKeyDown={() => {
          // The grid hears the keys: it has the focus.
        }}
      >
        {row === undefined ? null : <Cells row={row} now={now} />}
      </tr>
    )
  },
  // What it calls is made anew with every drawing of the list and always does the same.
  (a, b) => a.row === b.row && a.index === b.index && a.top === b.top && a.isCurrent === b.isCurrent && a.now === b.now,
)

function Cells({ row, now }: { readonly row: TaskRow; readonly now: number }) {
  const isOpen = row.state === 'offered' || isWritable(row.state)
  const presses = isOpen && row.dueAt !== undefined && daysUntil(row.dueAt, now) <= 1
  return (
    <>
      <td className={styles['what']}>
        <span dir="auto" className={styles['title']} title={row.title}>
          {row.title}
        </span>
        <span className={styles['about']}>
          {taskKindWords(row.kind)} · {row.occupation.title} · {row.batch.title}
          {row.missing === undefined ? '' : ` · ${bytes(row.missing.bytes)} of files not here yet`}
        </span>
      </td>
      <td className={styles['figures']}>
        <span>{row.estimateMs === undefined ? '' : duration(row.estimateMs)}</span>
        {row.workMs < 60_000 ? null : <span className={styles['about']}>{duration(row.workMs)} worked</span>}
      </td>
      <td className={styles['figures']}>{rateShort(row.rate)}</td>
      <td className={styles['state']}>
        <StateBadge {...taskStateWords(row.state)} />
        {row.dueAt === undefined || !isOpen ? null : (
          <span className={styles['due']} data-presses={presses}>
            {relativeDue(row.dueAt, now)}
          </span>
        )}
      </td>
    </>
  )
}
