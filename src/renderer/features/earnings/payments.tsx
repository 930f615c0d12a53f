import type { Payment } from '../../../shared/domain/invoice.ts'
import { errorToText } from '../../client/error-text.ts'
import { money } from '../../format/amounts.ts'
import { dateToShort } from '../../format/dates.ts'
import { useNow, useResource, useServices } from '../../state/services.ts'
import { Button } from '../../ui/button.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { VisuallyHidden } from '../../ui/visually-hidden.tsx'
import { Wide } from '../../ui/wide.tsx'
import styles from './earnings.module.css'

/** What has come, newest first. */
export function Payments({ payments }: { readonly payments: readonly Payment[] }) {
  const { desk, earnings, toasts } = useServices()
  const now = useNow()
  const { value: invoices } = useResource(earnings.invoices)
  const { value: all } = useResource(earnings.earnings)

  async function drop({ id }: Payment): Promise<void> {
    try {
      await desk.invoices.dropPayment({ id })
      toasts.offerUndo('The payment was taken out.', () => {
        desk.invoices.undoDropPayment({ id }).catch((error: unknown) => toasts.complain(errorToText(error)))
      })
    } catch (error) {
      toasts.complain(errorToText(error))
    }
  }

  function forWhat({ invoiceId, programmeId }: Payment): string {
    if (invoiceId !== undefined) return invoices?.find(({ id }) => id === invoiceId)?.number ?? ''
    return all?.programmes.find((programme) => programme.programmeId === programmeId)?.name ?? ''
  }

  if (payments.length === 0) {
    return (
      <EmptyState title="No payment noted yet.">Note what has come, and each difference is shown above.</EmptyState>
    )
  }
  return (
    <Wide>
      <table className={styles['list']}>
        <thead>
          <tr>
            <th scope="col">Date</th>
            <th scope="col">For</th>
            <th scope="col">Reference</th>
            <th scope="col" className={styles['amount']}>
              Amount
            </th>
            <th scope="col">
              <VisuallyHidden>What can be done</VisuallyHidden>
            </th>
          </tr>
        </thead>
        <tbody>
          {payments.map((payment) => (
            <tr key={payment.id}>
              <td className={styles['whole']}>{dateToShort(payment.date, now)}</td>
              <td className={styles['long']}>{forWhat(payment)}</td>
              <td className={styles['long']}>{payment.reference}</td>
              <td className={styles['amount']}>{money(payment)}</td>
              <td>
                <Button variant="quiet" size="small" onPress={() => void drop(payment)}>
                  Take out
                </Button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Wide>
  )
}
