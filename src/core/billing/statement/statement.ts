import type { CurrencySums, CurrencyTotals, Difference, EarningsMonth } from '../../../shared/contract/desk-invoices.ts'
import type { SubmissionView } from '../../../shared/contract/desk-views.ts'
import type { Money } from '../../../shared/domain/money.ts'

/** A task that was handed in. */
export type StatementTask = {
  readonly taskId: string
  readonly programmeId: string
  readonly amount: Money
  readonly state: SubmissionView['state']
  /** Local month in which it was accepted, YYYY-MM. */
  readonly month: string | undefined
}
/** An issued invoice; of a credit note `gross` and `net` are negative. */
export type StatementInvoice = {
  readonly id: string
  readonly number: string
  readonly currency: string
  readonly gross: number
  readonly net: number
  readonly vat: number
  readonly taskIds: readonly string[]
  /** The invoice that a credit note takes back. */
  readonly corrects: string | undefined
}
export type StatementPayment = {
  readonly date: string
  readonly minor: number
  readonly currency: string
  readonly invoiceId: string | null
  readonly programmeId: string | null
}
export type StatementInput = {
  readonly tasks: readonly StatementTask[]
  readonly invoices: readonly StatementInvoice[]
  readonly payments: readonly StatementPayment[]
}

/**
 * What was submitted, accepted, invoiced and paid, by currency, and each difference in words. Currencies are never added
 * up: nobody here knows a rate of exchange.
 * @param names of programmes, by id
 */
export function statementTotals(input: StatementInput, names: ReadonlyMap<string, string>): CurrencyTotals[] {
  return byCurrency(input).map(([currency, own]) => ({
    ...sumsOf(currency, own),
    differences: differences(own, names),
  }))
}

/** What of a statement is in each currency, in the order of their codes. */
function byCurrency({ tasks, invoices, payments }: StatementInput): (readonly [string, StatementInput])[] {
  const currencies = new Set([
    ...tasks.map(({ amount }) => amount.currency),
    ...invoices.map(({ currency }) => currency),
    ...payments.map(({ currency }) => currency),
  ])
  return [...currencies].toSorted().map((currency) => [
    currency,
    {
      tasks: tasks.filter((task) => task.amount.currency === currency),
      invoices: invoices.filter((invoice) => invoice.currency === currency),
      payments: payments.filter((payment) => payment.currency === currency),
    },
  ])
}

function sumsOf(currency: string, { tasks, invoices, payments }: StatementInput): CurrencySums {
  return {
    currency,
    submitted: sum(tasks.map(({ amount }) => amount.minor)),
    accepted: sum(tasks.filter(isAccepted).map(({ amount }) => amount.minor)),
    invoiced: sum(invoices.map(({ gross }) => gross)),
    paid: sum(payments.map(({ minor }) => minor)),
  }
}

/** The sums of each programme. An invoice over several is left to the totals. */
export function statementByProgramme(
  input: StatementInput,
  programmes: ReadonlyMap<string, string>,
): (CurrencySums & { programmeId: string; name: string })[] {
  const programmeOf = new Map(input.tasks.map(({ taskId, programmeId }) => [taskId, programmeId]))
  const homes = new Map<string, string | undefined>()
  for (const invoice of input.invoices) {
    const own = new Set(invoice.taskIds.map((taskId) => programmeOf.get(taskId)))
    homes.set(invoice.id, own.size === 1 ? [...own][0] : undefined)
  }
  for (const { id, corrects } of input.invoices) if (corrects !== undefined) homes.set(id, homes.get(corrects))
  return [...programmes].flatMap(([programmeId, name]) =>
    byCurrency({
      tasks: input.tasks.filter((task) => task.programmeId === programmeId),
      invoices: input.invoices.filter(({ id }) => homes.get(id) === programmeId),
      payments: input.payments.filter((payment) =>
        payment.invoiceId === null ? payment.programmeId === programmeId : homes.get(payment.invoiceId) === programmeId,
      ),
    }).map(([currency, own]) => ({ ...sumsOf(currency, own), programmeId, name })),
  )
}

