import { Button as AriaButton } from 'react-aria-components'
import type { InvoiceRow } from '../../../shared/contract/desk-invoices.ts'
import { count, money } from '../../format/amounts.ts'
import { dateToShort } from '../../format/dates.ts'
import { useNow, useResource, useServices } from '../../state/services.ts'
import { EmptyState } from '../../ui/empty-state.tsx'
import { Wide } from '../../ui/wide.tsx'
import styles from './earnings.module.css'

type InvoiceListProps = { readonly onOpen: (id: string) => void; readonly billable: number }

/** Drafts, invoices and credit notes, newest first. */
export function InvoiceList({ onOpen, billable }: InvoiceListProps) {
  const { earnings } = useServices()
  const { value } = useResource(earnings.invoices)
  const now = useNow()
  if (value === undefined) return null
  if (value.length === 0) {
    return (
      <EmptyState title="No invoices yet.">
        {billable === 0
          ? 'Once work is accepted, you can make an invoice of it here.'
          : `${count(billable, 'accepted task waits', 'accepted tasks wait')} for an invoice.`}
      </EmptyState>
    )
  }
  return (
    <Wide>
      <table className={styles['list']}>
        <thead>
          <tr>
            <th scope="col">Number</th>
            <th scope="col">Customer</th>
            <th scope="col">Date</th>
            <th scope="col" className={styles['amount']}>
              Amount
            </th>
            <th scope="col">State</th>
          </tr>
        </thead>
        <tbody>
          {value.map((row) => (
            <tr key={row.id}>
              <td className={styles['whole']}>
                <AriaButton className={styles['open'] ?? ''} onPress={() => onOpen(row.id)}>
                  {row.number ?? 'Draft'}
                </AriaButton>
              </td>
              <td className={styles['long']}>{row.customer}</td>
              <td className={styles['whole']}>
                {row.state === 'draft' || row.issueDate === undefined ? '' : dateToShort(row.issueDate, now)}
              </td>
              <td className={styles['amount']}>{money(row.gross)}</td>
              <td>{stateOf(row, now)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Wide>
  )
}

/** How an invoice stands, in words. */
export function stateOf(row: InvoiceRow, now: number): string {
  if (row.state === 'draft') return 'Not issued yet'
  if (row.kind === 'credit-note') return 'Credit note'
  if (row.takenBackBy !== undefined) return `Taken back by ${row.takenBackBy}`
  if (row.open.minor === 0) return 'Paid'
  if (row.paid.minor === 0) return `To be paid by ${row.dueDate === undefined ? '' : dateToShort(row.dueDate, now)}`
  const { minor, currency } = row.open
  return `${money({ minor: Math.abs(minor), currency })} ${minor > 0 ? 'less' : 'more'} than invoiced`
}
