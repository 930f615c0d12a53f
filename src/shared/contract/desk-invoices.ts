import { oc } from '@orpc/contract'
import { z } from 'zod'
import { Buyer, InvoiceContent, Payment, Seller, VatCase } from '../domain/invoice.ts'
import { LocalDate } from '../domain/ledger.ts'
import { Currency, Money, MOST_MINOR } from '../domain/money.ts'
import { Duration, Id, Instant, Sha256 } from '../domain/primitives.ts'
import { SubmissionView } from './desk-views.ts'

/** Earnings, invoices and payments, as a window and the core speak of them. */

/** What is wished for: the rest is worked out from the ledger and the forms each time it is shown, until it is issued. */
export const DraftWish = z.object({
  customerId: Id,
  /** More than fit on one invoice are refused in words. */
  taskIds: z.array(Id).min(1).max(100_000),
  /** Left out, the likeliest by where both are. */
  vatCase: VatCase.optional(),
  note: z.string().max(2000).default(''),
})
export type DraftWish = z.infer<typeof DraftWish>

export const InvoiceProblem = z.object({
  id: z.string(),
  place: z.enum(['you', 'customer', 'invoice']),
  text: z.string(),
  isAdvice: z.boolean(),
})
export type InvoiceProblem = z.infer<typeof InvoiceProblem>

export const InvoiceRow = z.object({
  id: Id,
  state: z.enum(['draft', 'issued']),
  kind: z.enum(['invoice', 'credit-note']),
  number: z.string().optional(),
  customer: z.string(),
  issueDate: LocalDate.optional(),
  dueDate: LocalDate.optional(),
  gross: Money,
  /** What has come against it, and what is still open: negative where more came. */
  paid: Money,
  open: Money,
  /** The credit note that took it back. */
  takenBackBy: z.string().optional(),
})
export type InvoiceRow = z.infer<typeof InvoiceRow>

/** What of a draft its expert has in sight: its sum, and a hash over all that would be issued, the next number included. */
export const SeenDraft = z.object({ gross: z.int(), sha256: Sha256 })
export type SeenDraft = z.infer<typeof SeenDraft>

export const InvoiceView = z.object({
  row: InvoiceRow,
  content: InvoiceContent,
  wish: DraftWish.optional(),
  /** Of a draft: what stands against issuing it, and advice. */
  problems: z.array(InvoiceProblem),
  /** The number that a draft would get. */
  nextNumber: z.string().optional(),
  /** Of a draft: what `issue` is to be told. */
  seen: SeenDraft.optional(),
})
export type InvoiceView = z.infer<typeof InvoiceView>

/** Accepted work that is on no invoice. */
export const BillableTask = z.object({
  taskId: Id,
  title: z.string(),
  programme: z.object({ id: Id, name: z.string() }),
  acceptedAt: Instant.optional(),
  workMs: Duration,
  roundedMs: Duration,
  amount: Money,
})
export type BillableTask = z.infer<typeof BillableTask>

export const Customer = z.object({ id: Id, buyer: Buyer })
export type Customer = z.infer<typeof Customer>

/** How one sum differs from another, in words around an amount, which the window writes as its reader does. */
export const Difference = z.object({ before: z.string(), minor: z.int().min(0), after: z.string() })
export type Difference = z.infer<typeof Difference>

/** Sums in one currency. */
export const CurrencySums = z.object({
  currency: Currency,
  /** Of everything handed in, whatever became of it. */
  submitted: z.int(),
  accepted: z.int(),
  /** With VAT; credit notes taken off. */
  invoiced: z.int(),
  paid: z.int(),
})
export type CurrencySums = z.infer<typeof CurrencySums>

/** The same, and how each came to differ from the one before it, in words. */
export const CurrencyTotals = CurrencySums.extend({ differences: z.array(Difference) })
export type CurrencyTotals = z.infer<typeof CurrencyTotals>

export const EarningsMonth = z.object({ month: z.string(), currency: Currency, earned: z.int(), paid: z.int() })
export type EarningsMonth = z.infer<typeof EarningsMonth>

export const EarningsTask = z.object({
  taskId: Id,
  title: z.string(),
  programme: z.string(),
  state: SubmissionView.shape.state,
  workMs: Duration,
  roundedMs: Duration,
  estimateMs: Duration.optional(),
  amount: Money,
  /** What the programme's rounding makes of it, where it rounds. */
  rounding: z.string().optional(),
  invoice: z.string().optional(),
})
export type EarningsTask = z.infer<typeof EarningsTask>

export const Earnings = z.object({
  totals: z.array(CurrencyTotals),
  programmes: z.array(CurrencySums.extend({ programmeId: Id, name: z.string() })),
  months: z.array(EarningsMonth),
  tasks: z.array(EarningsTask),
  payments: z.array(Payment),
})
export type Earnings = z.infer<typeof Earnings>

export const InvoiceFormat = z.enum(['pdf', 'facturx', 'ubl', 'cii'])
export type InvoiceFormat = z.infer<typeof InvoiceFormat>

const text = { data: z.object({ text: z.string() }) }
const base = oc.errors({ DISK_FULL: text, STORE_FAILED: text, NOT_FOUND: text, REFUSED: text })
const none = z.object({})
const byId = z.object({ id: Id })

export const deskInvoices = {
  earnings: base.input(none).output(Earnings),
  list: base.input(none).output(z.array(InvoiceRow)),
  get: base.input(byId).output(InvoiceView),
  seller: base.input(none).output(Seller),
  saveSeller: base.input(Seller).output(Seller),
  customers: base.input(none).output(z.array(Customer)),
  saveCustomer: base.input(z.object({ id: Id.optional(), buyer: Buyer })).output(Customer),
  billable: base.input(none).output(z.array(BillableTask)),
  /** Makes a draft, or changes one. */
  /** A new draft has its id from the window: made again after a lost answer it is the same one. */
  saveDraft: base.input(z.object({ id: Id.optional(), wish: DraftWish })).output(InvoiceView),
  dropDraft: base.input(byId).output(none),
  undoDrop: base.input(byId).output(none),
  /**
   * Gives the draft its number and day; from then on nothing of it changes. Refused where it is another one by now than
   * was `seen`: a review, a correction or a form may have come in between. Asked again, it answers with what was issued.
   */
  issue: base
    .errors({ INCOMPLETE: { data: z.object({ problems: z.array(InvoiceProblem) }) } })
    .input(byId.extend({ seen: SeenDraft }))
    .output(InvoiceView),
  /** Takes an issued invoice back by a credit note over all of it; its tasks can be charged again. Asked again, it is the same note. */
  takeBack: base.input(byId.extend({ reason: z.string().max(500) })).output(InvoiceView),
  /** `isSame`: byte for byte what was made of it the first time. */
  file: base
    .input(byId.extend({ format: InvoiceFormat }))
    .output(z.object({ fileName: z.string(), mediaType: z.string(), bytes: z.string(), isSame: z.boolean() })),
  /** The id is the window's own: noted again after a lost answer it is the same payment, as it was said last. */
  addPayment: base.input(Payment.extend({ minor: z.int().min(1).max(MOST_MINOR) })).output(Payment),
  dropPayment: base.input(byId).output(none),
  undoDropPayment: base.input(byId).output(none),
}
