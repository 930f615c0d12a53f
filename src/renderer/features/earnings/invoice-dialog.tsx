import { useCallback, useEffect, useEffectEvent, useRef, useState } from 'react'
import type { Customer, DraftWish, InvoiceFormat, InvoiceView } from '../../../shared/contract/desk-invoices.ts'
import type { VatCase } from '../../../shared/domain/invoice.ts'
import { vatCases } from '../../../shared/rules/vat.ts'
import { errorToText } from '../../client/error-text.ts'
import { useNow, useServices } from '../../state/services.ts'
import { createThrottle } from '../../state/throttle.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { oneAtATime } from '../../ui/one-at-a-time.ts'
import { Radio, RadioGroup } from '../../ui/radio.tsx'
import { TextArea } from '../../ui/text-field.tsx'
import { CustomerDialog } from './customer-dialog.tsx'
import { stateOf } from './invoice-list.tsx'
import { InvoiceProblems } from './invoice-problems.tsx'
import { InvoiceSheet } from './invoice-sheet.tsx'
import { SellerDialog } from './seller-dialog.tsx'
import { useSaveInvoice } from './use-save.ts'
import styles from './earnings.module.css'

const formats: readonly (readonly [InvoiceFormat, string])[] = [
  ['pdf', 'Save PDF'],
  ['facturx', 'Save Factur-X'],
  ['ubl', 'Save UBL'],
  ['cii', 'Save CII'],
]

type InvoiceDialogProps = {
  readonly id: string
  readonly onClose: () => void
  readonly onPay: (invoiceId: string) => void
  readonly onOpen: (id: string) => void
}

