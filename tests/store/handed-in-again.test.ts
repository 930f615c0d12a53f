import { afterAll, expect, it } from 'vitest'
import { addAcceptedWork, WORK_AT } from '../support/billing/accepted-work.ts'
import { HOUR, hourly } from '../support/billing/invoices.ts'
import { testId, testTask } from '../support/core/tasks.ts'
import { makeTempFolder, openTestCore, removeTempFolders } from '../support/core/test-core.ts'
import { openTestStore } from '../support/core/test-store.ts'

afterAll(removeTempFolders)

it('Work that came back counts as what was handed in last, and not as what was taken back before it left', async () => {
  const folder = makeTempFolder('handed-in-again')
  const store = openTestStore(folder, [testTask(1, { title: 'Rotation', rate: hourly(10_000) })])
  const taskId = addAcceptedWork(store, 1, HOUR)
  const [first, second, third] = [1, 2, 3].map((n) => testId('submission', n)) as [string, string, string]
  const review = (decision: 'accepted' | 'returned') =>
    JSON.stringify({ decision, comments: [], reviewedAt: WORK_AT + 9 * 86_400_000, reviewer: 'Rosa' })
  store.submissions.setState(first, 'returned')
  store.submissions.setReview(first, review('returned'))
  const taskNo = store.tasks.head(taskId)?.no ?? 0
  const row = { taskNo, content: '{"values":{}}', sha256: 'x', claimedMs: HOUR, supersedes: first }
  // The clock was set back in between.
  store.submissions.add({ ...row, id: second, finishedAt: WORK_AT + 86_400_000 + HOUR, state: 'accepted' }, [])
  store.submissions.setReview(second, review('accepted'))
  store.submissions.add({ ...row, id: third, finishedAt: WORK_AT + 8 * 86_400_000, state: 'undone' }, [])
  store.close()
  const { desk, stop } = await openTestCore({ folder })
  const { tasks, totals } = await desk.invoices.earnings({})
  expect(tasks).toMatchObject([{ title: 'Rotation', state: 'accepted', workMs: HOUR }])
  expect(totals).toMatchObject([{ submitted: 10_000, accepted: 10_000 }])
  expect(await desk.invoices.billable({})).toMatchObject([{ title: 'Rotation', amount: { minor: 10_000 } }])
  await stop()
})
