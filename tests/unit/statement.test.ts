import { describe, expect, it } from 'vitest'
import {
  type StatementInput,
  type StatementInvoice,
  type StatementTask,
  statementByProgramme,
  statementMonths,
  statementTotals,
} from '../../src/core/billing/statement/statement.ts'

const [FIELDS, BARNS] = ['fields', 'barns']
const names = new Map([
  [FIELDS, 'Fields'],
  [BARNS, 'Barns'],
])
const task = (taskId: string, programmeId: string, minor: number, more: Partial<StatementTask> = {}): StatementTask => {
  const amount = { minor, currency: 'EUR' }
  return { taskId, programmeId, amount, state: 'accepted', month: '2026-12', ...more }
}
const bill = (n: number, taskIds: string[], net: number, corrects?: string): StatementInvoice => {
  const vat = Math.round(net * 0.19)
  return { id: `i${n}`, number: String(n), currency: 'EUR', gross: net + vat, net, vat, taskIds, corrects }
}
const paid = (minor: number, invoiceId: string | null, programmeId: string | null = null, date = '2026-12-05') => {
  return { date, minor, currency: 'EUR', invoiceId, programmeId }
}

/** One invoice was paid in part, one taken back after money had come; one programme pays without invoices. */
const input: StatementInput = {
  tasks: [
    task('t5', FIELDS, 0, { amount: { minor: 3_000, currency: 'USD' } }),
    task('t2', FIELDS, 5_000),
    task('t3', BARNS, 7_000, { state: 'rejected', month: undefined }),
    task('t4', BARNS, 4_000),
    task('t1', FIELDS, 10_000, { month: '2026-11' }),
  ],
  invoices: [bill(1, ['t1'], 10_010), bill(2, ['t2'], 5_000), bill(3, [], -5_000, 'i2')],
  payments: [paid(11_000, 'i1'), paid(500, 'i2'), paid(3_500, null, BARNS, '2027-01-02')],
}

describe('what came of the work', () => {
  it('is told by currency, and each difference with its reason', () => {
    const [euro, dollars, ...others] = statementTotals(input, names)
    expect(others).toEqual([])
    expect(euro).toEqual({
      currency: 'EUR',
      submitted: 26_000,
      accepted: 19_000,
      invoiced: 11_912,
      paid: 15_000,
      differences: [
        { before: '', minor: 7_000, after: ' not accepted' },
        { before: '', minor: 5_000, after: ' accepted and not invoiced yet' },
        { before: '', minor: 10, after: ' more invoiced than earned, without VAT' },
        { before: '1: ', minor: 912, after: ' less than invoiced' },
        { before: '2: ', minor: 500, after: ' came although it was taken back' },
        { before: 'Barns: ', minor: 500, after: ' less than accepted, paid without an invoice' },
      ],
    })
    expect(dollars).toMatchObject({ currency: 'USD', submitted: 3_000, invoiced: 0, paid: 0 })
    expect(dollars?.differences).toEqual([{ before: '', minor: 3_000, after: ' accepted and not invoiced yet' }])
  })

  it('says of what was handed in and not accepted why it is not', () => {
    const states = ['ready', 'sent', 'received', 'quarantined', 'returned', 'rejected', 'accepted'] as const
    const tasks = states.map((state, i) => task(state, FIELDS, 10 ** i, { state }))
    const [euro] = statementTotals({ tasks, invoices: [], payments: [] }, names)
    expect(euro?.differences).toEqual([
      { before: '', minor: 1_111, after: ' handed in and not decided on yet' },
      { before: '', minor: 10_000, after: ' came back with comments' },
      { before: '', minor: 100_000, after: ' not accepted' },
      { before: '', minor: 1_000_000, after: ' accepted and not invoiced yet' },
    ])
    const told = euro?.differences.slice(0, 3).reduce((total, { minor }) => total + minor, 0)
    expect(told).toBe((euro?.submitted ?? 0) - (euro?.accepted ?? 0))
  })

  it('has no difference where all was invoiced and all has come, and one where nothing or too much did', () => {
    const tasks = [task('t1', FIELDS, 1_000)]
    const of = (...payments: StatementInput['payments']) =>
      statementTotals({ tasks, invoices: [bill(1, ['t1'], 1_000)], payments }, names)[0]?.differences
    expect(of(paid(190, 'i1'), paid(1_000, 'i1'))).toEqual([])
    expect(of()).toEqual([{ before: '1: ', minor: 1_190, after: ' not paid yet' }])
    expect(of(paid(1_200, 'i1'))).toEqual([{ before: '1: ', minor: 10, after: ' more than invoiced' }])
  })

  it('says nothing of an invoice that was taken back before anything came for it', () => {
    const invoices = [bill(1, ['t1'], 1_000), bill(2, [], -1_000, 'i1')]
    const [euro] = statementTotals({ tasks: [task('t1', FIELDS, 1_000)], invoices, payments: [] }, names)
    expect(euro?.differences).toEqual([{ before: '', minor: 1_000, after: ' accepted and not invoiced yet' }])
  })

  it('is told by programme; an invoice over several, and what was paid for it, stands in the totals only', () => {
    const of = (one: StatementInput) =>
      statementByProgramme(one, names).map(({ name, currency, submitted, invoiced, paid: came }) => {
        return [name, currency, submitted, invoiced, came]
      })
    expect(of(input)).toEqual([
      ['Fields', 'EUR', 15_000, 11_912, 11_500],
      ['Fields', 'USD', 3_000, 0, 0],
      ['Barns', 'EUR', 11_000, 0, 3_500],
    ])
    expect(of({ ...input, invoices: [bill(4, ['t2', 't4'], 9_000)], payments: [paid(1_000, 'i4')] })).toEqual([
      ['Fields', 'EUR', 15_000, 0, 0],
      ['Fields', 'USD', 3_000, 0, 0],
      ['Barns', 'EUR', 11_000, 0, 0],
    ])
  })

  it('is told by month: what was accepted and what came', () => {
    expect(statementMonths(input)).toEqual([
      { month: '2026-11', currency: 'EUR', earned: 10_000, paid: 0 },
      { month: '2026-12', currency: 'EUR', earned: 9_000, paid: 11_500 },
      { month: '2026-12', currency: 'USD', earned: 3_000, paid: 0 },
      { month: '2027-01', currency: 'EUR', earned: 0, paid: 3_500 },
    ])
  })
})
