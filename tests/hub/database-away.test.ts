import { expect, it } from 'vitest'
import { push } from '../../src/hub/operations/push.ts'
import { readIdentity } from '../../src/hub/store/hub-identity.ts'
import { declineOperation, newId, takeOperation, taskContent } from '../support/hub/fixtures.ts'
import { hub, hubForFile } from '../support/hub/for-each-test.ts'
import { bodiesOf, enrolledDesk } from '../support/hub/test-desk.ts'

hubForFile()

it('asks a database that is away a few times for a whole push, and not once for each of 500 operations', async () => {
  const { expertId, code } = await hub.operator.enrolExpert()
  const desk = await enrolledDesk(hub.fetch, code)
  await hub.operator.importTasks(
    Array.from({ length: 40 }, () => taskContent()),
    { onlyExpert: expertId },
  )
  // What is given back is entered by itself.
  const operations = [...bodiesOf(await desk.pull(), 'task').keys()].flatMap((id, at) => [
    takeOperation(id),
    ...(at < 10 ? [declineOperation(id)] : []),
  ])
  const identity = await readIdentity(hub.db)
  let asked = 0
  let answers = 0
  // Each try for a connection takes the pool 15 s where nothing answers.
  const away = <T>(real: () => Promise<T>): Promise<T> => {
    asked += 1
    return answers-- > 0 ? real() : Promise.reject(Object.assign(new Error('away'), { code: 'ETIMEDOUT' }))
  }
  const { context } = hub.hub
  const db: typeof context.db = {
    ...context.db,
    query: (sql, params) => away(() => context.db.query(sql, params)),
    transaction: (run) => away(() => context.db.transaction(run)),
  }
  const actor = { expertId, deviceId: desk.deviceId }
  const outcomes = async () => {
    const pushed = await push({ ...context, db }, identity, actor, operations)
    return pushed.ok ? pushed.value.map((one) => ('code' in one ? one.code : one.outcome)) : []
  }
  expect(new Set(await outcomes())).toEqual(new Set(['busy']))
  expect(asked).toBeLessThan(5)
  // It goes away between the first group and the second.
  asked = 0
  answers = 1
  expect([...new Set(await outcomes())]).toEqual(['done', 'busy'])
  expect(asked).toBeLessThan(6)
})

it('answers a whole push as busy where the database answers and transactions find no room, and does not wait anew for each', async () => {
  const { expertId, code } = await hub.operator.enrolExpert({ email: 'ben@example.org' })
  const desk = await enrolledDesk(hub.fetch, code)
  const { context } = hub.hub
  let tries = 0
  const db: typeof context.db = {
    ...context.db,
    transaction: () => {
      tries += 1
      return Promise.reject(new Error('no seat'))
    },
  }
  const operations = Array.from({ length: 40 }, () => declineOperation(newId()))
  const actor = { expertId, deviceId: desk.deviceId }
  const pushed = await push({ ...context, db }, await readIdentity(hub.db), actor, operations)
  expect(pushed).toMatchObject({
    ok: true,
    value: operations.map(({ id }) => ({ id, outcome: 'later', code: 'busy' })),
  })
  expect(tries).toBeLessThan(5)
})