/** An invoice: a draft with what it still needs, or an issued one with its files. */
export function InvoiceDialog({ id, onClose, onPay, onOpen }: InvoiceDialogProps) {
  const { desk, toasts, events } = useServices()
  const now = useNow()
  const [view, setView] = useState<InvoiceView>()
  const [form, setForm] = useState<'you' | 'customer'>()
  const [reason, setReason] = useState<string>()
  const [isReasonTried, setReasonTried] = useState(false)
  const [once] = useState(oneAtATime)
  /** What the draft becomes by the last change made here; it may still be on its way. */
  const changing = useRef<Promise<InvoiceView>>(undefined)
  /** What was changed and is on its way: what is changed meanwhile, while the core is slow, must not put it back. */
  const changes = useRef<Partial<DraftWish>>({})
  const save = useSaveInvoice()
  const load = useCallback(() => {
    desk.invoices.get({ id }).then(setView, (error: unknown) => toasts.complain(errorToText(error)))
  }, [desk, id, toasts])
  useEffect(() => {
    load()
    // A draft follows reviews, rates and the ledger too; what is read again by itself says nothing where it cannot be.
    const follow = createThrottle(1_000, () => void desk.invoices.get({ id }).then(setView, () => {}))
    return events.on(({ topic }) => {
      if (topic === 'invoices' || topic === 'hello') load()
      else if (topic === 'tasks' || topic === 'time') follow()
    })
  }, [desk, id, events, load])

  async function attempt(work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (error) {
      toasts.complain(errorToText(error))
      load()
    }
  }

  if (view === undefined) return null
  const { row, wish } = view
  if (form === 'you') return <SellerDialog onClose={() => setForm(undefined)} />
  if (form === 'customer' && wish !== undefined) {
    const customer: Customer = { id: wish.customerId, buyer: view.content.buyer }
    return <CustomerDialog customer={customer} onClose={() => setForm(undefined)} onSaved={() => setForm(undefined)} />
  }
  const isDraft = row.state === 'draft'
  const isStanding = !isDraft && row.kind === 'invoice' && row.takenBackBy === undefined
  const blocking = view.problems.filter(({ isAdvice }) => !isAdvice)

  const change = (more: Partial<DraftWish>): Promise<void> =>
    attempt(async () => {
      if (wish === undefined) return
      const all = { ...changes.current, ...more }
      changes.current = all
      changing.current = desk.invoices.saveDraft({ id, wish: { ...wish, ...all } })
      try {
        setView(await changing.current)
      } finally {
        if (changes.current === all) changes.current = {}
      }
    })
  const issue = (): Promise<void> =>
    attempt(async () => {
      // The press that takes the focus out of the note has it saved as well; what was typed has been seen.
      const noted = await changing.current?.catch(() => undefined)
      const { seen } = noted !== undefined && isSameButNote(noted, view) ? noted : view
      if (seen === undefined) return
      const issued = await desk.invoices.issue({ id, seen })
      setView(issued)
      toasts.say(`Invoice ${issued.row.number ?? ''} is issued.`)
    })
  const drop = (): Promise<void> =>
    attempt(async () => {
      await desk.invoices.dropDraft({ id })
      toasts.offerUndo('The draft was deleted.', () => {
        desk.invoices.undoDrop({ id }).catch((error: unknown) => toasts.complain(errorToText(error)))
      })
      onClose()
    })
  const takeBack = (): Promise<void> =>
    attempt(async () => {
      setReasonTried(true)
      if (isBlank(reason)) return
      const credit = await desk.invoices.takeBack({ id, reason: reason ?? '' })
      setReason(undefined)
      toasts.say(`Credit note ${credit.row.number ?? ''} takes it back.`)
      onOpen(credit.row.id)
    })

  return (
    <Dialog
      title={
        isDraft
          ? `Draft, will be ${view.nextNumber ?? ''}`
          : `${row.kind === 'invoice' ? 'Invoice' : 'Credit note'} ${row.number ?? ''}`
      }
      isOpen
      isWide
      onClose={onClose}
      buttons={
        isDraft ? (
          <>
            <Button variant="quiet" onPress={() => void once(drop)}>
              Delete draft
            </Button>
            <Button variant="primary" isDisabled={blocking.length > 0} onPress={() => void once(issue)}>
              Issue
            </Button>
          </>
        ) : (
          <>
            {isStanding ? (
              <>
                <Button variant="quiet" onPress={() => setReason('')}>
                  Take back
                </Button>
                <Button onPress={() => onPay(id)}>Note a payment</Button>
              </>
            ) : null}
            {formats.map(([format, label]) => (
              <Button
                key={format}
                variant={format === 'pdf' ? 'primary' : 'plain'}
                onPress={() => void save(id, format)}
              >
                {label}
              </Button>
            ))}
          </>
        )
      }
    >
      {isDraft ? null : <p>{stateOf(row, now)}</p>}
      {reason === undefined ? null : (
        <div className={styles['form']}>
          <TextArea
            // Above the lines, which may be many: it comes into sight with the focus.
            inputRef={takeFocus}
            label="Why is it taken back?"
            help="It stands on the credit note."
            value={reason}
            onChange={setReason}
            rows={2}
            maxLength={500}
            error={isReasonTried && isBlank(reason) ? 'Say why.' : undefined}
          />
          <div className={styles['buttons']}>
            <Button variant="danger" onPress={() => void once(takeBack)}>
              Issue the credit note
            </Button>
            <Button variant="quiet" onPress={() => setReason(undefined)}>
              Leave it
            </Button>
          </div>
        </div>
      )}
      {isDraft ? <InvoiceProblems problems={view.problems} onMend={setForm} /> : null}
      <InvoiceSheet content={view.content} />
      {wish === undefined ? null : (
        <div className={styles['form']}>
          <RadioGroup
            label="VAT"
            value={view.content.vat.case}
            onChange={(chosen) => void change({ vatCase: chosen as VatCase })}
          >
            {Object.entries(vatCases).map(([key, { label, help }]) => (
              <Radio key={key} value={key}>
                {label}
                <span className={styles['facts']}> {help}</span>
              </Radio>
            ))}
          </RadioGroup>
          <NoteField key={wish.note} note={wish.note} onChange={(note) => void change({ note })} />
          <div className={styles['buttons']}>
            <Button onPress={() => setForm('you')}>Your details</Button>
            <Button onPress={() => setForm('customer')}>Customer</Button>
          </div>
        </div>
      )}
    </Dialog>
  )
}

/** Whether two readings of a draft say the same, whatever note stands on them; the ledger goes on with every minute. */
function isSameButNote(...views: readonly [InvoiceView, InvoiceView]): boolean {
  const [one, other] = views.map(({ content }) => JSON.stringify({ ...content, note: '', ledger: null }))
  return one === other
}

function isBlank(text = ''): boolean {
  return text.trim() === ''
}

function takeFocus(place: HTMLElement | null): void {
  place?.focus()
}

type NoteFieldProps = { readonly note: string; readonly onChange: (note: string) => void }

/** What the expert adds in their own words; kept when they leave the field, also with Escape out of the dialog. */
function NoteField({ note, onChange }: NoteFieldProps) {
  const [text, setText] = useState(note)
  const unkept = useRef<string>(undefined)
  function leave(): void {
    const typed = unkept.current
    unkept.current = undefined
    if (typed !== undefined && typed !== note) onChange(typed)
  }
  // What goes with its dialog hears of no leaving.
  const gone = useEffectEvent(leave)
  useEffect(() => () => gone(), [])
  return (
    <TextArea
      label="Note"
      help="May stay empty. It stands on the invoice, below the lines."
      value={text}
      onChange={(typed) => {
        setText(typed)
        unkept.current = typed
      }}
      onBlur={() => leave()}
      rows={2}
      maxLength={2000}
    />
  )
}
