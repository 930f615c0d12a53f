import { cpSync } from 'node:fs'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { makeTempFolder, removeTempFolders } from '../support/core/test-core.ts'
import { until } from '../support/core/until.ts'
import { contents, type DeskAndHub, openDeskAndHub, untilState, write } from '../support/sync/desk-and-hub.ts'

let world: DeskAndHub
beforeEach(async () => {
  world = await openDeskAndHub()
})
afterEach(async () => {
  await world.close()
  removeTempFolders()
})

it('a desk that was put back from a backup says that the hub has newer work of a task than it knows [P3] [P7]', async () => {
  const first = await world.openDesk()
  await world.hub.operator.importTasks(contents(1))
  const taskId = (await world.enrol(first.desk, 1))[0]?.id ?? ''
  await first.desk.tasks.take({ taskId })
  await write(first.desk, taskId, 'Clover.')
  await until(first.desk, 'nothing waits', async () => (await first.desk.sync.overview({})).lanes.length === 0)
  await first.stop()
  const backup = makeTempFolder('backup')
  cpSync(first.folder, backup, { recursive: true })

  const later = await world.openDesk({ folder: first.folder, secrets: first.secrets })
  await write(later.desk, taskId, 'Clover, then wheat.')
  await later.desk.work.send({ taskId })
  await untilState(later.desk, taskId, 'received', world.time)
  expect((await later.desk.app.status({})).notices).toEqual([])
  await later.stop()

  const restored = await world.openDesk({ folder: backup, secrets: first.secrets })
  const { text } = await until(
    restored.desk,
    'it is told',
    async () => (await restored.desk.app.status({})).notices[0],
    world.time,
  )
  expect(text).toContain('Task 0001')
  expect(text).toContain('does not know')
  expect((await restored.desk.drafts.open({ taskId })).fields['answer']).toMatchObject({ text: 'Clover.' })
  // What is sent from here takes its place, as the notice says.
  await write(restored.desk, taskId, 'Clover, then rye.')
  await restored.desk.work.send({ taskId })
  await untilState(restored.desk, taskId, 'received', world.time)
  expect((await restored.desk.app.status({})).notices).toHaveLength(1)
})
