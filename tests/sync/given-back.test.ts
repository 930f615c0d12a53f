import { afterEach, beforeEach, expect, it } from 'vitest'
import { givenBackWords } from '../../src/renderer/format/states.ts'
import { removeTempFolders, type TestCore } from '../support/core/test-core.ts'
import { until } from '../support/core/until.ts'
import {
  contents,
  type DeskAndHub,
  openDeskAndHub,
  stateOf,
  submissionsAtHub,
  untilState,
  write,
} from '../support/sync/desk-and-hub.ts'

let world: DeskAndHub
let core: TestCore
beforeEach(async () => {
  world = await openDeskAndHub()
  core = await world.openDesk()
})
afterEach(async () => {
  await world.close()
  removeTempFolders()
})

it('a task that was given back is not promised to who did once the hub knows, and work on it is kept [S2] [O4]', async () => {
  const { desk } = core
  await world.hub.operator.importTasks(contents(1))
  const [task] = await world.enrol(desk, 1)
  const taskId = task?.id ?? ''
  const words = async (): Promise<string> => givenBackWords((await desk.tasks.get({ taskId })).assignment)
  const lanes = async () => (await desk.sync.overview({})).lanes
  await desk.tasks.take({ taskId })
  await write(desk, taskId, 'Clover, then wheat.')
  await until(desk, 'the hub knows that it was taken', async () => (await lanes()).length === 0)

  await desk.sync.setOffline({ offline: true })
  await desk.tasks.decline({ taskId })
  expect(await words()).toBe('You gave this task back. You can still take it.')
  await desk.sync.setOffline({ offline: false })
  await until(desk, 'the hub knows that it came back', async () => (await lanes()).length === 0)
  expect(await words()).toContain('it may be with somebody else by now')

  await desk.tasks.take({ taskId })
  expect(await stateOf(desk, taskId)).toBe('drafting')
  expect((await desk.drafts.open({ taskId })).fields['answer']).toMatchObject({ text: 'Clover, then wheat.' })
  const refused = await until(desk, 'the hub refuses it', async () =>
    (await lanes()).find(({ state }) => state === 'quarantined'),
  )
  expect(refused).toMatchObject({ kind: 'take', reason: { code: 'not-possible', action: 'put-aside' } })
  await desk.work.send({ taskId })
  await untilState(desk, taskId, 'received')
  expect(await submissionsAtHub(world.hub, taskId)).toBe(1)
  expect(await lanes()).toEqual([])
})
