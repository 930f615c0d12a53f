import { expect, it } from 'vitest'
import { TimesheetFile } from '../../src/shared/contract/timesheet-file.ts'
import { untilState } from '../support/sync/desk-and-hub.ts'
import { core, deskAndHubForEachTest, world } from '../support/sync/for-each-test.ts'
import { handInAndReopen, MINUTE, workFor, writtenTask } from '../support/sync/worked-time.ts'

deskAndHubForEachTest()

const dates = { first: '2026-11-23', last: '2026-11-23' }

it('A timesheet puts no more money on accepted work than was handed in: what was worked on it since stands there and earns nothing', async () => {
  const { desk } = core
  const programmeId = await world.hub.operator.createProgramme({
    rounding: { minutes: 15, mode: 'up', per: 'task' },
  })
  const taskId = await writtenTask(core, world, programmeId)
  await workFor(core, world, taskId, 50)
  const submissionId = await handInAndReopen(core, world, taskId)
  await workFor(core, world, taskId, 40)
  const amounts = async () => (await desk.exports.preview({ dates })).amounts.map(({ minor }) => minor)
  // As long as nothing is decided, all of it may be handed in yet: 90 minutes.
  expect(await amounts()).toEqual([18_000])
  await world.hub.operator.review({ submissionId, decision: 'accepted' })
  await untilState(desk, taskId, 'accepted')
  const [earned] = (await desk.invoices.earnings({})).totals
  expect(earned?.accepted).toBe(12_000)
  const preview = await desk.exports.preview({ dates })
  expect(preview).toMatchObject({ workMs: 90 * MINUTE, amounts: [{ minor: 12_000 }] })
  // Ten minutes more than the fifty that were handed in.
  expect(preview.rounding).toMatchObject({ amounts: [{ minor: 2_000 }] })
  const { bytes } = await desk.exports.make({ dates, format: 'json' })
  const file = TimesheetFile.parse(JSON.parse(Buffer.from(bytes, 'base64').toString('utf8')))
  expect(file.entries.map(({ ms, amount }) => [ms / MINUTE, amount.minor])).toEqual([
    [50, 12_000],
    [40, 0],
  ])
  const report = await desk.time.report({ from: world.time.now() - 86_400_000, to: world.time.now() })
  expect(report.amounts).toEqual(preview.amounts)
})
