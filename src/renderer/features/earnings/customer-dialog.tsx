import { useState } from 'react'
import { Controller, type FieldPath, useForm } from 'react-hook-form'
import type { Customer } from '../../../shared/contract/desk-invoices.ts'
import { Buyer, type InvoiceProfile, type TimeUnit } from '../../../shared/domain/invoice.ts'
import { errorToText } from '../../client/error-text.ts'
import { useServices } from '../../state/services.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { goToFault } from '../../ui/go-to-fault.ts'
import { oneAtATime } from '../../ui/one-at-a-time.ts'
import { Select } from '../../ui/select.tsx'
import { formFaults } from './form-faults.ts'
import { AddressFields, FormText, tidyAddress } from './form-fields.tsx'
import styles from './earnings.module.css'

const profiles: readonly { key: InvoiceProfile; label: string }[] = [
  { key: 'plain', label: 'The European standard, nothing on top' },
  { key: 'xrechnung', label: 'XRechnung (public offices in Germany)' },
  { key: 'peppol', label: 'Peppol' },
]
const units: readonly { key: TimeUnit; label: string }[] = [
  { key: 'HUR', label: 'Hours' },
  { key: 'MIN', label: 'Minutes' },
]

type CustomerDialogProps = {
  readonly customer?: Customer | undefined
  readonly onClose: () => void
  readonly onSaved: (customer: Customer) => void
}

/** Who is to pay. */
export function CustomerDialog({ customer, onClose, onSaved }: CustomerDialogProps) {
  const { desk, toasts, newId } = useServices()
  const [once] = useState(oneAtATime)
  // A new one has its id from here: saved again after a lost answer, it is no second customer.
  const [id] = useState(() => customer?.id ?? newId())
  const { control, handleSubmit, setError } = useForm<Buyer>({ defaultValues: customer?.buyer ?? Buyer.parse({}) })

  async function save(typed: Buyer): Promise<void> {
    const parsed = Buyer.safeParse({ ...typed, address: tidyAddress(typed.address) })
    if (!parsed.success) {
      for (const { path, message } of formFaults(parsed.error.issues)) setError(path as FieldPath<Buyer>, { message })
      return goToFault()
    }
    if (parsed.data.name.trim() === '') {
      setError('name', { message: 'Give the name.' })
      return goToFault()
    }
    try {
      onSaved(await desk.invoices.saveCustomer({ id, buyer: parsed.data }))
    } catch (error) {
      toasts.complain(errorToText(error))
    }
  }

  return (
    <Dialog
      title={customer === undefined ? 'New customer' : 'Customer'}
      isOpen
      isWide
      onClose={onClose}
      buttons={
        <Button variant="primary" onPress={() => void once(handleSubmit(save))}>
          Save
        </Button>
      }
    >
      <div className={styles['form']}>
        <FormText control={control} name="name" label="Name" />
        <div className={styles['pair']}>
          <AddressFields control={control} at={(part) => `address.${part}` as 'address.city'} />
        </div>
        <div className={styles['pair']}>
          <FormText control={control} name="email" label="E-mail for invoices" />
          <FormText control={control} name="vatId" label="VAT number" help="Of a business in the European Union." />
          <FormText control={control} name="registration" label="Register number" />
          <FormText
            control={control}
            name="reference"
            label="Their reference"
            help="What they want to find on it; public offices in Germany: the Leitweg-ID."
          />
          <FormText control={control} name="orderNumber" label="Order number" />
        </div>
        <div className={styles['pair']}>
          <Controller
            control={control}
            name="profile"
            render={({ field }) => (
              <Select label="Electronic invoices by" options={profiles} value={field.value} onChange={field.onChange} />
            )}
          />
          <Controller
            control={control}
            name="unit"
            render={({ field }) => (
              <Select label="Time in" options={units} value={field.value} onChange={field.onChange} />
            )}
          />
          <FormText
            control={control}
            name="electronicAddress.scheme"
            label="Kind of Peppol address"
            help="Four digits, such as 0192. Only for Peppol."
          />
          <FormText control={control} name="electronicAddress.id" label="Peppol address" />
        </div>
      </div>
    </Dialog>
  )
}
