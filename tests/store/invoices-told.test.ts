import { afterAll, expect, it } from 'vitest'
import { addAcceptedWork } from '../support/billing/accepted-work.ts'
import { HOUR, hourly, issueDraft, testBuyer, testSeller } from '../support/billing/invoices.ts'
import { testId, testTask } from '../support/core/tasks.ts'
import { makeTempFolder, openTestCore, removeTempFolders } from '../support/core/test-core.ts'
import { openTestStore } from '../support/core/test-store.ts'

afterAll(removeTempFolders)

it('All windows are told of whatever changes an invoice, a payment or who sends and gets it', async () => {
  const folder = makeTempFolder('invoices-told')
  const store = openTestStore(folder, [testTask(1, { rate: hourly(10_000) })])
  addAcceptedWork(store, 1, HOUR)
  store.close()
  const { desk, stop } = await openTestCore({ folder })
  const { invoices } = desk
  const ending = new AbortController()
  const events = await desk.app.watch({}, { signal: ending.signal })
  await events.next()

  /** Ends only when a window hears of it. */
  async function told<T>(change: () => Promise<T>): Promise<T> {
    const changed = await change()
    for (;;) {
      const next = await events.next()
      if (next.done === true) throw new Error('the desk ended')
      if (next.value.topic === 'invoices') return changed
    }
  }

  await told(() => invoices.saveSeller(testSeller()))
  const customer = await told(() => invoices.saveCustomer({ buyer: testBuyer() }))
  const wish = { customerId: customer.id, taskIds: [testId('task', 1)], note: '' }
  const { id } = (await told(() => invoices.saveDraft({ wish }))).row
  await told(() => invoices.dropDraft({ id }))
  await told(() => invoices.undoDrop({ id }))
  await told(() => issueDraft(desk, id))
  const payment = { id: testId('session', 1), date: '2026-11-23', minor: 500, currency: 'EUR', reference: '' }
  await told(() => invoices.addPayment({ ...payment, invoiceId: id }))
  await told(() => invoices.dropPayment({ id: payment.id }))
  await told(() => invoices.undoDropPayment({ id: payment.id }))
  const note = await told(() => invoices.takeBack({ id, reason: 'The rate was wrong.' }))
  expect(note.row).toMatchObject({ kind: 'credit-note' })
  ending.abort()
  await stop()
})
