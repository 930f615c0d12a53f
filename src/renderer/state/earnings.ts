import type { BillableTask, Customer, Earnings, InvoiceRow } from '../../shared/contract/desk-invoices.ts'
import { MOST_LINES, type Seller } from '../../shared/domain/invoice.ts'
import type { Desk } from '../client/desk.ts'
import { createResource, type Resource } from './resource.ts'
import { createWatch, type Watch } from './watch.ts'

/** Kept up to date while its screen is shown; `changed`: invoices, payments or what they rest on are other ones. */
export type EarningsKeeper = Watch & {
  readonly earnings: Resource<Earnings>
  readonly invoices: Resource<readonly InvoiceRow[]>
  readonly billable: Resource<readonly BillableTask[]>
  readonly customers: Resource<readonly Customer[]>
  readonly seller: Resource<Seller>
}

/** What was earned, invoiced and paid. */
export function createEarningsKeeper(desk: Desk): EarningsKeeper {
  const earnings = createResource(() => desk.invoices.earnings({}))
  const invoices = createResource<readonly InvoiceRow[]>(() => desk.invoices.list({}))
  const billable = createResource<readonly BillableTask[]>(() => desk.invoices.billable({}))
  const customers = createResource<readonly Customer[]>(() => desk.invoices.customers({}))
  const seller = createResource(() => desk.invoices.seller({}))

  function refresh(): void {
    for (const resource of [earnings, invoices, billable, customers, seller]) void resource.refresh()
  }

  return {
    earnings,
    invoices,
    billable,
    customers,
    seller,
    ...createWatch(refresh),
  }
}

/**
 * What a new invoice is over: what was picked, but for what has gone onto another one since, of another window say. It is not
 * in the list any more, could not be left out there, and no draft would be made of all the others.
 */
export function chosenOf(billable: readonly BillableTask[], picked: readonly string[] | undefined): string[] {
  if (picked === undefined) return chosenAtFirst(billable)
  const known = new Set(billable.map(({ taskId }) => taskId))
  return picked.filter((taskId) => known.has(taskId))
}

/**
 * Unless somebody says otherwise: all that is paid in the currency of the first, because one invoice has one, and no more
 * than it holds, or thousands would have to be left out by hand.
 */
function chosenAtFirst(billable: readonly BillableTask[]): string[] {
  const own = billable.filter(({ amount }) => amount.currency === billable[0]?.amount.currency)
  return own.slice(0, MOST_LINES).map(({ taskId }) => taskId)
}
