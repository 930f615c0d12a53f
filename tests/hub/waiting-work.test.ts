import { expect, it, onTestFinished } from 'vitest'
import { openDb } from '../../src/hub/store/db.ts'
import { lockExperts } from '../../src/hub/store/locks.ts'
import { createSeats } from '../../src/hub/store/seats.ts'
import { takeOperation, taskContent } from '../support/hub/fixtures.ts'
import { desk, expertForFile, expertId, hub, hubForFile } from '../support/hub/for-each-test.ts'
import { bodiesOf } from '../support/hub/test-desk.ts'

hubForFile()
expertForFile()

it('answers whoever only reads while work waits for the locks of an import, however much of it', async () => {
  await hub.operator.importTasks([taskContent()], { onlyExpert: expertId })
  const [taskId = ''] = bodiesOf(await desk.pull(), 'task').keys()
  const importing = openDb(hub.databaseUrl)
  onTestFinished(() => importing.close())
  const held = Promise.withResolvers<void>()
  const ends = Promise.withResolvers<void>()
  const handingOut = importing.transaction(async (tx) => {
    await lockExperts(tx, [expertId])
    held.resolve()
    await ends.promise
  })
  await held.promise
  const pushes = Array.from({ length: 30 }, () => desk.push([takeOperation(taskId)]))
  const waiting = `select count(*)::integer as count from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock'`
  await expect.poll(async () => (await importing.query<{ count: number }>(waiting))[0]?.count).toBeGreaterThan(7)
  expect((await desk.call('GET', '/health')).status).toBe(200)
  expect((await desk.feed()).changes).not.toEqual([])
  ends.resolve()
  await handingOut
  for (const [result] of await Promise.all(pushes)) expect(result).toMatchObject({ outcome: 'done' })
})

it('lets in again as those before go, in turn, and tells who has waited too long', async () => {
  const seats = createSeats(2, 20)
  const [first, second] = [await seats.take(), await seats.take()]
  await expect(seats.take()).rejects.toThrow('no seat')
  const patient = createSeats(1, 60_000)
  const giveBack = await patient.take()
  const order: number[] = []
  const coming = [1, 2, 3].map(async (n) => {
    const done = await patient.take()
    order.push(n)
    done()
  })
  giveBack()
  await Promise.all(coming)
  expect(order).toEqual([1, 2, 3])
  // Who gave up waiting has taken nobody's seat.
  first()
  second()
  await Promise.all([seats.take(), seats.take()])
  await expect(seats.take()).rejects.toThrow('no seat')
})
