import { createHash } from 'node:crypto'
import {
  DraftWish,
  type InvoiceProblem,
  type InvoiceRow,
  type InvoiceView,
  type SeenDraft,
} from '../../shared/contract/desk-invoices.ts'
import { Buyer, InvoiceContent, Seller } from '../../shared/domain/invoice.ts'
import { NO_ROUNDING } from '../../shared/domain/money.ts'
import { err, ok, type Result } from '../../shared/domain/result.ts'
import { canonicalJson } from '../../shared/rules/canonical-json.ts'
import { nameOf } from '../../shared/rules/code-of.ts'
import { localDate } from '../../shared/rules/days.ts'
import { checkInvoice } from '../../shared/rules/invoice-checks.ts'
import { minorToDecimal, pay } from '../../shared/rules/pay.ts'
import { roundDuration } from '../../shared/rules/rounding.ts'
import { hms } from '../billing/formats/clock-text.ts'
import { unprintable } from '../billing/pdf/printable.ts'
import { buildCreditNote, buildInvoice, invoiceNumber } from '../billing/invoices/build-invoice.ts'
import { highestNumber, noteNumbers } from '../store/issued-numbers.ts'
import type { InvoiceRow as StoredInvoice } from '../store/invoices-table.ts'
import type { Context } from './context.ts'
import { readPerson } from './exports-routes.ts'
import { type SubmittedWork, submittedWork } from './submitted-work.ts'
import { parseStored } from '../store/stored-json.ts'

/** What is stored of a credit note until it is issued: the invoice that it takes back, and why. */
type CreditWish = { readonly credits: string; readonly reason: string }

type Issued = { readonly row: StoredInvoice; readonly content: InvoiceContent }
/** Credit notes by the invoice that they take back, and what has come by the invoice that it was for. */
type Standing = {
  readonly credits: ReadonlyMap<string | undefined, Issued>
  readonly paid: ReadonlyMap<string | null, number>
}

/** In the name of a series that has no invoice yet, a number from so many years back until last year is taken for a year. */
const LONGEST_PAUSE = 10

const MINUTE = 60_000

