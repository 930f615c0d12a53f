import { createHash } from 'node:crypto'
import { DraftWish } from '../../shared/contract/desk-invoices.ts'
import { Buyer, InvoiceContent, MOST_LINES } from '../../shared/domain/invoice.ts'
import { checkInvoice } from '../../shared/rules/invoice-checks.ts'
import { tidyName } from '../../shared/rules/invoice-lines.ts'
import { makeInvoiceFile } from '../billing/invoices/invoice-files.ts'
import type { InvoiceRow as StoredInvoice } from '../store/invoices-table.ts'
import type { Context } from './context.ts'
import { readEarnings, toPayment } from './earnings-view.ts'
import type { Implementer } from './implementer.ts'
import { createInvoiceBook } from './invoice-book.ts'
import { programmeNames, submittedWork } from './submitted-work.ts'
import { parseStored } from '../store/stored-json.ts'

const gone = { data: { text: 'This is not here any more.' } }

/** Earnings, invoices and payments. */
export function createInvoiceRoutes(os: Implementer, context: Context) {
  const { store, events, ports, newId, fontFolder } = context
  const book = createInvoiceBook(context)
  book.noteIssued()
  const changed = (): void => events.emit({ topic: 'invoices' })
  const draft = (id: string): StoredInvoice | undefined => {
    const row = store.invoices.get(id)
    return row?.state === 'draft' ? row : undefined
  }

  return {
    earnings: os.invoices.earnings.handler(() => readEarnings(context, book)),

    list: os.invoices.list.handler(() => book.list()),

    get: os.invoices.get.handler(({ input, errors }) => {
      const row = store.invoices.get(input.id)
      if (row === undefined) throw errors.NOT_FOUND(gone)
      const view = book.view(row)
      if (!view.ok) throw errors.REFUSED({ data: { text: view.error } })
      return view.value
    }),

    seller: os.invoices.seller.handler(() => book.seller()),

    saveSeller: os.invoices.saveSeller.handler(({ input }) => {
      store.invoices.putProfile(JSON.stringify(input))
      changed()
      return input
    }),

    customers: os.invoices.customers.handler(() =>
      store.invoices.customers().map(({ id, content }) => ({ id, buyer: Buyer.parse(parseStored(content)) })),
    ),

    saveCustomer: os.invoices.saveCustomer.handler(({ input }) => {
      const id = input.id ?? newId()
      store.invoices.putCustomer({ id, name: input.buyer.name, content: JSON.stringify(input.buyer) })
      changed()
      return { id, buyer: input.buyer }
    }),

    billable: os.invoices.billable.handler(() => {
      const works = submittedWork(context)
      const names = programmeNames(context, works)
      const billed = book.billedTasks()
      return works
        .filter(({ isAccepted, taskId }) => isAccepted && !billed.has(taskId))
        .map(({ taskId, task, programmeId, acceptedAt, work }) => ({
          taskId,
          title: task.title,
          programme: { id: programmeId, name: names.get(programmeId) ?? '' },
          ...(acceptedAt === undefined ? {} : { acceptedAt }),
          workMs: Math.max(0, work.workMs),
          roundedMs: Math.max(0, work.roundedMs),
          amount: work.amount,
        }))
    }),

    saveDraft: os.invoices.saveDraft.handler(({ input, errors }) => {
      const id = input.id ?? newId()
      // A new one has its id from the window, so that it is one draft however often its answer is lost.
      if (store.invoices.get(id) !== undefined && draft(id) === undefined) throw errors.NOT_FOUND(gone)
      if (input.wish.taskIds.length > MOST_LINES) {
        const text = `An invoice holds at most ${MOST_LINES} tasks. Choose fewer, and make another one of the rest.`
        throw errors.REFUSED({ data: { text } })
      }
      const taken = taskTakenBy(input.wish.taskIds, id) ?? book.mixedCurrencies(id, input.wish)
      if (taken !== undefined) throw errors.REFUSED({ data: { text: taken } })
      const { wall: madeAt } = ports.clock.read()
      // What no invoice can be made of is not kept: nobody would see such a draft, and its tasks would be held by it.
      const view = store.transaction(() => {
        const content = JSON.stringify(input.wish)
        store.invoices.putDraft({ id, kind: 'invoice', madeAt, content }, input.wish.taskIds)
        return viewOf(id, (text) => errors.REFUSED({ data: { text } }))
      })
      changed()
      return view
    }),

    dropDraft: os.invoices.dropDraft.handler(({ input, errors }) => {
      if (draft(input.id) === undefined) throw errors.NOT_FOUND(gone)
      store.invoices.setState(input.id, 'dropped')
      changed()
      return {}
    }),

    undoDrop: os.invoices.undoDrop.handler(({ input, errors }) => {
      const row = store.invoices.get(input.id)
      if (row?.state !== 'dropped') throw errors.NOT_FOUND(gone)
      const wished = row.kind === 'invoice' ? DraftWish.parse(parseStored(row.content)) : undefined
      const taken = wished === undefined ? undefined : taskTakenBy(wished.taskIds, row.id)
      if (taken !== undefined) throw errors.REFUSED({ data: { text: taken } })
      store.invoices.setState(input.id, 'draft')
      changed()
      return {}
    }),

    issue: os.invoices.issue.handler(({ input, errors }) => {
      const known = store.invoices.get(input.id)
      // Asked again because the answer was lost: what was seen is issued.
      if (known !== undefined && book.isIssuedAs(known, input.seen)) {
        return viewOf(known.id, (text) => errors.REFUSED({ data: { text } }))
      }
      const row = draft(input.id)
      if (row === undefined) throw errors.NOT_FOUND(gone)
      const content = book.contentOf(row)
      if (!content.ok) throw errors.REFUSED({ data: { text: content.error } })
      const problems = checkInvoice(content.value)
      if (problems.some(({ isAdvice }) => !isAdvice)) throw errors.INCOMPLETE({ data: { problems } })
      const text = book.lostNumbers() ?? book.changedSince(input.seen, content.value)
      if (text !== undefined) throw errors.REFUSED({ data: { text } })
      const charged = content.value.lines.flatMap(({ basis }) => (basis === undefined ? [] : [basis.taskId]))
      store.transaction(() => {
        // A task that is not accepted any more is not on the document, so the invoice must not stand for it either.
        store.invoices.putDraft(row, charged)
        book.issue(row, content.value)
      })
      book.noteIssued()
      changed()
      return viewOf(row.id, (text) => errors.REFUSED({ data: { text } }))
    }),

    takeBack: os.invoices.takeBack.handler(({ input, errors }) => {
      const original = store.invoices.get(input.id)
      if (original?.state !== 'issued' || original.kind !== 'invoice') throw errors.NOT_FOUND(gone)
      const before = book.issued().find(({ content }) => content.corrects?.id === original.id)
      if (before !== undefined && before.content.corrects?.reason === input.reason) {
        // Asked again because the answer was lost.
        return viewOf(before.row.id, (text) => errors.REFUSED({ data: { text } }))
      }
      if (before !== undefined) {
        throw errors.REFUSED({ data: { text: 'This invoice was taken back before.' } })
      }
      // A number that is given cannot be taken back, so a press too many gives none.
      const why = input.reason.trim() === '' ? 'Say why it is taken back: it stands on the credit note.' : undefined
      const text = why ?? book.lostNumbers()
      if (text !== undefined) throw errors.REFUSED({ data: { text } })
      const id = newId()
      const { wall: madeAt } = ports.clock.read()
      store.transaction(() => {
        const content = JSON.stringify({ credits: original.id, reason: input.reason })
        store.invoices.putDraft({ id, kind: 'credit-note', madeAt, content }, [])
        const row = draft(id)
        const built = row === undefined ? undefined : book.contentOf(row)
        if (row === undefined || built?.ok !== true) throw new Error('a credit note that was just made is not there')
        book.issue(row, built.value)
      })
      book.noteIssued()
      changed()
      return viewOf(id, (text) => errors.REFUSED({ data: { text } }))
    }),

    file: os.invoices.file.handler(async ({ input, errors }) => {
      const row = store.invoices.get(input.id)
      if (row?.number == null) throw errors.NOT_FOUND(gone)
      const invoice = { ...InvoiceContent.parse(parseStored(row.content)), number: row.number }
      const made = await makeInvoiceFile(invoice, input.format, fontFolder)
      if (!made.ok) throw errors.REFUSED({ data: { text: made.error } })
      const { fileName, mediaType, bytes } = made.value
      const sha256 = createHash('sha256').update(bytes).digest('hex')
      store.invoices.putFileHash(row.id, input.format, sha256)
      const isSame = store.invoices.fileHash(row.id, input.format) === sha256
      if (!isSame) ports.log('warn', 'invoice-file-differs', { format: input.format })
      return { fileName, mediaType, bytes: Buffer.from(bytes).toString('base64'), isSame }
    }),

    addPayment: os.invoices.addPayment.handler(({ input, errors }) => {
      const { invoiceId = null, programmeId = null, ...rest } = input
      if ((invoiceId === null) === (programmeId === null)) {
        throw errors.REFUSED({ data: { text: 'Say which invoice it is for, or which programme.' } })
      }
      const invoice = invoiceId === null ? undefined : store.invoices.get(invoiceId)
      if (invoiceId !== null && invoice?.state !== 'issued') throw errors.NOT_FOUND(gone)
      const text = invoice === undefined ? undefined : paymentRefusal(invoice, input.currency)
      if (text !== undefined) throw errors.REFUSED({ data: { text } })
      if (programmeId !== null && store.feed.programme(programmeId) === undefined) throw errors.NOT_FOUND(gone)
      const reference = rest.reference.trim() === '' ? '' : tidyName(rest.reference)
      const row = { ...rest, reference, invoiceId, programmeId }
      store.invoices.putPayment({ ...row, notedAt: ports.clock.read().wall })
      changed()
      return toPayment(row)
    }),

    dropPayment: os.invoices.dropPayment.handler(({ input, errors }) => {
      if (!store.invoices.setPaymentDropped(input.id, true)) throw errors.NOT_FOUND(gone)
      changed()
      return {}
    }),

    undoDropPayment: os.invoices.undoDropPayment.handler(({ input, errors }) => {
      if (!store.invoices.setPaymentDropped(input.id, false)) throw errors.NOT_FOUND(gone)
      changed()
      return {}
    }),
  }

  function viewOf(id: string, refuse: (text: string) => Error) {
    const row = store.invoices.get(id)
    const view = row === undefined ? undefined : book.view(row)
    if (view === undefined) throw new Error('an invoice that was just written is not there')
    if (!view.ok) throw refuse(view.error)
    return view.value
  }

  /** In words, where one of the tasks is on another invoice. */
  function taskTakenBy(taskIds: readonly string[], exceptId: string): string | undefined {
    const billed = book.billedTasks()
    for (const taskId of taskIds) {
      const other = billed.get(taskId)
      if (other === undefined || other.id === exceptId) continue
      const title = store.tasks.head(taskId)?.title ?? 'A task'
      return `“${title}” is on ${other.number === null ? 'another draft' : `invoice ${other.number}`} already.`
    }
    return undefined
  }
}

/** Why nothing can have come for it, in words: amounts of two currencies would be added up as one. */
function paymentRefusal({ kind, content }: StoredInvoice, currency: string): string | undefined {
  if (kind === 'credit-note') return 'A credit note is not paid. Note what came at the invoice that it takes back.'
  const { currency: own } = InvoiceContent.parse(parseStored(content))
  return own === currency ? undefined : `This invoice is in ${own}. Note what came of it in ${own}.`
}
