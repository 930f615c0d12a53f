import { signed } from '../../../../../../shared/rules/rubric-text.ts'
import { type Criteria, placed } from '../../../../../../shared/rules/rubric-tree.ts'
import { cx } from '../../../../../ui/cx.ts'
import { notesOf } from './criterion-row.tsx'
import { asidesOf } from './rubric-words.ts'
import styles from './rubric.module.css'

/** A rubric that cannot be changed now, as words. */
export function ClosedRubric({ items, isWeighted }: { readonly items: Criteria; readonly isWeighted: boolean }) {
  if (items.length === 0) return <p>Nothing was given here.</p>
  const places = placed(items)
  const asides = asidesOf(places, isWeighted)
  return (
    <ol className={styles['closed']}>
      {places.map(({ criterion, depth, isGroup, number }) => {
        const notes = notesOf(criterion)
        return (
          <li
            key={criterion.id}
            className={styles['closedRow']}
            style={{ paddingLeft: `${Math.min(depth, 6) * 1.25}rem` }}
          >
            <span className={styles['closedNumber']}>{number}</span>
            <div className={styles['closedWords']}>
              <p className={cx(styles['asWritten'], isGroup && styles['groupText'])}>{criterion.text}</p>
              {notes === '' ? null : <p className={styles['quiet']}>{notes}</p>}
            </div>
            <span className={styles['share']}>{asides.get(criterion.id)}</span>
            {isGroup ? null : <span className={styles['closedPoints']}>{signed(criterion.points)}</span>}
          </li>
        )
      })}
    </ol>
  )
}
