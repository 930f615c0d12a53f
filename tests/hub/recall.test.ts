import { describe, expect, it } from 'vitest'
import { expertCommands } from '../../src/hub/cli/commands/expert.ts'
import { lockExperts } from '../../src/hub/store/locks.ts'
import { newId, nurse, submission, submitOperation, takeOperation, taskContent } from '../support/hub/fixtures.ts'
import { desk, expertId, hub, hubForFile, importedTasks, onlyExpertForEachTest } from '../support/hub/for-each-test.ts'
import { runCommand } from '../support/hub/run-command.ts'
import { createTestClock, day } from '../support/hub/test-clock.ts'
import { bodiesOf, enrolledDesk, type TestDesk } from '../support/hub/test-desk.ts'
import { waitingForLock } from '../support/hub/waiting-for-lock.ts'

const clock = createTestClock()
hubForFile({ clock })
onlyExpertForEachTest({ occupations: [nurse.code] })

/** Ids of new tasks, in their order. */
async function offered(count: number, copies = 1): Promise<string[]> {
  const contents = Array.from({ length: count }, () => taskContent({ occupation: nurse }))
  return importedTasks(contents, { copies })
}
async function taken(count: number): Promise<string[]> {
  const ids = await offered(count)
  await desk.push(ids.map((id) => takeOperation(id)))
  return ids
}
const recall = (...argv: string[]) => runCommand(hub.hub, expertCommands, 'expert recall', argv)
const next = async () => {
  const { code, expertId: id } = await hub.operator.enrolExpert({ occupations: [nurse.code] })
  return { id, desk: await enrolledDesk(hub.fetch, code) }
}
const states = async (of: TestDesk, ids: readonly string[]) => {
  const tasks = bodiesOf(await of.pull(), 'task')
  return ids.map((id) => tasks.get(id)?.assignment.state)
}
const held = async (ids: readonly string[]) =>
  (
    await hub.db.query<{ taskId: string }>(
      `select task_id as "taskId" from assignments where task_id = any($1::uuid[]) and state in ('offered', 'taken')`,
      [ids],
    )
  ).length

