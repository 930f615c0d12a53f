import { memo } from 'react'
import type { Finding } from '../../../../../../shared/rules/rubric-lint.ts'
import { count } from '../../../../../format/amounts.ts'
import styles from './rubric.module.css'

type FindingsListProps = {
  readonly findings: readonly Finding[]
  readonly numbers: ReadonlyMap<string, string>
  /** Names of the other fields, by key. */
  readonly labels: ReadonlyMap<string, string>
  /** They hold the work back. */
  readonly isHolding: boolean
  readonly onJump: (finding: Finding) => void
}

/** So many are listed at once; mending some brings the next. */
const SHOWN = 50

/** What there is to look at; each line leads to its place. */
export const FindingsList = memo(function FindingsList(props: FindingsListProps) {
  const { findings, numbers, labels, isHolding, onJump } = props
  if (findings.length === 0) return null
  const rest = findings.length - SHOWN
  return (
    <section aria-label="Worth a look" className={styles['findings']}>
      <p className={styles['findingsHead']}>
        {count(findings.length, 'thing', 'things')} to {isHolding ? 'mend before it can be sent' : 'look at'}
      </p>
      <ul>
        {findings.slice(0, SHOWN).map((finding) => (
          <li key={`${finding.criterion ?? finding.field ?? ''} ${finding.code}`}>
            <button type="button" className={styles['jump']} onClick={() => onJump(finding)}>
              <span className={styles['jumpTo']}>
                {numbers.get(finding.criterion ?? '') ?? labels.get(finding.field ?? '') ?? 'All'}
              </span>
              <span>{finding.text}</span>
            </button>
          </li>
        ))}
      </ul>
      {rest > 0 ? <p className={styles['quiet']}>And {count(rest, 'more', 'more')}.</p> : null}
    </section>
  )
})
