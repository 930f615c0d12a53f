import { useEffect, useState } from 'react'
import { Button as AriaButton } from 'react-aria-components'
import type { SubmissionView } from '../../../shared/contract/desk-views.ts'
import { count, duration } from '../../format/amounts.ts'
import { moment } from '../../format/dates.ts'
import { submissionStateWords } from '../../format/states.ts'
import { useNow, useResource, useServices } from '../../state/services.ts'
import { Button } from '../../ui/button.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { Link } from '../../ui/link.tsx'
import { Section } from '../../ui/page.tsx'
import { StateBadge } from '../../ui/state-badge.tsx'
import { ReceiptDialog } from './receipt-dialog.tsx'
import styles from './sync.module.css'

/** What was handed in, newest first; each row opens its receipt. */
export function SubmissionsTable() {
  const { submissions } = useServices()
  const { value } = useResource(submissions.list)
  const [open, setOpen] = useState<SubmissionView>()
  useEffect(() => submissions.watch(), [submissions])
  const now = useNow()
  return (
    <Section
      title="Submissions"
      aside={
        value === undefined || value.total === 0 ? null : (
          <Link href="#/reconcile">Compare with what the hub has signed for</Link>
        )
      }
    >
      {value === undefined ? null : value.total === 0 ? (
        <EmptyState title="Nothing has been handed in yet.">
          For every piece of work it takes, the hub signs a receipt. It is kept here and can be checked without the hub.
        </EmptyState>
      ) : (
        <>
          <table className={styles['table']}>
            <thead>
              <tr>
                <th scope="col">Task</th>
                <th scope="col">Finished</th>
                <th scope="col">Time</th>
                <th scope="col">Receipt</th>
                <th scope="col">State</th>
              </tr>
            </thead>
            <tbody>
              {value.rows.map((row) => (
                <tr key={row.id} onClick={() => setOpen(row)}>
                  <td>
                    <AriaButton className={styles['open'] ?? ''} onPress={() => setOpen(row)}>
                      {row.title}
                    </AriaButton>
                  </td>
                  <td>{moment(row.finishedAt, now)}</td>
                  <td>{duration(row.claimedMs)}</td>
                  <td>{row.receipt === undefined ? '' : moment(row.receipt.receivedAt, now)}</td>
                  <td>
                    <StateBadge {...submissionStateWords(row.state)} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
          {value.rows.length < value.total ? (
            <div className={styles['more']}>
              <Button onPress={() => submissions.more()}>
                Show more ({count(value.total - value.rows.length, 'older one', 'older ones')})
              </Button>
            </div>
          ) : null}
        </>
      )}
      <ReceiptDialog submission={open} onClose={() => setOpen(undefined)} />
    </Section>
  )
}