describe('what is taken back from one expert [S8]', () => {
  it('goes on to others once their access has ended: what they had taken could only be withdrawn from all', async () => {
    const [open = '', done = '', returned = '', late = ''] = await taken(4)
    const [work, again, cut] = [submission(done), submission(returned), submission(late)]
    await desk.push([submitOperation(work), submitOperation(again)])
    await hub.operator.review({ submissionId: again.id, decision: 'returned', reason: 'Say more.' })
    await hub.operator.revoke(expertId)
    const other = await next()
    expect(await states(other.desk, [open, done, returned, late])).toEqual(Array.from({ length: 4 }))
    expect(await recall(expertId, '--reason', 'Gone.')).toEqual({
      code: 0,
      out: '3 tasks were taken back, 3 offers made, 0 of them wait for an expert.\n',
      err: '',
    })
    expect(await states(other.desk, [open, done, returned, late])).toEqual(['offered', undefined, 'offered', 'offered'])
    expect(await recall(expertId, '--reason', 'Gone.')).toMatchObject({ out: expect.stringMatching(/^0 tasks/) })
    expect(await held([open, done, returned, late])).toBe(4)
    // They come back, and hear of it; what they have written meanwhile is taken and marked.
    const back = await enrolledDesk(hub.fetch, (await hub.operator.makeCode(expertId)).code)
    const { assignment } = bodiesOf(await back.pull(), 'task').get(open) ?? {}
    expect(assignment).toMatchObject({ state: 'withdrawn', reason: 'Gone.' })
    expect(await states(back, [done, returned, late])).toEqual(['taken', 'withdrawn', 'withdrawn'])
    expect(await back.push([submitOperation(cut)])).toMatchObject([{ outcome: 'done' }])
    const [row] = await hub.db.query('select withdrawn from submissions where id = $1', [cut.id])
    expect(row).toEqual({ withdrawn: true })
    expect(await held([late])).toBe(1)
  })

  it('is taken from one who has access as well, and not offered to them again, however little they have to do', async () => {
    const ids = await taken(2)
    const [one = '', two = ''] = ids
    clock.advance(day)
    expect(await recall(expertId, '--reason', 'It waits too long.', '--task', one)).toMatchObject({
      out: '1 task was taken back, 0 offers made, 1 of them waits for an expert.\n',
    })
    expect(await states(desk, ids)).toEqual(['withdrawn', 'taken'])
    expect(await desk.push([takeOperation(one)])).toMatchObject([{ assignment: { state: 'withdrawn' } }])
    const other = await next()
    expect(await states(other.desk, [one])).toEqual(['offered'])
    await hub.operator.revoke(other.id)
    expect(await held([one])).toBe(0)
    expect(await states(desk, ids)).toEqual(['withdrawn', 'taken'])
    await recall(expertId, '--reason', 'All of it.', '--task', two)
    expect(await states(desk, ids)).toEqual(['withdrawn', 'withdrawn'])
  })

  it('leaves the copies of others alone', async () => {
    const other = await next()
    const [id = ''] = await offered(1, 2)
    for (const one of [desk, other.desk]) await one.push([takeOperation(id)])
    // What another has handed in says nothing of this one's work.
    await other.desk.push([submitOperation(submission(id))])
    const third = await next()
    await recall(expertId, '--reason', 'Gone.')
    expect(await states(other.desk, [id])).toEqual(['taken'])
    expect(await states(third.desk, [id])).toEqual(['offered'])
    expect(await held([id])).toBe(2)
  })

  it('is one thing, or nothing is taken back; and says what is wrong', async () => {
    const [one = '', two = ''] = await taken(2)
    // It came back and was handed in again: the newest decides.
    const first = submission(two)
    await desk.push([submitOperation(first)])
    await hub.operator.review({ submissionId: first.id, decision: 'returned', reason: 'Say more.' })
    await desk.push([submitOperation(submission(two, { supersedes: first.id }))])
    const stranger = newId()
    expect(await recall(expertId, '--reason', 'x', '--task', one, '--task', two, '--task', stranger)).toEqual({
      code: 1,
      out: '',
      err: `This expert has not taken these tasks, or has handed them in. Nothing was taken back.\n  ${two}\n  ${stranger}\n`,
    })
    expect(await states(desk, [one, two])).toEqual(['taken', 'taken'])
    expect(await recall(newId(), '--reason', 'x')).toMatchObject({ code: 1, err: expect.stringContaining('no expert') })
    expect(await recall(expertId, '--reason', ' ')).toMatchObject({ code: 1, err: expect.stringContaining('says why') })
    await expect(recall(expertId, '--reason', 'x', '--task', 'one')).rejects.toThrow('--task must be an id')
    await expect(recall(expertId)).rejects.toThrow('--reason is missing')
  })

  it('is not what was handed in while the operator waited for it', async () => {
    const [id = ''] = await taken(1)
    let recalled: ReturnType<typeof recall> | undefined
    await hub.db.transaction(async (tx) => {
      await lockExperts(tx, [expertId])
      recalled = recall(expertId, '--reason', 'Gone.')
      await expect.poll(() => waitingForLock(hub)).toBe(1)
      await tx.query(
        `insert into submissions (id, task_id, expert_id, content, content_sha256, received_at, late, withdrawn, receipt, state)
         values ($1, $2, $3, '{}', '', 1, false, false, '', 'received')`,
        [newId(), id, expertId],
      )
    })
    expect(await recalled).toMatchObject({ out: expect.stringMatching(/^0 tasks were taken back/) })
    expect(await states(desk, [id])).toEqual(['taken'])
  })

  it('is handed out once, also where it is handed in at that moment', async () => {
    for (let round = 0; round < 6; round++) {
      const [id = ''] = await taken(1)
      const other = await next()
      const [pushed] = await Promise.all([
        desk.push([submitOperation(submission(id))]),
        recall(expertId, '--reason', 'x'),
      ])
      expect(pushed).toMatchObject([{ outcome: 'done' }])
      expect(await held([id])).toBe(1)
      await hub.operator.revoke(other.id)
    }
  })
})
