import { afterEach, beforeEach, expect, it } from 'vitest'
import { until } from '../support/core/until.ts'
import {
  contents,
  type DeskAndHub,
  openDeskAndHub,
  submissionsAtHub,
  untilState,
  write,
} from '../support/sync/desk-and-hub.ts'
import { core, deskAndHubForEachTest, world } from '../support/sync/for-each-test.ts'

/** Another hub, of another database, at the address of the one that a desk is enrolled with: an error of whoever runs them. */

deskAndHubForEachTest()
let other: DeskAndHub
let taskId: string
beforeEach(async () => {
  other = await openDeskAndHub()
  await world.hub.operator.importTasks(contents(1))
  taskId = (await world.enrol(core.desk, 1))[0]?.id ?? ''
  await core.desk.tasks.take({ taskId })
  await write(core.desk, taskId, 'Clover, then wheat.')
  await until(core.desk, 'nothing waits', async () => (await core.desk.sync.overview({})).lanes.length === 0)
})
afterEach(() => other.close())

const hub = async () => (await core.desk.sync.overview({})).hubs[0]

it('does not sign the desk out, which says so and goes on by itself when the right one is back [E4]', async () => {
  world.wire.answer('/', (request) => other.hub.fetch(request))
  await core.desk.work.send({ taskId })
  const isTold = async () => (await hub())?.reason?.startsWith('Another hub answers at this address.') === true
  await until(core.desk, 'it is told', isTold)
  expect((await hub())?.state).toBe('unreachable')
  world.wire.answer('/', undefined)
  await untilState(core.desk, taskId, 'received', world.time)
  expect(await submissionsAtHub(world.hub, taskId)).toBe(1)
})

it('in turns with the right one, as a balancer gives them, neither signs out nor doubles anything [E4] [O2]', async () => {
  let calls = 0
  world.wire.answer('/', (request) => (++calls % 2 === 0 ? world : other).hub.fetch(request))
  await core.desk.work.send({ taskId })
  await untilState(core.desk, taskId, 'received', world.time)
  expect(await submissionsAtHub(world.hub, taskId)).toBe(1)
})

it('nor does something that is no hub and says the same words [E4]', async () => {
  world.wire.answer('/', () => Response.json({ code: 'UNAUTHORIZED', message: '' }, { status: 401 }))
  await core.desk.work.send({ taskId })
  await until(core.desk, 'it is told', async () => (await hub())?.reason?.includes('not an Understudy hub') === true)
  world.wire.answer('/', undefined)
  await untilState(core.desk, taskId, 'received', world.time)
})
