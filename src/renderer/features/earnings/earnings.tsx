import { lazy, Suspense, useEffect, useState } from 'react'
import { useResource, useServices } from '../../state/services.ts'
import { useActions } from '../../state/use-actions.ts'
import { Banner } from '../../ui/banner.tsx'
import { Button } from '../../ui/button.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { Page, Section } from '../../ui/page.tsx'
import { ScreenHeading } from '../../ui/screen-heading.tsx'
import { InvoiceDialog } from './invoice-dialog.tsx'
import { InvoiceList } from './invoice-list.tsx'
import { NewInvoiceDialog } from './new-invoice-dialog.tsx'
import { PaymentDialog } from './payment-dialog.tsx'
import { Payments } from './payments.tsx'
import { SellerDialog } from './seller-dialog.tsx'
import { Totals } from './totals.tsx'
import { WorkTable } from './work-table.tsx'
import styles from './earnings.module.css'

// Charts weigh more than all the rest of the window; they come when they are looked at.
const Charts = lazy(async () => ({ default: (await import('./charts.tsx')).Charts }))

type Open =
  | { readonly what: 'seller' | 'new' | 'payment' }
  | { readonly what: 'invoice'; readonly id: string }
  | { readonly what: 'payment'; readonly invoiceId: string }

/** What was earned, what was invoiced, and what has come. */
export function Earnings() {
  const { earnings: keeper } = useServices()
  const { value, problem } = useResource(keeper.earnings)
  const { value: billable } = useResource(keeper.billable)
  const [open, show] = useState<Open>()
  useEffect(() => {
    document.title = 'Earnings – Understudy'
    return keeper.watch()
  }, [keeper])
  const close = (): void => show(undefined)
  const hasWork = (value?.tasks.length ?? 0) > 0
  const hasAny = hasWork || (value?.payments.length ?? 0) > 0
  useActions('Earnings', [
    { id: 'seller', name: 'Your details', also: 'address tax number', run: () => show({ what: 'seller' }) },
    ...((billable?.length ?? 0) === 0
      ? []
      : [{ id: 'new', name: 'New invoice', also: 'bill', run: () => show({ what: 'new' }) }]),
    ...(hasAny ? [{ id: 'payment', name: 'Note a payment', also: 'paid', run: () => show({ what: 'payment' }) }] : []),
  ])
  return (
    <Page>
      <ScreenHeading>Earnings</ScreenHeading>
      {problem === undefined ? null : <Banner tone="problem">{problem}</Banner>}
      {value === undefined ? null : (
        <>
          <Section title="So far">
            {value.totals.length === 0 ? (
              <EmptyState title="Nothing has been handed in yet.">
                What you hand in is shown here with what it earns; once it is accepted, an invoice can be made of it.
              </EmptyState>
            ) : (
              <Totals totals={value.totals} programmes={value.programmes} />
            )}
          </Section>
          <Section
            title="Invoices"
            aside={
              <div className={styles['buttons']}>
                <Button variant="quiet" onPress={() => show({ what: 'seller' })}>
                  Your details
                </Button>
                <Button
                  variant="primary"
                  isDisabled={(billable?.length ?? 0) === 0}
                  onPress={() => show({ what: 'new' })}
                >
                  New invoice
                </Button>
              </div>
            }
          >
            <InvoiceList onOpen={(id) => show({ what: 'invoice', id })} billable={billable?.length ?? 0} />
          </Section>
          {hasAny ? (
            <>
              <Section
                title="Payments"
                aside={
                  <Button data-add onPress={() => show({ what: 'payment' })}>
                    Note a payment
                  </Button>
                }
              >
                <Payments payments={value.payments} />
              </Section>
              <Suspense fallback={null}>
                <Charts months={value.months} tasks={value.tasks} />
              </Suspense>
            </>
          ) : null}
          {hasWork ? (
            <Section title="Work handed in">
              <WorkTable tasks={value.tasks} />
            </Section>
          ) : null}
        </>
      )}
      {open?.what === 'seller' ? <SellerDialog onClose={close} /> : null}
      {open?.what === 'new' ? (
        <NewInvoiceDialog onClose={close} onMade={(id) => show({ what: 'invoice', id })} />
      ) : null}
      {open?.what === 'payment' ? (
        <PaymentDialog onClose={close} {...('invoiceId' in open ? { invoiceId: open.invoiceId } : {})} />
      ) : null}
      {open?.what === 'invoice' ? (
        <InvoiceDialog
          // What is still asked about one invoice must not be shown as another.
          key={open.id}
          id={open.id}
          onClose={close}
          onPay={(invoiceId) => show({ what: 'payment', invoiceId })}
          onOpen={(id) => show({ what: 'invoice', id })}
        />
      ) : null}
    </Page>
  )
}
