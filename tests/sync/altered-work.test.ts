import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, it } from 'vitest'
import { makeTempFolder } from '../support/core/test-core.ts'
import { contents, submissionsAtHub, untilState, write } from '../support/sync/desk-and-hub.ts'
import { hubForEachTest, world } from '../support/sync/for-each-test.ts'

hubForEachTest()

it('work that the disk has changed while it waited is not sent; the desk mends itself and it is a draft again [K2]', async () => {
  const folder = makeTempFolder('altered')
  await world.hub.operator.importTasks(contents(2), { onlyExpert: world.expertId })
  const { promise: mends, resolve: reopen } = Promise.withResolvers<void>()
  const first = await world.openDesk({ folder, reopen })
  const [one, other] = await world.enrol(first.desk, 2)
  if (one === undefined || other === undefined) throw new Error('there are two')
  await first.desk.sync.setOffline({ offline: true })
  for (const { id: taskId } of [one, other]) {
    await first.desk.tasks.take({ taskId })
    await write(first.desk, taskId, 'Clover first, then wheat.')
    await first.desk.work.send({ taskId })
  }
  const db = new Database(join(folder, 'desk.db'))
  const change = `UPDATE submission_contents SET content = replace(content, 'Clover', 'Clever') WHERE no = 1`
  expect(db.prepare(change).run().changes).toBe(1)
  db.close()
  await first.desk.sync.setOffline({ offline: false })
  await mends
  await first.stop()

  const second = await world.openDesk({ folder, secrets: first.secrets })
  await untilState(second.desk, other.id, 'received', world.time)
  await untilState(second.desk, one.id, 'drafting', world.time)
  expect(await submissionsAtHub(world.hub, one.id)).toBe(0)
  await second.desk.work.send({ taskId: one.id })
  await untilState(second.desk, one.id, 'received', world.time)
})
