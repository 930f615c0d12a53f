import { expect, it } from 'vitest'
import { untilState } from '../support/sync/desk-and-hub.ts'
import { core, deskAndHubForEachTest, world } from '../support/sync/for-each-test.ts'
import { handInAndReopen, MINUTE, workFor, writtenTask } from '../support/sync/worked-time.ts'
import { testId } from '../support/core/tasks.ts'
import { testBuyer, testSeller } from '../support/billing/invoices.ts'

deskAndHubForEachTest()

const TODAY = '2026-11-23'

/** A task with an hour of work that the hub has, which was opened again, with half an hour more on the same day. */
async function openedAgain(): Promise<{ taskId: string; submissionId: string }> {
  const taskId = await writtenTask(core, world)
  await workFor(core, world, taskId, 60)
  const submissionId = await handInAndReopen(core, world, taskId)
  await workFor(core, world, taskId, 30)
  return { taskId, submissionId }
}

async function correct(change: 'add' | 'remove', taskId: string, minutes: number): Promise<void> {
  const wish = { taskId, change, date: TODAY, reason: 'The clock ran on' }
  await core.desk.time.correct({ id: testId('session', minutes), ms: minutes * MINUTE, ...wish })
}

async function earnedWhenAccepted({ taskId, submissionId }: { taskId: string; submissionId: string }) {
  await world.hub.operator.review({ submissionId, decision: 'accepted' })
  // The minutes that passed at once may have cost the desk its connection; it waits before the next.
  await untilState(core.desk, taskId, 'accepted', world.time)
  const [task] = (await core.desk.invoices.earnings({})).tasks
  const [billable] = await core.desk.invoices.billable({})
  expect(billable?.amount).toEqual(task?.amount)
  return [(task?.workMs ?? 0) / MINUTE, task?.amount.minor]
}

it('Time that was taken off after work was handed in comes off what was worked since, and what was handed in is paid as it was claimed', async () => {
  const opened = await openedAgain()
  await correct('remove', opened.taskId, 30)
  expect(await earnedWhenAccepted(opened)).toEqual([60, 12_000])
})

it('What is taken off beyond that comes off what was handed in', async () => {
  const opened = await openedAgain()
  await correct('remove', opened.taskId, 20)
  await correct('remove', opened.taskId, 25)
  expect(await earnedWhenAccepted(opened)).toEqual([45, 9_000])
})

it('What was added by hand since is paid, and is the first that goes where more is taken off', async () => {
  const opened = await openedAgain()
  await correct('add', opened.taskId, 10)
  await correct('remove', opened.taskId, 8)
  expect(await earnedWhenAccepted(opened)).toEqual([62, 12_400])
})

it('A draft says of which work it charges more or less than was claimed, and of no other', async () => {
  const { desk } = core
  const opened = await openedAgain()
  await earnedWhenAccepted(opened)
  await desk.invoices.saveSeller(testSeller())
  const { id: customerId } = await desk.invoices.saveCustomer({ buyer: testBuyer() })
  const { row } = await desk.invoices.saveDraft({ wish: { customerId, taskIds: [opened.taskId], note: '' } })
  const advice = async () =>
    (await desk.invoices.get({ id: row.id })).problems.flatMap((one) => (one.isAdvice ? one.text : []))
  expect(await advice()).toEqual([])
  await correct('add', opened.taskId, 10)
  expect(await advice()).toEqual([
    expect.stringMatching(/^“Task 0001” is charged with 1:10:00 of work; 1:00:00 was claimed .* changed since/),
  ])
})
