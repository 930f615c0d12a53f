import { describe, expect, it } from 'vitest'
import { insertOffers } from '../../src/hub/store/assignments.ts'
import { lockDistribution } from '../../src/hub/store/locks.ts'
import {
  declineOperation,
  nurse,
  submission,
  submitOperation,
  takeOperation,
  taskContent,
} from '../support/hub/fixtures.ts'
import { desk, expertId, hub, hubForFile, onlyExpertForEachTest } from '../support/hub/for-each-test.ts'
import { createTestClock, day } from '../support/hub/test-clock.ts'
import { bodiesOf, enrolledDesk, type TestDesk } from '../support/hub/test-desk.ts'
import { waitingForLock } from '../support/hub/waiting-for-lock.ts'

const clock = createTestClock()
hubForFile({ clock })
onlyExpertForEachTest({ occupations: [nurse.code] })

async function newTask(copies = 1): Promise<string> {
  const before = new Set(bodiesOf(await desk.pull(), 'task').keys())
  await hub.operator.importTasks([taskContent({ occupation: nurse })], { copies })
  const id = [...bodiesOf(await desk.pull(), 'task').keys()].find((one) => !before.has(one))
  if (id === undefined) throw new Error('no task came')
  return id
}
const assignment = async (of: TestDesk, taskId: string) => bodiesOf(await of.pull(), 'task').get(taskId)?.assignment
const nextExpert = async () => hub.operator.enrolExpert({ occupations: [nurse.code] })
async function holders(taskId: string): Promise<number> {
  const rows = await hub.db.query(`select 1 from assignments where task_id = $1 and state in ('offered', 'taken')`, [
    taskId,
  ])
  return rows.length
}

describe('a task that was given back [S7]', () => {
  it('is theirs again by a take while nobody else has it, with a lease of its own, and goes to nobody else then', async () => {
    const taskId = await newTask()
    await desk.push([takeOperation(taskId), declineOperation(taskId, 'By mistake.')])
    clock.advance(3 * day)
    const [result] = await desk.push([takeOperation(taskId)])
    expect(result).toMatchObject({ outcome: 'done', assignment: { state: 'taken', takenAt: clock.now() } })
    expect(await assignment(desk, taskId)).toMatchObject({ state: 'taken', dueAt: clock.now() + 7 * day })
    expect((await nextExpert()).offered).toBe(0)
    expect(await holders(taskId)).toBe(1)
    // Given back once more it goes on to who has come since; all in one request.
    const again = [declineOperation(taskId), takeOperation(taskId), submitOperation(submission(taskId))]
    expect((await desk.push(again)).map(({ outcome }) => outcome)).toEqual(['done', 'refused', 'done'])
  })

  it('also from another device, which holds it then', async () => {
    const taskId = await newTask()
    const second = await enrolledDesk(hub.fetch, (await hub.operator.makeCode(expertId)).code)
    await desk.push([takeOperation(taskId), declineOperation(taskId)])
    expect(await second.push([takeOperation(taskId)])).toMatchObject([{ assignment: { state: 'taken' } }])
    const [first] = await desk.push([takeOperation(taskId)])
    expect(first).toMatchObject({ outcome: 'done', assignment: { state: 'taken' } })
    const mine = await assignment(desk, taskId)
    expect(mine?.holder).toBeDefined()
    expect(mine).toEqual(await assignment(second, taskId))
  })

  it('is refused in words once it has gone on to somebody else, and what is written is taken all the same', async () => {
    const other = await nextExpert()
    const taskId = await newTask()
    await desk.push([declineOperation(taskId)])
    expect(await assignment(await enrolledDesk(hub.fetch, other.code), taskId)).toMatchObject({ state: 'offered' })
    expect(await desk.push([takeOperation(taskId)])).toMatchObject([
      { outcome: 'refused', code: 'not-possible', message: expect.stringContaining('gone on to somebody else') },
    ])
    expect(await holders(taskId)).toBe(1)
    expect(await desk.push([submitOperation(submission(taskId))])).toMatchObject([{ outcome: 'done' }])
  })

  it('is theirs again when whoever it went to gives it back as well, and where another copy is wanted', async () => {
    const other = await enrolledDesk(hub.fetch, (await nextExpert()).code)
    const taskId = await newTask()
    await desk.push([declineOperation(taskId)])
    await other.push([declineOperation(taskId)])
    expect(await desk.push([takeOperation(taskId)])).toMatchObject([{ assignment: { state: 'taken' } }])
    const twice = await newTask(3)
    await desk.push([declineOperation(twice)])
    expect(await holders(twice)).toBe(1)
    expect(await desk.push([takeOperation(twice)])).toMatchObject([{ assignment: { state: 'taken' } }])
  })

  it('is withdrawn where the operator has withdrawn it meanwhile', async () => {
    const taskId = await newTask()
    await desk.push([declineOperation(taskId)])
    await hub.operator.withdrawTask(taskId, 'Enough.')
    expect(await desk.push([takeOperation(taskId)])).toMatchObject([
      { outcome: 'done', assignment: { state: 'withdrawn', reason: 'Enough.' } },
    ])
    expect(await assignment(desk, taskId)).toMatchObject({ state: 'withdrawn' })
  })

  it('has one holder also when others come at the moment it is taken again', async () => {
    for (let round = 0; round < 8; round++) {
      const taskId = await newTask()
      await desk.push([declineOperation(taskId)])
      const take = takeOperation(taskId)
      await Promise.all([desk.push([take]), nextExpert(), nextExpert()])
      expect(await holders(taskId)).toBe(1)
      await hub.db.query('update experts set revoked_at = 1 where id <> $1', [expertId])
    }
  })

  it('has gone on where it was being offered at that moment: the take waits for that', async () => {
    const taskId = await newTask()
    await desk.push([declineOperation(taskId)])
    const other = await hub.operator.enrolExpert()
    let taken: ReturnType<TestDesk['push']> | undefined
    await hub.db.transaction(async (tx) => {
      await lockDistribution(tx)
      taken = desk.push([takeOperation(taskId)])
      await expect.poll(() => waitingForLock(hub)).toBe(1)
      await insertOffers(tx, [{ taskId, expertId: other.expertId }], clock.now())
    })
    expect(await taken).toMatchObject([{ outcome: 'refused', code: 'not-possible' }])
    expect(await holders(taskId)).toBe(1)
  })

  it('is asked for again where another device gives it back at that moment: nothing is stuck or refused', async () => {
    const second = await enrolledDesk(hub.fetch, (await hub.operator.makeCode(expertId)).code)
    for (let round = 0; round < 8; round++) {
      const taskId = await newTask()
      const take = takeOperation(taskId)
      const answers = await Promise.all([second.push([declineOperation(taskId)]), desk.push([take])])
      expect(answers.flat().filter(({ outcome }) => outcome === 'refused')).toEqual([])
      expect(await desk.push([take])).toMatchObject([{ outcome: 'done' }])
      expect(await assignment(desk, taskId)).toMatchObject({ state: 'taken' })
    }
  })
})
