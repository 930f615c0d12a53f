import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, it } from 'vitest'
import { until } from '../support/core/until.ts'
import { contents, stateOf, write } from '../support/sync/desk-and-hub.ts'
import { hubForEachTest, world } from '../support/sync/for-each-test.ts'
import { eventually } from '../support/eventually.ts'

hubForEachTest()

it('a page that the hub wrote before a task was taken closes nothing when it comes after the answer [S5] [T3]', async () => {
  const first = await world.openDesk()
  await world.hub.operator.importTasks(contents(1))
  const taskId = (await world.enrol(first.desk, 1))[0]?.id ?? ''
  await first.stop()
  // An update has learned new kinds, and reads the feed from its start, over a slow line.
  const db = new Database(join(first.folder, 'desk.db'))
  db.exec('UPDATE hubs SET feed_level = 1')
  db.close()
  const held: (() => void)[] = []
  world.wire.answer('/v1/feed', async (request) => {
    const page = await world.hub.fetch(request)
    await new Promise<void>((resolve) => held.push(resolve))
    return page
  })
  const { desk } = await world.openDesk({ folder: first.folder, secrets: first.secrets })
  await eventually(() => expect(held).toHaveLength(1))
  await desk.tasks.take({ taskId })
  await until(desk, 'the hub knows', async () => (await desk.sync.overview({})).lanes.length === 0)
  await write(desk, taskId, 'Clover, then')
  await desk.time.start({ taskId })
  held[0]?.()
  // The page is stored, and the next one is asked for.
  await eventually(() => expect(held).toHaveLength(2))
  expect(await stateOf(desk, taskId)).toBe('drafting')
  expect((await desk.time.state({})).running?.taskId).toBe(taskId)
  await write(desk, taskId, 'Clover, then wheat.')
  for (const resolve of held) resolve()
})
