import { Controller, type FieldPath, useForm } from 'react-hook-form'
import { Seller } from '../../../shared/domain/invoice.ts'
import { errorToText } from '../../client/error-text.ts'
import { useResource, useServices } from '../../state/services.ts'
import { Button } from '../../ui/button.tsx'
import { Checkbox } from '../../ui/checkbox.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { goToFault } from '../../ui/go-to-fault.ts'
import { NumberField } from '../../ui/number-field.tsx'
import { formFaults } from './form-faults.ts'
import { AddressFields, FormText, tidyAddress } from './form-fields.tsx'
import styles from './earnings.module.css'

/** What invoices say of the expert; asked once. */
export function SellerDialog({ onClose }: { readonly onClose: () => void }) {
  const { earnings } = useServices()
  const { value } = useResource(earnings.seller)
  return value === undefined ? null : <SellerForm seller={value} onClose={onClose} />
}

function SellerForm({ seller, onClose }: { readonly seller: Seller; readonly onClose: () => void }) {
  const { desk, toasts } = useServices()
  const { control, handleSubmit, setError, watch } = useForm<Seller>({ defaultValues: seller })
  const isSmallBusiness = watch('isSmallBusiness')

  async function save(typed: Seller): Promise<void> {
    const parsed = Seller.safeParse({ ...typed, address: tidyAddress(typed.address) })
    if (!parsed.success) {
      for (const { path, message } of formFaults(parsed.error.issues)) setError(path as FieldPath<Seller>, { message })
      return goToFault()
    }
    try {
      await desk.invoices.saveSeller(parsed.data)
      onClose()
    } catch (error) {
      toasts.complain(errorToText(error))
    }
  }

  return (
    <Dialog
      title="Your details"
      isOpen
      isWide
      onClose={onClose}
      buttons={
        <Button variant="primary" onPress={() => void handleSubmit(save)()}>
          Save
        </Button>
      }
    >
      <p className={styles['note']}>They stand on your invoices and stay on this computer.</p>
      <div className={styles['form']}>
        <FormText control={control} name="name" label="Your name, or your business’s" />
        <div className={styles['pair']}>
          <AddressFields control={control} at={(part) => `address.${part}` as 'address.city'} />
        </div>
        <h3 className={styles['group']}>Numbers</h3>
        <div className={styles['pair']}>
          <FormText
            control={control}
            name="vatId"
            label="VAT number"
            help="Such as DE123456789. Leave it empty if you have none."
          />
          <FormText control={control} name="taxNumber" label="Tax number" help="The one your tax office gave you." />
          <FormText
            control={control}
            name="registration"
            label="Register number"
            help="Of a trade or company register, if you are in one."
          />
          <Controller
            control={control}
            name="vatRate"
            render={({ field }) => (
              <NumberField
                label="Usual VAT rate"
                unit="%"
                minValue={0}
                maxValue={100}
                decimals={2}
                value={field.value / 100}
                error={unsaid(field.value)}
                onChange={(rate) => field.onChange(Math.round(rate * 100))}
              />
            )}
          />
        </div>
        <Controller
          control={control}
          name="isSmallBusiness"
          render={({ field }) => (
            <Checkbox isSelected={field.value} onChange={field.onChange}>
              My business is so small that the law frees it of VAT
            </Checkbox>
          )}
        />
        {isSmallBusiness ? (
          <FormText
            control={control}
            name="smallBusinessReason"
            label="The law that says so"
            help="Such as “Small business, § 19 UStG”. It stands on the invoice."
          />
        ) : null}
        <h3 className={styles['group']}>Who to ask</h3>
        <div className={styles['pair']}>
          <FormText control={control} name="contact.name" label="Contact name" />
          <FormText control={control} name="contact.phone" label="Telephone" />
          <FormText control={control} name="contact.email" label="E-mail" />
        </div>
        <h3 className={styles['group']}>Where to pay</h3>
        <div className={styles['pair']}>
          <FormText control={control} name="account.number" label="IBAN or account number" />
          <FormText control={control} name="account.bic" label="BIC" />
          <FormText control={control} name="account.holder" label="Account holder" />
          <Controller
            control={control}
            name="dueDays"
            render={({ field }) => (
              <NumberField
                label="Days to pay"
                minValue={0}
                maxValue={365}
                value={field.value}
                error={unsaid(field.value)}
                onChange={field.onChange}
              />
            )}
          />
        </div>
        <h3 className={styles['group']}>Numbers of invoices</h3>
        <div className={styles['pair']}>
          <FormText
            control={control}
            name="series"
            label="Begin with"
            help="2026- gives 2026-0001, 2026-0002, … Another beginning starts a series of its own. On a second computer take another one, such as 2026-B-: each counts for itself, and no number may be given twice."
          />
          <Controller
            control={control}
            name="firstNumber"
            render={({ field }) => (
              <NumberField
                label="First number of a series"
                help="Where you have issued some before, the one that comes next."
                minValue={1}
                maxValue={999_999}
                value={field.value}
                error={unsaid(field.value)}
                onChange={field.onChange}
              />
            )}
          />
        </div>
        <h3 className={styles['group']}>Peppol</h3>
        <div className={styles['pair']}>
          <FormText
            control={control}
            name="electronicAddress.scheme"
            label="Kind of address"
            help="Only for Peppol: four digits, such as 9930 for a German VAT number."
          />
          <FormText control={control} name="electronicAddress.id" label="Address" />
        </div>
      </div>
    </Dialog>
  )
}

/** None is not quietly another one: it would stand on the next invoice. */
function unsaid(value: number): string | undefined {
  return Number.isNaN(value) ? 'Give a number.' : undefined
}
