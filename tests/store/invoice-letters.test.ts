import { afterAll, expect, it } from 'vitest'
import { addAcceptedWork } from '../support/billing/accepted-work.ts'
import { HOUR, hourly, testBuyer, testSeller } from '../support/billing/invoices.ts'
import { testId, testTask } from '../support/core/tasks.ts'
import { makeTempFolder, openTestCore, removeTempFolders } from '../support/core/test-core.ts'
import { openTestStore } from '../support/core/test-store.ts'

afterAll(removeTempFolders)

it('A draft with letters that the fonts of a paper have not says so: it would name nobody', async () => {
  const folder = makeTempFolder('invoice-letters')
  const store = openTestStore(folder, [testTask(1, { title: 'Plan für Łódź', rate: hourly(10_000) })])
  addAcceptedWork(store, 1, HOUR)
  store.close()
  const { desk, stop } = await openTestCore({ folder })
  await desk.invoices.saveSeller(testSeller())
  const buyer = testBuyer()
  const customer = await desk.invoices.saveCustomer({ buyer })
  const wish = { customerId: customer.id, taskIds: [testId('task', 1)], note: '' }
  const { row, problems } = await desk.invoices.saveDraft({ wish })
  expect(problems).toEqual([])
  await desk.invoices.saveCustomer({ id: customer.id, buyer: { ...buyer, name: '株式会社オークリッジ' } })
  expect((await desk.invoices.get({ id: row.id })).problems).toEqual([])
  await desk.invoices.saveCustomer({ id: customer.id, buyer: { ...buyer, name: 'အောင် Oakridge 🌾' } })
  expect((await desk.invoices.get({ id: row.id })).problems).toEqual([
    {
      id: 'PDF',
      place: 'invoice',
      text: 'The fonts of the PDF have no “အောင်🌾”: boxes stand there. UBL and CII have all letters; for a paper, write names in others.',
      isAdvice: true,
    },
  ])
  await stop()
})
