import { expect, it } from 'vitest'
import { givenBackWords } from '../../src/renderer/format/states.ts'
import { until } from '../support/core/until.ts'
import { contents, stateOf, submissionsAtHub, untilState } from '../support/sync/desk-and-hub.ts'
import { core, deskAndHubForEachTest, world } from '../support/sync/for-each-test.ts'
import { writtenTask } from '../support/sync/worked-time.ts'

deskAndHubForEachTest()

const words = async (taskId: string): Promise<string> =>
  givenBackWords((await core.desk.tasks.get({ taskId })).assignment)
const lanes = async () => (await core.desk.sync.overview({})).lanes
const lanesAreEmpty = () => until(core.desk, 'nothing waits', async () => (await lanes()).length === 0)

async function takeAndWrite(): Promise<string> {
  const taskId = await writtenTask(core, world)
  await lanesAreEmpty()
  return taskId
}

it('a task that was given back by mistake is as it was once it is taken again, also when the hub knows [S7]', async () => {
  const { desk } = core
  const taskId = await takeAndWrite()
  await desk.sync.setOffline({ offline: true })
  await desk.tasks.decline({ taskId })
  expect(await words(taskId)).toBe('You gave this task back. You can still take it.')
  await desk.sync.setOffline({ offline: false })
  await lanesAreEmpty()
  expect(await words(taskId)).toContain('You can take it again unless it has gone on to somebody else')

  await desk.tasks.take({ taskId })
  expect(await stateOf(desk, taskId)).toBe('drafting')
  expect((await desk.drafts.open({ taskId })).fields['answer']).toMatchObject({ text: 'Clover, then wheat.' })
  await lanesAreEmpty()
  expect((await desk.tasks.get({ taskId })).assignment).toMatchObject({ state: 'taken' })
  expect(await stateOf(desk, taskId)).toBe('drafting')
})

it('the undo of giving back takes the task again where the hub has heard; an offer is not taken unasked [S7]', async () => {
  const { desk } = core
  const taskId = await takeAndWrite()
  await desk.tasks.decline({ taskId })
  await lanesAreEmpty()
  expect((await desk.tasks.undo({ taskId })).state).toBe('drafting')
  await lanesAreEmpty()
  expect((await desk.tasks.get({ taskId })).assignment).toMatchObject({ state: 'taken' })
  expect(await stateOf(desk, taskId)).toBe('drafting')

  await world.hub.operator.importTasks(contents(1))
  const offer = await until(desk, 'another offer', async () =>
    (await desk.tasks.list({})).rows.find((one) => one.id !== taskId),
  )
  await desk.tasks.decline({ taskId: offer.id })
  await lanesAreEmpty()
  await expect(desk.tasks.undo({ taskId: offer.id })).rejects.toMatchObject({
    data: { text: expect.stringContaining('take it') },
  })
  expect(await stateOf(desk, offer.id)).toBe('declined')
})

it('an undo takes back the decision, with what was wished for since, and not the wish before it [S1] [V3]', async () => {
  const { desk } = core
  const taskId = await takeAndWrite()
  await world.hub.operator.importTasks(contents(1))
  const offer = await until(desk, 'an offer', async () =>
    (await desk.tasks.list({})).rows.find((one) => one.id !== taskId),
  )
  await desk.sync.setOffline({ offline: true })
  const until5 = world.time.now() + 5 * 86_400_000
  await desk.work.askMoreTime({ taskId, until: until5 })
  await desk.tasks.decline({ taskId })
  expect((await desk.tasks.undo({ taskId })).state).toBe('drafting')
  expect(await lanes()).toMatchObject([{ taskId, kind: 'extend' }])
  // Neither is there a decision of a task that was taken long ago.
  await desk.tasks.undo({ taskId }).catch(() => {})
  expect(await lanes()).toMatchObject([{ taskId, kind: 'extend' }])

  await desk.tasks.take({ taskId: offer.id })
  await desk.work.askMoreTime({ taskId: offer.id, until: until5 })
  expect((await desk.tasks.undo({ taskId: offer.id })).state).toBe('offered')
  expect(await lanes()).toMatchObject([{ taskId, kind: 'extend' }])
  await desk.sync.setOffline({ offline: false })
  await lanesAreEmpty()
  expect(await stateOf(desk, taskId)).toBe('drafting')
  expect(await stateOf(desk, offer.id)).toBe('offered')
})

it('a task that has gone on to somebody else is not taken again, and work on it is kept [S7] [S2] [O4]', async () => {
  const { desk } = core
  const taskId = await takeAndWrite()
  await world.hub.operator.enrolExpert()
  await desk.tasks.decline({ taskId })
  await lanesAreEmpty()
  await desk.tasks.take({ taskId })
  expect(await stateOf(desk, taskId)).toBe('drafting')
  const refused = await until(desk, 'the hub refuses it', async () =>
    (await lanes()).find(({ state }) => state === 'quarantined'),
  )
  expect(refused).toMatchObject({ kind: 'take', reason: { code: 'not-possible', action: 'put-aside' } })
  expect(refused.reason?.text).toContain('gone on to somebody else')
  await desk.work.send({ taskId })
  await untilState(desk, taskId, 'received')
  expect(await submissionsAtHub(world.hub, taskId)).toBe(1)
  expect(await lanes()).toEqual([])
})
