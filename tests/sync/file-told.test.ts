import { randomBytes } from 'node:crypto'
import { expect, it } from 'vitest'
import { createFileStore } from '../../src/hub/files/file-store.ts'
import { insertFile } from '../../src/hub/store/files.ts'
import { until } from '../support/core/until.ts'
import { taskContent } from '../support/hub/fixtures.ts'
import { core, deskAndHubForEachTest, world } from '../support/sync/for-each-test.ts'
import { hashOf } from '../support/sync/large-files.ts'

deskAndHubForEachTest()

it('a file that has come is told to the lists alone, and not to what adds up all tasks', async () => {
  const bytes = randomBytes(300_000)
  const file = { name: 'map.tif', sha256: hashOf(bytes), size: bytes.length, mediaType: 'image/tiff' }
  const files = createFileStore(world.hub.filesFolder, () => 'map')
  await files.put(
    file.sha256,
    (async function* () {
      yield bytes
    })(),
    file.size,
  )
  await insertFile(world.hub.db, file.sha256, file.size, world.time.now())
  await core.desk.carry.saveSettings({ metered: true, holdAbove: 100_000 })
  await world.hub.operator.importTasks([
    taskContent({ title: 'Coastal map', materials: [{ kind: 'file', key: 'map', title: 'Map', file }] }),
  ])
  await world.enrol(core.desk, 1)
  const rows = async () => (await core.desk.tasks.list({})).rows
  await until(core.desk, 'it is held', async () => (await core.desk.carry.overview({})).held.files === 1, world.time)
  // Until its words are indexed, which is told as well.
  const found = async () => (await core.desk.tasks.list({ filter: { query: 'coastal' } })).total
  await until(core.desk, 'it is found', async () => (await found()) === 1, world.time)
  await world.time.advance(1_000)
  const stop = new AbortController()
  const events = await core.desk.app.watch({}, { signal: stop.signal })
  const told: string[] = []
  const heard = (async () => {
    for await (const { topic } of events) {
      told.push(topic)
      if (topic === 'task-files' && (await rows())[0]?.missing === undefined) return
    }
  })()
  await core.desk.carry.letGo({})
  await until(core.desk, 'it is here', async () => (await rows())[0]?.missing === undefined, world.time)
  await heard
  stop.abort()
  expect(told).toContain('task-files')
  expect(told).not.toContain('tasks')
})
