import { expect, it } from 'vitest'
import { notAcceptedWords } from '../../src/renderer/format/states.ts'
import { TimesheetFile } from '../../src/shared/contract/timesheet-file.ts'
import { testBuyer, testSeller } from '../support/billing/invoices.ts'
import { until } from '../support/core/until.ts'
import { submissionsAtHub, untilState } from '../support/sync/desk-and-hub.ts'
import { core, deskAndHubForEachTest, world } from '../support/sync/for-each-test.ts'
import { handInAndReopen, MINUTE, workFor, writtenTask } from '../support/sync/worked-time.ts'

deskAndHubForEachTest()

/** A task whose first version, an hour, was accepted while the second, half an hour later, was on its way. */
async function acceptedWhileAnotherCame(): Promise<{ taskId: string; first: string; second: string }> {
  const { desk } = core
  const taskId = await writtenTask(core, world)
  await workFor(core, world, taskId, 60)
  const first = await handInAndReopen(core, world, taskId)
  await workFor(core, world, taskId, 30)
  await desk.sync.setOffline({ offline: true })
  const { submissionId: second } = await desk.work.send({ taskId })
  await world.hub.operator.review({ submissionId: first, decision: 'accepted' })
  await desk.sync.setOffline({ offline: false })
  const bothAreThere = async (): Promise<boolean> => (await submissionsAtHub(world.hub, taskId)) === 2
  await until(desk, 'the hub has both', bothAreThere, world.time)
  return { taskId, first, second }
}

it('Work that was accepted stays to be paid where a version of it that came later is not accepted', async () => {
  const { desk } = core
  const { taskId, first, second } = await acceptedWhileAnotherCame()
  // As long as nothing is decided on the newer one, it may be that which is paid.
  expect(await desk.invoices.billable({})).toEqual([])
  const reason = 'We have the first one already.'
  await world.hub.operator.review({ submissionId: second, decision: 'rejected', reason })
  await untilState(desk, taskId, 'rejected', world.time)

  const { submissions } = await desk.tasks.get({ taskId })
  expect(notAcceptedWords(submissions)).toMatch(/^What you sent last was not accepted\. .* stays to be paid\.$/)
  expect(notAcceptedWords(submissions.slice(0, 1))).toBe('This work was not accepted.')

  const { tasks, totals } = await desk.invoices.earnings({})
  expect(tasks).toMatchObject([{ taskId, state: 'accepted', workMs: 60 * MINUTE, amount: { minor: 12_000 } }])
  expect(totals).toMatchObject([{ submitted: 12_000, accepted: 12_000 }])
  await desk.invoices.saveSeller(testSeller())
  const { id: customerId } = await desk.invoices.saveCustomer({ buyer: testBuyer() })
  const { content } = await desk.invoices.saveDraft({ wish: { customerId, taskIds: [taskId], note: '' } })
  expect(content).toMatchObject({ lines: [{ basis: { submissionId: first } }], totals: { net: 12_000 } })

  const dates = { first: '2026-11-23', last: '2026-11-23' }
  const { bytes } = await desk.exports.make({ dates, format: 'json' })
  const file = TimesheetFile.parse(JSON.parse(Buffer.from(bytes, 'base64').toString('utf8')))
  expect(file.entries.map(({ ms, amount }) => [ms / MINUTE, amount.minor])).toEqual([
    [60, 12_000],
    [30, 0],
  ])
  const said = 'An earlier version was accepted, and the newest was not: We have the first one already.'
  expect(file.tasks).toMatchObject([{ heading: 'Accepted work', reason: said }])
  expect((await desk.time.span(dates)).tasks).toMatchObject([{ heading: 'Accepted work', reason: said }])
})
