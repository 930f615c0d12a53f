import { safe } from '@orpc/client'
import { afterAll, expect, it } from 'vitest'
import { addAcceptedWork } from '../support/billing/accepted-work.ts'
import { HOUR, hourly, issueDraft, testBuyer, testSeller } from '../support/billing/invoices.ts'
import { testId, testProgramme, testTask } from '../support/core/tasks.ts'
import { makeTempFolder, openTestCore, removeTempFolders } from '../support/core/test-core.ts'
import { openTestStore } from '../support/core/test-store.ts'

afterAll(removeTempFolders)

it('a draft stays in sight when one of its tasks is done again for another currency, and holds no task for good', async () => {
  const folder = makeTempFolder('invoice-currency')
  const store = openTestStore(folder, [
    testTask(1, { title: 'Plan', rate: hourly(10_000, 'USD') }),
    testTask(2, { title: 'Rota', rate: undefined }),
  ])
  store.feed.putProgramme(testId('hub'), testProgramme({ rate: hourly(10_000, 'USD') }))
  addAcceptedWork(store, 1, HOUR)
  addAcceptedWork(store, 2, HOUR)
  store.close()
  const first = await openTestCore({ folder })
  await first.desk.invoices.saveSeller(testSeller())
  const customer = await first.desk.invoices.saveCustomer({ buyer: testBuyer() })
  const taskIds = [testId('task', 1), testId('task', 2)]
  const draft = await first.desk.invoices.saveDraft({ wish: { customerId: customer.id, taskIds, note: '' } })
  expect(draft.row.gross).toEqual({ minor: 23_800, currency: 'USD' })
  await first.stop()

  const between = openTestStore(folder, [])
  between.feed.putProgramme(testId('hub'), testProgramme({ rate: hourly(9_000, 'EUR') }))
  between.close()
  const { desk, stop } = await openTestCore({ folder })
  expect(await desk.invoices.list({})).toMatchObject([{ id: draft.row.id, gross: { minor: 11_900, currency: 'USD' } }])
  const { problems } = await desk.invoices.get({ id: draft.row.id })
  expect(problems).toMatchObject([{ isAdvice: true, text: expect.stringContaining('“Rota” is paid in EUR by now') }])
  // What is still asked of it goes on, and a new one of both is refused as ever.
  const wish = { customerId: customer.id, taskIds, note: 'Thank you' }
  expect(await desk.invoices.saveDraft({ id: draft.row.id, wish })).toMatchObject({ content: { note: 'Thank you' } })
  await issueDraft(desk, draft.row.id)
  expect(await desk.invoices.billable({})).toMatchObject([{ title: 'Rota', amount: { minor: 9_000, currency: 'EUR' } }])
  const own = await desk.invoices.saveDraft({ wish: { ...wish, taskIds: taskIds.slice(1) } })
  expect(own.row.gross).toEqual({ minor: 10_710, currency: 'EUR' })
  await desk.invoices.dropDraft({ id: own.row.id })
  await desk.invoices.takeBack({ id: draft.row.id, reason: 'Both again' })
  expect((await safe(desk.invoices.saveDraft({ wish }))).error).toMatchObject({
    code: 'REFUSED',
    data: { text: expect.stringContaining('several currencies') },
  })
  await stop()
})
