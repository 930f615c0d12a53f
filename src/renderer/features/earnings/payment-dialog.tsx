import { useState } from 'react'
import { MOST_MINOR } from '../../../shared/domain/money.ts'
import { currencyDecimals } from '../../../shared/rules/pay.ts'
import { errorToText } from '../../client/error-text.ts'
import { money } from '../../format/amounts.ts'
import { useNow, useResource, useServices } from '../../state/services.ts'
import { toDate } from '../../state/time-ranges.ts'
import { Button } from '../../ui/button.tsx'
import { DateField } from '../../ui/date-field.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { goToFault } from '../../ui/go-to-fault.ts'
import { NumberField } from '../../ui/number-field.tsx'
import { oneAtATime } from '../../ui/one-at-a-time.ts'
import { Select } from '../../ui/select.tsx'
import { TextField } from '../../ui/text-field.tsx'
import styles from './earnings.module.css'

type PaymentDialogProps = { readonly onClose: () => void; readonly invoiceId?: string }

/** Notes money that has come: for an invoice, or for a programme that pays without one. */
export function PaymentDialog({ onClose, invoiceId }: PaymentDialogProps) {
  const { desk, earnings, toasts, newId } = useServices()
  const { value: invoices } = useResource(earnings.invoices)
  const { value: all } = useResource(earnings.earnings)
  const now = useNow()
  const targets = [
    ...(invoices ?? [])
      .filter((row) => row.state === 'issued' && row.kind === 'invoice')
      .map((row) => ({
        key: row.id,
        label: `${row.number ?? ''}, ${row.customer}, ${money(row.gross)}`,
        currency: row.gross.currency,
        open: row.open.minor,
        target: { invoiceId: row.id },
      })),
    ...(all?.programmes ?? []).map(({ programmeId, name, currency }) => ({
      key: `${programmeId} ${currency}`,
      label: `${name}, without an invoice, ${currency}`,
      currency,
      open: 0,
      target: { programmeId },
    })),
  ]
  const [key, setKey] = useState<string | undefined>(invoiceId)
  const chosen = targets.find((target) => target.key === key)
  const [typed, setTyped] = useState<number>()
  const [date, setDate] = useState(toDate(now))
  const [reference, setReference] = useState('')
  // Pressed again after a lost answer, it is the same payment.
  const [id] = useState(newId)
  const [isTried, setIsTried] = useState(false)
  const [once] = useState(oneAtATime)
  const unit = 10 ** currencyDecimals(chosen?.currency ?? 'EUR')
  const amount = typed ?? (chosen === undefined || chosen.open <= 0 ? Number.NaN : chosen.open / unit)
  const minor = Math.round(amount * unit)
  const fault = !(minor > 0)
    ? 'Give the amount that came.'
    : minor > MOST_MINOR
      ? 'That is more than can be noted as one payment.'
      : undefined

  async function note(): Promise<void> {
    setIsTried(true)
    if (chosen === undefined || fault !== undefined || date === '') return goToFault()
    try {
      await desk.invoices.addPayment({ id, date, minor, currency: chosen.currency, reference, ...chosen.target })
      toasts.say('The payment is noted.')
      onClose()
    } catch (error) {
      toasts.complain(errorToText(error))
    }
  }

  return (
    <Dialog
      title="Note a payment"
      isOpen
      onClose={onClose}
      buttons={
        <Button variant="primary" onPress={() => void once(note)}>
          Note payment
        </Button>
      }
    >
      <div className={styles['form']}>
        <Select
          label="For"
          options={targets.map((target) => ({ key: target.key, label: target.label }))}
          value={key}
          onChange={setKey}
          error={isTried && chosen === undefined ? 'Choose what it is for.' : undefined}
        />
        <NumberField
          label="Amount"
          unit={chosen?.currency}
          value={amount}
          onChange={setTyped}
          minValue={0}
          decimals={currencyDecimals(chosen?.currency ?? 'EUR')}
          error={isTried ? fault : undefined}
        />
        <DateField
          label="Date"
          value={date}
          onChange={setDate}
          error={isTried && date === '' ? 'Give the day.' : undefined}
        />
        <TextField
          label="Reference"
          value={reference}
          onChange={setReference}
          help="What the bank shows with it."
          maxLength={200}
        />
      </div>
    </Dialog>
  )
}
