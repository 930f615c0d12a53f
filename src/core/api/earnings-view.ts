import type { Earnings } from '../../shared/contract/desk-invoices.ts'
import type { Payment } from '../../shared/domain/invoice.ts'
import { isRounded, roundingToText } from '../../shared/rules/rounding.ts'
import {
  statementByProgramme,
  type StatementInput,
  statementMonths,
  statementTotals,
} from '../billing/statement/statement.ts'
import type { PaymentRow } from '../store/invoices-table.ts'
import type { Context } from './context.ts'
import type { InvoiceBook } from './invoice-book.ts'
import { programmeNames, submittedWork } from './submitted-work.ts'

/** Everything that the Earnings screen shows. */
export function readEarnings(context: Context, book: InvoiceBook): Earnings {
  const works = submittedWork(context)
  const names = programmeNames(context, works)
  const payments = context.store.invoices.payments()
  const links = Map.groupBy(context.store.invoices.taskLinks(), ({ invoiceId }) => invoiceId)
  const billed = book.billedTasks()
  const input: StatementInput = {
    tasks: works.map(({ taskId, programmeId, work, state, isAccepted, acceptedOn }) => ({
      taskId,
      programmeId,
      amount: work.amount,
      state,
      month: isAccepted ? acceptedOn.slice(0, 7) : undefined,
    })),
    invoices: book.issued().map(({ row, content: { totals, currency, corrects } }) => {
      const sign = row.kind === 'credit-note' ? -1 : 1
      return {
        id: row.id,
        number: row.number ?? '',
        currency,
        gross: sign * totals.gross,
        net: sign * totals.net,
        vat: sign * totals.vat,
        taskIds: (links.get(row.id) ?? []).map(({ taskId }) => taskId),
        corrects: corrects?.id,
      }
    }),
    payments,
  }
  return {
    totals: statementTotals(input, names),
    programmes: statementByProgramme(input, names),
    months: statementMonths(input),
    tasks: works.map(({ taskId, task, state, work, estimateMs }) => {
      const invoice = billed.get(taskId)
      return {
        taskId,
        title: task.title,
        programme: task.programme,
        state,
        workMs: Math.max(0, work.workMs),
        roundedMs: Math.max(0, work.roundedMs),
        ...(estimateMs === undefined ? {} : { estimateMs }),
        amount: work.amount,
        ...(task.rounding === undefined || !isRounded(task.rounding)
          ? {}
          : { rounding: roundingToText(task.rounding) }),
        ...(invoice === undefined ? {} : { invoice: invoice.number ?? 'draft' }),
      }
    }),
    payments: payments.map(toPayment),
  }
}

export function toPayment({ invoiceId, programmeId, ...row }: PaymentRow): Payment {
  return {
    ...row,
    ...(invoiceId === null ? {} : { invoiceId }),
    ...(programmeId === null ? {} : { programmeId }),
  }
}
