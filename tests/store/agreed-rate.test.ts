import { afterAll, describe, expect, it } from 'vitest'
import type { ReceiptPayload } from '../../src/shared/domain/work.ts'
import { addAcceptedWork } from '../support/billing/accepted-work.ts'
import { HOUR, hourly } from '../support/billing/invoices.ts'
import { testId, testProgramme, testTask } from '../support/core/tasks.ts'
import { makeTempFolder, openTestCore, removeTempFolders } from '../support/core/test-core.ts'
import { openTestStore } from '../support/core/test-store.ts'

afterAll(removeTempFolders)

describe('a rate that was changed after work was handed in', () => {
  it('does not change what that work earns: the hub has signed for the rate of then; what came back earns that of today', async () => {
    const folder = makeTempFolder('rate')
    const store = openTestStore(
      folder,
      [1, 2, 3].map((n) => testTask(n, { rate: undefined })),
    )
    store.feed.putProgramme(testId('hub'), testProgramme({ rate: hourly(10_000) }))
    addAcceptedWork(store, 1, HOUR)
    addAcceptedWork(store, 2, HOUR)
    // What may still be written on is taken in at the rate of that day.
    const back = addAcceptedWork(store, 3, HOUR, 'received')
    store.tasks.setState(store.tasks.head(back)?.no ?? 0, 'returned')
    const said: ReceiptPayload = {
      receipt: 1,
      hubId: testId('hub'),
      expertId: testId('expert'),
      taskId: testId('task', 1),
      submissionId: testId('submission', 1),
      contentSha256: 'a'.repeat(64),
      receivedAt: 1,
      guidelineVersion: 1,
      taskRevision: 1,
      rate: hourly(10_000),
      claimedMs: HOUR,
      late: false,
    }
    const signed = Buffer.from(JSON.stringify(said)).toString('base64url')
    store.submissions.setReceipt(testId('submission', 1), `h.${signed}.s`, 1, false, true)
    store.submissions.setReceipt(testId('submission', 3), `h.${signed}.s`, 1, false, true)
    // A receipt that is not the hub's says nothing.
    store.submissions.setReceipt(testId('submission', 2), `h.${signed}.s`, 1, false, false)
    store.feed.putProgramme(testId('hub'), testProgramme({ rate: hourly(4_000) }))
    store.close()
    const { desk, stop } = await openTestCore({ folder })
    const { tasks } = await desk.invoices.earnings({})
    const amounts = new Map(tasks.map(({ taskId, amount }) => [taskId, amount.minor]))
    expect([1, 2, 3].map((n) => amounts.get(testId('task', n)))).toEqual([10_000, 4_000, 4_000])
    await stop()
  })
})
