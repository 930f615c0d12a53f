import { afterEach, describe, expect, it } from 'vitest'
import type { Change } from '../../src/shared/contract/hub.ts'
import { testId } from '../support/core/tasks.ts'
import { until } from '../support/core/until.ts'
import { contents, type DeskAndHub, HUB_ADDRESS, stateOf, untilState } from '../support/sync/desk-and-hub.ts'
import { core, deskAndHubForEachTest, world } from '../support/sync/for-each-test.ts'
import { enrolWithHostile } from '../support/sync/hostile-hub.ts'

/** A hub that speaks of what is another one's: its operator is an expert there, and knows that one's ids. */

deskAndHubForEachTest()

let second: DeskAndHub | undefined
afterEach(async () => {
  await second?.close()
  second = undefined
})

const refused = async () => (await core.desk.sync.overview({})).refusedChanges
const shown = async () => (await core.desk.tasks.list({})).rows.map(({ id }) => id)

/** A task of the first hub. */
async function ownTask(): Promise<string> {
  await world.hub.operator.importTasks(contents(1))
  return (await world.enrol(core.desk, 1))[0]?.id ?? ''
}

describe('one hub', () => {
  it('cannot touch what belongs to another', async () => {
    const mine = await ownTask()
    second = await enrolWithHostile(core, world, (one) =>
      one.kind === 'task'
        ? { ...one, id: mine, content: one.content.replace(one.id, mine).replace('Task', 'Stolen') }
        : one,
    )
    await until(core.desk, 'it was refused', async () => (await refused()) === 1)
    expect((await core.desk.tasks.list({})).rows).toMatchObject([{ id: mine, title: 'Task 0001' }])
  })

  it('cannot decide about a task of another that is continued on another computer', async () => {
    const taskId = await ownTask()
    const farm = await world.openDesk()
    const { code } = await world.hub.operator.makeCode(world.expertId)
    await farm.desk.setup.enrol({ address: HUB_ADDRESS, code })
    await until(farm.desk, 'the task is there', async () => (await farm.desk.tasks.list({})).rows.length === 1)
    await farm.desk.tasks.take({ taskId })
    await untilState(core.desk, taskId, 'elsewhere')
    const id = testId('session', 7)
    const content = JSON.stringify({ id, taskId, state: 'accepted' })
    second = await enrolWithHostile(core, world, (one) =>
      one.kind === 'task' ? { ...one, kind: 'submission', id, content } : one,
    )
    const isRead = async () => (await refused()) > 0 || (await stateOf(core.desk, taskId)) !== 'elsewhere'
    await until(core.desk, 'it was read', isRead)
    expect([await refused(), await stateOf(core.desk, taskId)]).toEqual([1, 'elsewhere'])
  })

  it.each([
    ['a task in a batch of another', 'task', 'batchId'],
    ['a batch in a programme of another', 'batch', 'programmeId'],
  ] as const)('has %s kept aside, and nobody works on it as if that one paid for it [P4]', async (_, kind, member) => {
    const mine = await ownTask()
    const { batch } = await core.desk.tasks.get({ taskId: mine })
    const known = { batchId: batch.id, programmeId: batch.programmeId }
    const borrowed = ({ content }: Change): string =>
      JSON.stringify({ ...JSON.parse(content), [member]: known[member] })
    second = await enrolWithHostile(core, world, (one) =>
      one.kind === kind ? { ...one, content: borrowed(one) } : one,
    )
    await until(core.desk, 'it was read', async () => (await refused()) > 0 || (await shown()).length > 1)
    expect(await shown()).toEqual([mine])
    expect(await refused()).toBe(1)
  })
})
