import { join } from 'node:path'
import { safe } from '@orpc/client'
import Database from 'better-sqlite3'
import { afterAll, expect, it } from 'vitest'
import { addAcceptedWork } from '../support/billing/accepted-work.ts'
import { HOUR, hourly, issueDraft, testBuyer, testSeller } from '../support/billing/invoices.ts'
import { testId, testProgramme, testTask } from '../support/core/tasks.ts'
import { makeTempFolder, openTestCore, removeTempFolders } from '../support/core/test-core.ts'
import { openTestStore } from '../support/core/test-store.ts'

afterAll(removeTempFolders)

it('Work that comes to nothing, such as five minutes of whole quarters, keeps no invoice from being issued', async () => {
  const folder = makeTempFolder('invoice-nothing')
  const store = openTestStore(folder, [
    testTask(1, { title: 'Rotation', rate: hourly(10_000) }),
    testTask(2, { title: 'A glance', rate: hourly(10_000) }),
  ])
  store.feed.putProgramme(testId('hub'), testProgramme({ rounding: { minutes: 15, mode: 'nearest', per: 'task' } }))
  addAcceptedWork(store, 1, HOUR)
  addAcceptedWork(store, 2, 5 * 60_000)
  store.close()
  const { desk, stop } = await openTestCore({ folder })
  await desk.invoices.saveSeller(testSeller())
  const customer = await desk.invoices.saveCustomer({ buyer: testBuyer() })
  const wish = (...tasks: number[]) => {
    return { customerId: customer.id, taskIds: tasks.map((n) => testId('task', n)), note: '' }
  }
  const nothing = await desk.invoices.saveDraft({ wish: wish(2) })
  expect(nothing.problems.filter(({ isAdvice }) => !isAdvice).map(({ id }) => id)).toEqual(['BR-22', 'BR-24'])
  await desk.invoices.dropDraft({ id: nothing.row.id })
  const draft = await desk.invoices.saveDraft({ wish: wish(1, 2) })
  expect(draft.problems).toMatchObject([
    { isAdvice: true, text: expect.stringContaining('“A glance” comes to nothing') },
  ])
  const issued = await issueDraft(desk, draft.row.id)
  expect(issued.content.lines.map(({ name, net }) => [name, net])).toEqual([['Rotation', 10_000]])
  expect(await desk.invoices.billable({})).toMatchObject([{ title: 'A glance', amount: { minor: 0 } }])
  await stop()
})

it('An invoice without an account to pay to is issued, which is only advised; what takes it back is not taken back itself', async () => {
  const folder = makeTempFolder('invoice-advice')
  const store = openTestStore(folder, [testTask(1, { rate: hourly(10_000) })])
  addAcceptedWork(store, 1, HOUR)
  store.close()
  const { desk, stop } = await openTestCore({ folder })
  await desk.invoices.saveSeller({ ...testSeller(), account: { ...testSeller().account, number: '' } })
  const customer = await desk.invoices.saveCustomer({ buyer: testBuyer() })
  const wish = { customerId: customer.id, taskIds: [testId('task', 1)], note: '' }
  const draft = await desk.invoices.saveDraft({ wish })
  expect(draft.problems).toMatchObject([{ id: 'BR-50', isAdvice: true }])
  await issueDraft(desk, draft.row.id)
  const credit = await desk.invoices.takeBack({ id: draft.row.id, reason: 'The rate was wrong.' })
  const again = await safe(desk.invoices.takeBack({ id: credit.row.id, reason: 'By mistake.' }))
  expect(again.error).toMatchObject({ code: 'NOT_FOUND' })
  expect(await desk.invoices.list({})).toHaveLength(2)
  await stop()
})

it('The sample, for which nobody pays, stands in no earnings', async () => {
  const folder = makeTempFolder('invoice-sample')
  const store = openTestStore(folder, [testTask(1, { rate: hourly(10_000) })])
  addAcceptedWork(store, 1, HOUR, 'received')
  store.close()
  const db = new Database(join(folder, 'desk.db'))
  db.exec("UPDATE hubs SET kind = 'sample'")
  db.close()
  const { desk, stop } = await openTestCore({ folder })
  expect(await desk.invoices.earnings({})).toMatchObject({ totals: [], programmes: [], tasks: [] })
  await stop()
})
