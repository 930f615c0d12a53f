import { expect, it } from 'vitest'
import { withdrawnSinceWords } from '../../src/renderer/format/states.ts'
import type { TestCore } from '../support/core/test-core.ts'
import { until } from '../support/core/until.ts'
import { contents, HUB_ADDRESS, stateOf, submissionsAtHub, untilState, write } from '../support/sync/desk-and-hub.ts'
import { hubForEachTest, world } from '../support/sync/for-each-test.ts'

hubForEachTest()

const wordsOf = async ({ desk }: TestCore, taskId: string): Promise<string | undefined> => {
  const { row, assignment } = await desk.tasks.get({ taskId })
  return withdrawnSinceWords(row.state, assignment)
}

it('a task that is withdrawn after its work came back is said to be, on both devices, and the work is still taken [P7] [S2]', async () => {
  const [farm, home] = [await world.openDesk(), await world.openDesk()]
  await world.hub.operator.importTasks(contents(1))
  const taskId = (await world.enrol(farm.desk, 1))[0]?.id ?? ''
  const { code } = await world.hub.operator.makeCode(world.expertId)
  await home.desk.setup.enrol({ address: HUB_ADDRESS, code })
  await until(home.desk, 'it is at home too', async () => (await home.desk.tasks.list({})).total === 1)
  await farm.desk.tasks.take({ taskId })
  await write(farm.desk, taskId, 'Clover, then wheat.')
  await farm.desk.work.send({ taskId })
  await untilState(farm.desk, taskId, 'received', world.time)
  const [{ id: submissionId } = { id: '' }] = (await farm.desk.tasks.get({ taskId })).submissions
  await world.hub.operator.review({ submissionId, decision: 'returned', comments: [{ text: 'Why clover?' }] })
  await untilState(farm.desk, taskId, 'returned', world.time)
  await farm.desk.sync.setOffline({ offline: true })
  await write(farm.desk, taskId, 'Clover, for its roots.')
  expect(await wordsOf(farm, taskId)).toBeUndefined()

  await world.hub.operator.withdrawTask(taskId, 'The lab has what it needs.')
  await untilState(home.desk, taskId, 'withdrawn', world.time)
  await farm.desk.sync.setOffline({ offline: false })
  await until(farm.desk, 'it is heard at the farm', async () => (await wordsOf(farm, taskId)) !== undefined, world.time)
  expect(await stateOf(farm.desk, taskId)).toBe('returned')
  expect(await wordsOf(farm, taskId)).toContain('has withdrawn this task since')
  expect((await farm.desk.tasks.get({ taskId })).assignment.reason).toBe('The lab has what it needs.')
  await farm.desk.work.send({ taskId })
  await untilState(farm.desk, taskId, 'received', world.time)
  expect(await submissionsAtHub(world.hub, taskId)).toBe(2)
})
