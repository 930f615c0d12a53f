import type { Buyer, InvoiceContent, InvoiceLine, LineBasis, Seller, VatCase } from '../../../shared/domain/invoice.ts'
import { NO_ROUNDING } from '../../../shared/domain/money.ts'
import { err, ok, type Result } from '../../../shared/domain/result.ts'
import { moveDate } from '../../../shared/rules/days.ts'
import { basisToLine, linesToTotals } from '../../../shared/rules/invoice-lines.ts'
import { suggestVatCase, vatOf } from '../../../shared/rules/vat.ts'
import type { BillableTask } from '../sheet.ts'
import type { TaskWork } from '../statement/task-work.ts'

/** Accepted work that an invoice can be made of. */
export type WorkToBill = {
  readonly taskId: string
  readonly submissionId: string | undefined
  readonly acceptedAt: number | undefined
  /** Local date of the acceptance: the day of work that was never timed. */
  readonly acceptedOn: string
  readonly task: BillableTask
  readonly work: TaskWork
}

export type BuildInput = {
  readonly seller: Seller
  readonly buyer: Buyer
  readonly vatCase: VatCase | undefined
  readonly note: string
  readonly works: readonly WorkToBill[]
  /** Local date. */
  readonly today: string
  readonly zone: string
  readonly ledgerHead: string | undefined
}

/**
 * An invoice over accepted work, with everything it rests on. One currency only; what an invoice comes to is worked out
 * here and nowhere else.
 */
export function buildInvoice(input: BuildInput): Result<InvoiceContent, string> {
  const { seller, buyer, works, today, zone, ledgerHead } = input
  const currencies = new Set(works.map(({ work }) => work.amount.currency))
  const [currency] = currencies
  if (currency === undefined) return err('Choose at least one task.')
  if (currencies.size > 1) return err('These tasks are paid in several currencies. Make an invoice for each.')
  const vat = vatOf(input.vatCase ?? suggestVatCase(seller, buyer), seller)
  const all = works.map(({ task, work, taskId, submissionId, acceptedAt, acceptedOn }): InvoiceLine => {
    const dates = work.entries.map(({ date }) => date).toSorted()
    const basis: LineBasis = {
      taskId,
      ...(submissionId === undefined ? {} : { submissionId }),
      programme: task.programme,
      rate: task.rate,
      rounding: task.rounding ?? NO_ROUNDING,
      entries: work.entries.map((entry) => ({
        date: entry.date,
        start: entry.start,
        end: entry.end,
        offsetMinutes: entry.offsetMinutes,
        ms: entry.ms,
        roundedMs: entry.roundedMs,
        isTimed: entry.isTimed,
        corrected: [...entry.corrected],
      })),
      workMs: Math.max(0, work.workMs),
      roundedMs: Math.max(0, work.roundedMs),
      paidMs: Math.max(0, work.paidMs),
      ...(acceptedAt === undefined ? {} : { acceptedAt }),
    }
    const [from = acceptedOn, to = dates.at(-1) ?? acceptedOn] = [dates[0]]
    return basisToLine(basis, { title: task.title, unit: buyer.unit, vat, currency, from, to })
  })
  // A line that comes to nothing would keep the whole invoice from being issued (BR-22, BR-24). Where all do, they stand
  // there and say so: nobody would see a draft that cannot be made, and it would hold its tasks.
  const charged = all.filter(({ net }) => net !== 0)
  const lines = charged.length === 0 ? all : charged
  return ok({
    version: 1,
    kind: 'invoice',
    seller,
    buyer,
    vat,
    currency,
    issueDate: today,
    dueDate: moveDate(today, seller.dueDays),
    ...(input.note.trim() === '' ? {} : { note: input.note.trim() }),
    lines,
    totals: linesToTotals(lines, currency),
    ledger: { ...(ledgerHead === undefined ? {} : { head: ledgerHead }), zone },
  })
}

/** A credit note over all of an invoice: the same lines and sums, which it takes back. */
export function buildCreditNote(
  original: InvoiceContent & { readonly id: string; readonly number: string },
  reason: string,
  today: string,
): InvoiceContent {
  const { id, number, ...content } = original
  return {
    ...content,
    kind: 'credit-note',
    issueDate: today,
    dueDate: today,
    corrects: { id, number, issueDate: original.issueDate, reason },
  }
}

/** `2026-` and 7 are `2026-0007`. */
export function invoiceNumber(series: string, no: number): string {
  return `${series}${String(no).padStart(4, '0')}`
}
