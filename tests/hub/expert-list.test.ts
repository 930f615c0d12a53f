import { expect, it } from 'vitest'
import { listExperts } from '../../src/hub/store/experts.ts'
import { submission, submitOperation, takeOperation, taskContent } from '../support/hub/fixtures.ts'
import { hub, hubForFile } from '../support/hub/for-each-test.ts'
import { bodiesOf, enrolledDesk } from '../support/hub/test-desk.ts'

hubForFile()

it('counts as open what an expert has still to do, returned work too, and not what was handed in', async () => {
  const { code, expertId } = await hub.operator.enrolExpert()
  const desk = await enrolledDesk(hub.fetch, code)
  await hub.operator.importTasks([taskContent(), taskContent()], { onlyExpert: expertId })
  const [taskId = ''] = [...bodiesOf(await desk.pull(), 'task').keys()]
  const open = async () => (await listExperts(hub.db)).map((row) => row.open)
  await desk.push([takeOperation(taskId)])
  expect(await open()).toEqual([2])
  const work = submission(taskId)
  await desk.push([submitOperation(work)])
  expect(await open()).toEqual([1])
  await hub.operator.review({ submissionId: work.id, decision: 'returned', reason: 'Say more.' })
  expect(await open()).toEqual([2])
  const again = submission(taskId, { supersedes: work.id })
  await desk.push([submitOperation(again)])
  await hub.operator.review({ submissionId: again.id, decision: 'accepted' })
  expect(await open()).toEqual([1])
})

it('counts the devices that an expert can work with now', async () => {
  const { code, expertId } = await hub.operator.enrolExpert()
  await enrolledDesk(hub.fetch, code)
  await enrolledDesk(hub.fetch, (await hub.operator.makeCode(expertId)).code)
  const found = async () => (await listExperts(hub.db)).find(({ id }) => id === expertId)
  expect(await found()).toMatchObject({ devices: 2, revoked: false })
  await hub.operator.revoke(expertId)
  await enrolledDesk(hub.fetch, (await hub.operator.makeCode(expertId)).code)
  expect(await found()).toMatchObject({ devices: 1, revoked: false, submissions: 0 })
})