/** The invoices, drafts and issued ones, as what they say. */
export function createInvoiceBook(context: Context) {
  const { store, time, ports } = context

  const today = (): string => {
    const { wall, offsetMinutes } = ports.clock.read()
    return localDate(wall, offsetMinutes)
  }

  function seller(): Seller {
    const text = store.invoices.profile()
    if (text !== undefined) return Seller.parse(parseStored(text))
    const { name, email } = readPerson(context)
    const year = today().slice(0, 4)
    return Seller.parse({ name, contact: { name, email }, series: `${year}-` })
  }

  /** What of a draft's tasks can be charged, in its order. */
  function chargeable({ taskIds }: DraftWish, works: readonly SubmittedWork[]): SubmittedWork[] {
    const chosen = new Set(taskIds)
    return works
      .filter((work) => work.isAccepted && chosen.has(work.taskId))
      .toSorted((a, b) => taskIds.indexOf(a.taskId) - taskIds.indexOf(b.taskId))
  }

  /** @param works what was handed in; working that out reads the whole ledger, so that a list does it once */
  function contentOf(row: StoredInvoice, works = () => submittedWork(context)): Result<InvoiceContent, string> {
    if (row.state === 'issued') return ok(InvoiceContent.parse(parseStored(row.content)))
    if (row.kind === 'credit-note') {
      const wish = parseStored(row.content) as CreditWish
      const original = store.invoices.get(wish.credits)
      if (original?.number == null) return err('The invoice that this takes back is not here.')
      const content = InvoiceContent.parse(parseStored(original.content))
      return ok(buildCreditNote({ ...content, id: original.id, number: original.number }, wish.reason, today()))
    }
    const wish = DraftWish.parse(parseStored(row.content))
    const customer = store.invoices.customer(wish.customerId)
    if (customer === undefined) return err('This customer is not here any more.')
    const own = chargeable(wish, works())
    return buildInvoice({
      seller: seller(),
      buyer: Buyer.parse(parseStored(customer.content)),
      vatCase: wish.vatCase,
      note: wish.note,
      // Work that came back and was handed in again may be paid in another currency by now. Like work that is not
      // accepted any more it is left out, or nobody would see the draft that holds all the others.
      works: own.filter(({ work }) => work.amount.currency === own[0]?.work.amount.currency),
      today: today(),
      zone: ports.clock.read().zone,
      ledgerHead: time.head(),
    })
  }

  /** What became of invoices since they were issued. */
  function standing(documents: readonly Issued[]): Standing {
    const paid = new Map<string | null, number>()
    for (const { invoiceId, minor } of store.invoices.payments()) {
      paid.set(invoiceId, (paid.get(invoiceId) ?? 0) + minor)
    }
    return { credits: new Map(documents.map((one) => [one.content.corrects?.id, one])), paid }
  }

  /** All drafts and invoices, newest first. Each document is read once: there may be years of them. */
  function list(): InvoiceRow[] {
    const documents = issued()
    const known = standing(documents)
    const contents = new Map(documents.map(({ row, content }) => [row.id, ok(content)]))
    let found: SubmittedWork[] | undefined
    const works = (): SubmittedWork[] => (found ??= submittedWork(context))
    return store.invoices.all().flatMap((row) => {
      const content = contents.get(row.id) ?? contentOf(row, works)
      return content.ok ? [toRow(row, content.value, known)] : []
    })
  }

  function toRow(row: StoredInvoice, content: InvoiceContent, known = standing(issued())): InvoiceRow {
    const { currency } = content
    const sign = row.kind === 'credit-note' ? -1 : 1
    const paid = known.paid.get(row.id) ?? 0
    const credit = known.credits.get(row.id)
    const isOpen = row.kind === 'invoice' && row.state === 'issued' && credit === undefined
    return {
      id: row.id,
      state: row.state === 'issued' ? 'issued' : 'draft',
      kind: row.kind,
      ...(row.number === null ? {} : { number: row.number }),
      customer: content.buyer.name,
      issueDate: content.issueDate,
      dueDate: content.dueDate,
      gross: { minor: sign * content.totals.gross, currency },
      paid: { minor: paid, currency },
      open: { minor: isOpen ? content.totals.gross - paid : 0, currency },
      ...(credit?.row.number == null ? {} : { takenBackBy: credit.row.number }),
    }
  }

  function issued(): Issued[] {
    return store.invoices
      .all()
      .filter((row) => row.state === 'issued')
      .map((row) => ({ row, content: InvoiceContent.parse(parseStored(row.content)) }))
  }

  /** Why these tasks cannot be chosen for a draft, in words; those that it has already stay its own. */
  function mixedCurrencies(id: string, wish: DraftWish): string | undefined {
    const held = new Set(store.invoices.taskLinks().flatMap((link) => (link.invoiceId === id ? [link.taskId] : [])))
    if (wish.taskIds.every((taskId) => held.has(taskId))) return undefined
    const currencies = new Set(chargeable(wish, submittedWork(context)).map(({ work }) => work.amount.currency))
    return currencies.size > 1 ? 'These tasks are paid in several currencies. Make an invoice for each.' : undefined
  }

  /** Says of a draft what of its tasks is paid in another currency than it has, or comes to nothing. */
  function leftOut(
    wish: DraftWish,
    { currency, lines }: InvoiceContent,
    works: readonly SubmittedWork[],
  ): InvoiceProblem[] {
    const charged = new Set(lines.map(({ basis }) => basis?.taskId))
    return chargeable(wish, works).flatMap(({ taskId, task, work: { amount } }) => {
      if (charged.has(taskId)) return []
      const text =
        amount.currency === currency
          ? `“${task.title}” comes to nothing and is left out.`
          : `“${task.title}” is paid in ${amount.currency} by now and is left out. Make an invoice of its own of it once this one is issued or deleted.`
      const id = amount.currency === currency ? 'BR-24' : 'BT-5'
      return [{ id, place: 'invoice' as const, text, isAdvice: true }]
    })
  }

  /** Says of what is paid by its time that it is charged with another one than the operator knows of. */
  function notAsClaimed({ lines }: InvoiceContent, works: readonly SubmittedWork[]): InvoiceProblem[] {
    const charged = new Set(lines.map(({ basis }) => basis?.taskId))
    return works.flatMap(({ taskId, task: { title, rate, rounding = NO_ROUNDING }, work, claimedMs }) => {
      if (!charged.has(taskId) || rate.type === 'fixed' || Math.abs(work.workMs - claimedMs) < MINUTE) return []
      const paid = (ms: number): number => pay(rate, rounding.per === 'task' ? roundDuration(ms, rounding) : ms).minor
      if (paid(work.workMs) === paid(claimedMs)) return []
      const text = `“${title}” is charged with ${hms(work.workMs)} of work; ${hms(claimedMs)} was claimed when it was handed in, which the operator knows, and its time was changed since.`
      return [{ id: 'BT-129', place: 'invoice' as const, text, isAdvice: true }]
    })
  }

  /**
   * Says that a series is of a year that is over: once it is begun nobody looks at it again. A number of a series that was
   * begun long after that year is no year: customer 2001, say.
   */
  function oldSeries({ issueDate }: InvoiceContent): InvoiceProblem[] {
    const { series, number } = next()
    const year = Number(issueDate.slice(0, 4))
    const begun = store.invoices.begunAt(series)
    const first = begun === undefined ? year - LONGEST_PAUSE : new Date(begun).getUTCFullYear() - 1
    const figures: readonly string[] = series.match(/\d+/g) ?? []
    const over = figures.find((figure) => /^\d{4}$/.test(figure) && Number(figure) >= first && Number(figure) < year)
    // A business year has two, such as `2026/27-`.
    if (over === undefined || figures.includes(String(year)) || figures.includes(issueDate.slice(2, 4))) return []
    const text = `Its number will be ${number}, in the series of ${over}. If your numbers begin anew each year, write ${series.replace(over, String(year))} under “Your details”, and 1 as the first number.`
    return [{ id: 'BT-1', place: 'you', text, isAdvice: true }]
  }

  function view(row: StoredInvoice): Result<InvoiceView, string> {
    let found: SubmittedWork[] | undefined
    const works = (): SubmittedWork[] => (found ??= submittedWork(context))
    const content = contentOf(row, works)
    if (!content.ok) return content
    const isDraft = row.state !== 'issued'
    const wish = isDraft && row.kind === 'invoice' ? DraftWish.parse(parseStored(row.content)) : undefined
    return ok({
      row: toRow(row, content.value),
      content: content.value,
      ...(wish === undefined ? {} : { wish }),
      problems: [
        ...(isDraft ? [...noNumber(), ...checkInvoice(content.value)] : []),
        ...(wish === undefined
          ? []
          : [
              ...leftOut(wish, content.value, works()),
              ...notAsClaimed(content.value, works()),
              ...oldSeries(content.value),
              ...unprinted(content.value),
            ]),
      ],
      ...(isDraft ? { nextNumber: next().number, seen: toSeen(content.value) } : {}),
    })
  }

  /** What tells one state of a draft from another. The ledger goes on with every minute, whatever it is about. */
  function toSeen(content: InvoiceContent, number = next().number): SeenDraft {
    const text = canonicalJson({ ...content, ledger: null, number })
    return { gross: content.totals.gross, sha256: createHash('sha256').update(text).digest('hex') }
  }

  /** Whether this is what became of a draft as its expert has seen it. */
  function isIssuedAs({ state, number, content }: StoredInvoice, seen: SeenDraft): boolean {
    if (state !== 'issued' || number === null) return false
    return toSeen(InvoiceContent.parse(parseStored(content)), number).sha256 === seen.sha256
  }

  /** Why a draft is not issued, in words, where it is another one than its expert has seen. */
  function changedSince(seen: SeenDraft, content: InvoiceContent): string | undefined {
    const { sha256 } = toSeen(content)
    if (sha256 === seen.sha256) return undefined
    const { currency, totals } = content
    const sum = (minor: number): string => `${minorToDecimal({ minor, currency })} ${currency}`
    const what =
      totals.gross === seen.gross
        ? 'something on it is not as it was shown'
        : `it comes to ${sum(totals.gross)} now, and ${sum(seen.gross)} were shown`
    return `This draft has changed meanwhile: ${what}. Look at it again, and then issue it.`
  }

  /** The number that comes next in the series that the expert has chosen. */
  function next(): { series: string; no: number; number: string } {
    const { series, firstNumber } = seller()
    const newest = store.invoices.newestNo(series)
    const no = newest === 0 ? firstNumber : newest + 1
    return { series, no, number: invoiceNumber(series, no) }
  }

  /**
   * Why no number may be given in this series now, in words: another series has it, or the store was put back from a
   * backup that does not know which numbers have gone out since, and one of them would come a second time.
   */
  function lostNumbers(): string | undefined {
    const { series, no, number } = next()
    // `2026-` and 10001 give the number that `2026-1` and 1 give.
    if (store.invoices.all().some((row) => row.number === number)) {
      return `There is an invoice ${number} already, of another series. Begin another series under “Your details”, such as ${series}B-.`
    }
    const highest = highestNumber(store.folder, series)
    if (highest < no) return undefined
    const [from, to] = [invoiceNumber(series, no), invoiceNumber(series, highest)]
    const which = from === to ? `Invoice ${from} was` : `Invoices ${from} to ${to} were`
    const twice = `The work that ${from === to ? 'it' : 'they'} charged stands here as not invoiced: look at the files you saved, and leave it out, or it is charged twice.`
    return `${which} issued on this computer before an older backup was put back. So that no number is given twice, begin another series under “Your details”, such as ${series}B-. ${twice}`
  }

  /** The same before an invoice is issued: which number it is to have stands on it. */
  function noNumber(): InvoiceProblem[] {
    const text = lostNumbers()
    return text === undefined ? [] : [{ id: 'BT-1', place: 'you', text, isAdvice: false }]
  }

  /**
   * Notes beside the store which numbers it has given; to be called once they are committed. On a full disk what was
   * issued is issued all the same: the numbers are noted at the next start, and before a backup is put back.
   */
  function noteIssued(): void {
    try {
      noteNumbers(store.folder, store.invoices.newestNos())
    } catch (error) {
      ports.log('warn', 'numbers-not-noted', { error: nameOf(error) })
    }
  }

  /** Gives a draft its number. What it says then is kept whole, with the hash of its canonical form (RFC 8785). */
  function issue(row: StoredInvoice, content: InvoiceContent): void {
    const { series, no, number } = next()
    const text = canonicalJson(content)
    const sha256 = createHash('sha256')
      .update(canonicalJson({ ...content, number }))
      .digest('hex')
    store.invoices.issue(row.id, { series, no, number, issuedAt: ports.clock.read().wall, content: text, sha256 })
  }

  /** Tasks that an invoice stands for which was not taken back, by task; drafts hold them too. */
  function billedTasks(): Map<string, StoredInvoice> {
    const takenBack = new Set(issued().map(({ content }) => content.corrects?.id))
    const rows = new Map(store.invoices.all().map((row) => [row.id, row]))
    const found = new Map<string, StoredInvoice>()
    for (const { invoiceId, taskId } of store.invoices.taskLinks()) {
      const row = rows.get(invoiceId)
      if (row !== undefined && !takenBack.has(invoiceId)) found.set(taskId, row)
    }
    return found
  }

  return {
    seller,
    contentOf,
    list,
    issued,
    view,
    next,
    lostNumbers,
    mixedCurrencies,
    changedSince,
    isIssuedAs,
    issue,
    noteIssued,
    billedTasks,
  }
}

/** Says what the paper cannot show: without it nobody might read whom it is to. */
function unprinted({ seller, buyer, lines, note = '' }: InvoiceContent): InvoiceProblem[] {
  const texts = [JSON.stringify([seller, buyer]), note, ...lines.map(({ name }) => name)]
  const missing = unprintable(texts.join(' '))
  if (missing.length === 0) return []
  const some = `${missing.slice(0, 12).join('')}${missing.length > 12 ? '…' : ''}`
  const text = `The fonts of the PDF have no “${some}”: boxes stand there. UBL and CII have all letters; for a paper, write names in others.`
  return [{ id: 'PDF', place: 'invoice', text, isAdvice: true }]
}

export type InvoiceBook = ReturnType<typeof createInvoiceBook>
