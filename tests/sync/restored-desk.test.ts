import { cpSync } from 'node:fs'
import { expect, it } from 'vitest'
import { makeTempFolder } from '../support/core/test-core.ts'
import { until } from '../support/core/until.ts'
import { contents, HUB_ADDRESS, submissionsAtHub, untilState, write } from '../support/sync/desk-and-hub.ts'
import { hubForEachTest, world } from '../support/sync/for-each-test.ts'

hubForEachTest()

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

it('a desk that was put back from before its clock was ahead can still hand in what it writes [S6]', async () => {
  const YEAR = 365 * 86_400_000
  const first = await world.openDesk()
  await world.hub.operator.importTasks(contents(1))
  const taskId = (await world.enrol(first.desk, 1))[0]?.id ?? ''
  await first.desk.tasks.take({ taskId })
  await write(first.desk, taskId, 'Clover.')
  await until(first.desk, 'nothing waits', async () => (await first.desk.sync.overview({})).lanes.length === 0)
  await first.stop()
  const backup = makeTempFolder('backup')
  cpSync(first.folder, backup, { recursive: true })

  world.time.setWall(world.time.now() + YEAR)
  const ahead = await world.openDesk({ folder: first.folder, secrets: first.secrets })
  await write(ahead.desk, taskId, 'Clover, then wheat.')
  await ahead.desk.work.send({ taskId })
  await untilState(ahead.desk, taskId, 'received', world.time)
  await ahead.stop()
  world.time.setWall(world.time.now() - YEAR)

  for (const text of ['Clover, then rye.', 'Clover, then oats.']) {
    // What the hub has told is known after a start as well.
    const restored = await world.openDesk({ folder: backup, secrets: first.secrets })
    await until(restored.desk, 'it is told', async () => (await restored.desk.app.status({})).notices[0], world.time)
    if (text.endsWith('oats.')) await restored.desk.work.revise({ taskId })
    await write(restored.desk, taskId, text)
    await restored.desk.work.send({ taskId })
    await until(
      restored.desk,
      'it is answered',
      async () => {
        const { lanes } = await restored.desk.sync.overview({})
        const isHeld = lanes.some(({ reason }) => reason !== undefined && reason.action !== 'wait')
        return isHeld || lanes.length === 0
      },
      world.time,
    )
    expect((await restored.desk.sync.overview({})).lanes).toEqual([])
    await restored.stop()
  }
  expect(await submissionsAtHub(world.hub, taskId)).toBe(3)
})

it('a desk that is put back from when it had no access goes on with the access it has been given since [E4] [K4]', async () => {
  const { secrets, folder, ...first } = await world.openDesk()
  await world.hub.operator.importTasks(contents(1))
  await world.enrol(first.desk, 1)
  const stateOf = async ({ desk }: Pick<typeof first, 'desk'>) => (await desk.sync.overview({})).hubs[0]?.state
  await world.hub.operator.revoke(world.expertId)
  await until(first.desk, 'it is signed out', async () => (await stateOf(first)) === 'signed-out', world.time)
  const { id } = await first.desk.backup.make({})
  const { code } = await world.hub.operator.makeCode(world.expertId)
  await first.desk.setup.enrol({ address: HUB_ADDRESS, code })
  await until(first.desk, 'it is signed in', async () => (await stateOf(first)) === 'connected', world.time)
  await first.desk.backup.restore({ id })
  await first.stop()

  const restored = await world.openDesk({ folder, secrets })
  await until(restored.desk, 'it is signed in', async () => (await stateOf(restored)) === 'connected', world.time)
  await world.hub.operator.revoke(world.expertId)
  await until(restored.desk, 'it is signed out', async () => (await stateOf(restored)) === 'signed-out', world.time)
})
