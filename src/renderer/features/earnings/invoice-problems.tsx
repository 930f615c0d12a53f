import type { InvoiceProblem } from '../../../shared/contract/desk-invoices.ts'
import { Button } from '../../ui/button.tsx'
import styles from './earnings.module.css'

type InvoiceProblemsProps = {
  readonly problems: readonly InvoiceProblem[]
  readonly onMend: (place: 'you' | 'customer') => void
}

const places = { you: 'Your details', customer: 'Customer' } as const

/** What a draft still needs, each with the id of its rule and the way to where it can be given. */
export function InvoiceProblems({ problems, onMend }: InvoiceProblemsProps) {
  if (problems.length === 0) return <p className={styles['note']}>Everything that is needed is there.</p>
  return (
    <section aria-label="Before you issue">
      <ul className={styles['problems']}>
        {problems.map(({ id, place, text, isAdvice }) => (
          <li key={`${id} ${place} ${text}`} className={styles['problem']} data-advice={isAdvice || undefined}>
            <span>
              {text} {isAdvice ? '(Only advice.) ' : ''}
              <span className={styles['rule']}>{id}</span>
            </span>
            {place === 'invoice' ? null : (
              <Button size="small" onPress={() => onMend(place)}>
                {places[place]}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}
