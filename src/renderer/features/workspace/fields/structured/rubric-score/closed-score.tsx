import type { Criteria } from '../../../../../../shared/rules/rubric-tree.ts'
import { placed } from '../../../../../../shared/rules/rubric-tree.ts'
import { signed } from '../../../../../../shared/rules/rubric-text.ts'
import type { Mark } from './mark-actions.ts'
import closed from '../rubric/rubric.module.css'
import styles from './rubric-score.module.css'

type ClosedScoreProps = { readonly criteria: Criteria; readonly marks: readonly Mark[] }

/** Marks that cannot be changed now, as words. */
export function ClosedScore({ criteria, marks }: ClosedScoreProps) {
  const byId = new Map(marks.map((mark) => [mark.id, mark]))
  return (
    <ol className={closed['closed']}>
      {placed(criteria).map(({ criterion, depth, isGroup, number }) => {
        const mark = byId.get(criterion.id)
        const said = mark === undefined ? 'Not marked' : mark.met ? 'Met' : 'Not met'
        return (
          <li
            key={criterion.id}
            className={closed['closedRow']}
            style={{ paddingLeft: `${Math.min(depth, 6) * 1.25}rem` }}
          >
            <span className={closed['closedNumber']}>{number}</span>
            <div className={closed['closedWords']}>
              <p className={closed['asWritten']}>{criterion.text}</p>
              {mark?.evidence === undefined ? null : (
                <blockquote className={styles['quoted']}>{mark.evidence}</blockquote>
              )}
              {mark?.note === undefined ? null : <p className={closed['asWritten']}>{mark.note}</p>}
            </div>
            {isGroup ? null : (
              <span className={closed['closedPoints']}>
                {said} ({signed(criterion.points)})
              </span>
            )}
          </li>
        )
      })}
    </ol>
  )
}
