import { afterAll, expect, it } from 'vitest'
import { addAcceptedWork } from '../support/billing/accepted-work.ts'
import { HOUR, hourly } from '../support/billing/invoices.ts'
import { testId, testTask } from '../support/core/tasks.ts'
import { makeTempFolder, openTestCore, removeTempFolders } from '../support/core/test-core.ts'
import { openTestStore } from '../support/core/test-store.ts'

afterAll(removeTempFolders)

it('Work that was accepted in the first hour of a summer month is earned in that month, also when winter has come', async () => {
  const folder = makeTempFolder('earned-month')
  const store = openTestStore(folder, [testTask(1, { rate: hourly(10_000) })])
  addAcceptedWork(store, 1, HOUR)
  // 00:30 of 1 August in Berlin, which is two hours ahead then, and one in November, when it is looked at.
  const reviewedAt = Date.UTC(2026, 6, 31, 22, 30)
  const review = { decision: 'accepted', comments: [], reviewedAt, reviewer: 'Rosa' }
  store.submissions.setReview(testId('submission', 1), JSON.stringify(review))
  store.close()
  const { desk, stop } = await openTestCore({ folder })
  expect((await desk.invoices.earnings({})).months).toMatchObject([{ month: '2026-08', earned: 10_000 }])
  await stop()
})