/** By month and currency: what was accepted, and what came. Oldest first. */
export function statementMonths({ tasks, payments }: StatementInput): EarningsMonth[] {
  const months = new Map<string, EarningsMonth>()
  const monthOf = (month: string, currency: string): EarningsMonth => {
    const key = `${month} ${currency}`
    const known = months.get(key) ?? { month, currency, earned: 0, paid: 0 }
    months.set(key, known)
    return known
  }
  for (const { month, amount } of tasks.filter(isAccepted)) {
    if (month !== undefined) monthOf(month, amount.currency).earned += amount.minor
  }
  for (const { date, currency, minor } of payments) monthOf(date.slice(0, 7), currency).paid += minor
  return [...months.values()].toSorted((a, b) => a.month.localeCompare(b.month) || a.currency.localeCompare(b.currency))
}

function differences({ tasks, invoices, payments }: StatementInput, names: ReadonlyMap<string, string>): Difference[] {
  const found: Difference[] = []
  const tell = (minor: number, after: string, before = ''): void =>
    void found.push({ before, minor: Math.abs(minor), after })
  for (const [after, states] of Object.entries(notAccepted)) {
    const minor = sum(tasks.filter(({ state }) => states.includes(state)).map(({ amount }) => amount.minor))
    if (minor > 0) tell(minor, after)
  }
  const takenBack = new Set(invoices.map(({ corrects }) => corrects))
  const standing = invoices.filter(({ id, corrects }) => corrects === undefined && !takenBack.has(id))
  const charged = new Set(standing.flatMap(({ taskIds }) => taskIds))
  const paidByProgramme = new Set(payments.flatMap(({ programmeId }) => (programmeId === null ? [] : [programmeId])))
  const accepted = tasks.filter(isAccepted)
  const waiting = accepted.filter(
    ({ taskId, programmeId }) => !charged.has(taskId) && !paidByProgramme.has(programmeId),
  )
  const open = sum(waiting.map((task) => task.amount.minor))
  if (open > 0) tell(open, ' accepted and not invoiced yet')

  const onInvoice = accepted.filter(({ taskId }) => charged.has(taskId))
  const rounded = sum(standing.map(({ net }) => net)) - sum(onInvoice.map((task) => task.amount.minor))
  if (rounded !== 0) tell(rounded, ` ${lessOrMore(rounded)} invoiced than earned, without VAT`)

  for (const invoice of standing) {
    const came = sum(payments.filter(({ invoiceId }) => invoiceId === invoice.id).map(({ minor }) => minor))
    const difference = came - invoice.gross
    if (came === 0) tell(invoice.gross, ' not paid yet', `${invoice.number}: `)
    else if (difference !== 0) tell(difference, ` ${lessOrMore(difference)} than invoiced`, `${invoice.number}: `)
  }
  for (const invoice of invoices.filter(({ id }) => takenBack.has(id))) {
    const came = sum(payments.filter(({ invoiceId }) => invoiceId === invoice.id).map(({ minor }) => minor))
    if (came > 0) tell(came, ' came although it was taken back', `${invoice.number}: `)
  }
  for (const programmeId of paidByProgramme) {
    const own = accepted.filter((task) => task.programmeId === programmeId && !charged.has(task.taskId))
    const came = sum(payments.filter((payment) => payment.programmeId === programmeId).map(({ minor }) => minor))
    const difference = came - sum(own.map((task) => task.amount.minor))
    const after = ` ${lessOrMore(difference)} than accepted, paid without an invoice`
    if (difference !== 0) tell(difference, after, `${names.get(programmeId) ?? 'A programme'}: `)
  }
  return found
}

/** What of the work handed in is not accepted, and why. */
const notAccepted: Readonly<Record<string, readonly StatementTask['state'][]>> = {
  ' handed in and not decided on yet': ['ready', 'sent', 'received', 'quarantined'],
  ' came back with comments': ['returned'],
  ' not accepted': ['rejected'],
}

function isAccepted({ state }: StatementTask): boolean {
  return state === 'accepted'
}

function lessOrMore(difference: number): string {
  return difference < 0 ? 'less' : 'more'
}

function sum(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0)
}
