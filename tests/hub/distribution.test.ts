import { beforeEach, describe, expect, it } from 'vitest'
import { type Candidate, type OpenTask, planDistribution } from '../../src/hub/assign/plan-distribution.ts'
import {
  acuteNurse,
  declineOperation,
  extendOperation,
  farmer,
  nurse,
  submission,
  submitOperation,
  takeOperation,
  taskContent,
} from '../support/hub/fixtures.ts'
import { setTaken } from '../../src/hub/store/assignments.ts'
import { listBatches } from '../../src/hub/store/batches.ts'
import { lockExperts } from '../../src/hub/store/locks.ts'
import { listTasks } from '../../src/hub/store/tasks.ts'
import { hub, hubForFile } from '../support/hub/for-each-test.ts'
import { bodiesOf, enrolledDesk } from '../support/hub/test-desk.ts'
import { waitingForLock } from '../support/hub/waiting-for-lock.ts'

describe('who is offered what', () => {
  const task = (id: string, more: Partial<OpenTask> = {}): OpenTask => ({
    id,
    occupation: '29-1141.00',
    wanted: 1,
    onlyExpert: null,
    had: [],
    ...more,
  })
  const expert = (id: string, occupation: string, load = 0): Candidate => ({ id, occupations: [occupation], load })

  it('goes to the least loaded, and round from there', () => {
    const offers = planDistribution(
      ['t1', 't2', 't3', 't4'].map((id) => task(id)),
      [expert('a', '29-1141.00', 2), expert('b', '29-1141.00'), expert('c', '29-1141.00', 1)],
    )
    expect(offers.map((offer) => offer.expertId)).toEqual(['b', 'b', 'c', 'a'])
  })

  it('prefers the exact occupation, takes another of the same SOC code, and no other', () => {
    const [exact, related, stranger] = [
      expert('exact', '29-1141.00', 9),
      expert('related', '29-1141.01'),
      expert('stranger', '29-1171.00'),
    ]
    expect(planDistribution([task('t')], [related, exact, stranger])).toEqual([{ taskId: 't', expertId: 'exact' }])
    expect(planDistribution([task('t')], [related, stranger])).toEqual([{ taskId: 't', expertId: 'related' }])
    expect(planDistribution([task('t')], [stranger])).toEqual([])
  })

  it('gives copies to different experts and never to one who had it', () => {
    const experts = ['a', 'b', 'c'].map((id) => expert(id, '29-1141.00'))
    expect(planDistribution([task('t', { wanted: 5, had: ['b'] })], experts).map((offer) => offer.expertId)).toEqual([
      'a',
      'c',
    ])
  })

  it('gives everything to the one whom the operator named, whatever his occupation', () => {
    const offers = planDistribution(
      [task('t', { onlyExpert: 'c' })],
      [expert('a', '29-1141.00'), expert('c', '11-9013.00')],
    )
    expect(offers).toEqual([{ taskId: 't', expertId: 'c' }])
  })
})

describe('tasks that find their experts', () => {
  hubForFile()
  // Each test has the experts to itself.
  beforeEach(() => hub.db.query('update experts set revoked_at = 1'))

  const tasksOf = async (code: string) => bodiesOf(await (await enrolledDesk(hub.fetch, code)).pull(), 'task')
  const many = (count: number, occupation = nurse) => Array.from({ length: count }, () => taskContent({ occupation }))

  it('shares a batch out evenly among those it fits', async () => {
    const experts = await Promise.all(
      [nurse, acuteNurse, farmer].map((one) => hub.operator.enrolExpert({ occupations: [one.code] })),
    )
    const nurses = [experts[0], await hub.operator.enrolExpert({ occupations: [nurse.code] })]
    const result = await hub.operator.importTasks(many(10))
    expect(result).toMatchObject({ tasks: 10, offered: 10, waiting: 0 })
    for (const one of nurses) expect(await tasksOf(one?.code ?? '')).toHaveProperty('size', 5)
    expect((await tasksOf(experts[1]?.code ?? '')).size).toBe(0)
    expect((await tasksOf(experts[2]?.code ?? '')).size).toBe(0)
  })

  it('gives to who has the least to do: what was handed in is done; and each batch in its order', async () => {
    const one = await hub.operator.enrolExpert({ occupations: [nurse.code] })
    const desk = await enrolledDesk(hub.fetch, one.code)
    const titles = ['First', 'Second', 'Third']
    await hub.operator.importTasks(titles.map((title) => taskContent({ occupation: nurse, title })))
    const mine = [...bodiesOf(await desk.pull(), 'task')]
    expect(mine.map(([, { task }]) => task.title)).toEqual(titles)
    const other = await hub.operator.enrolExpert({ occupations: [nurse.code] })
    await hub.operator.importTasks(many(2))
    expect((await tasksOf(other.code)).size).toBe(2)
    await desk.push(mine.slice(0, 2).map(([id]) => submitOperation(submission(id))))
    await hub.operator.importTasks(many(1))
    expect(bodiesOf(await desk.pull(), 'task').size).toBe(4)
  })

  it('keeps what fits nobody until someone comes or learns, and gives it as often as it was asked for', async () => {
    const pilot = { code: '53-2011.00', title: 'Airline Pilots, Copilots, and Flight Engineers' }
    const { offered, waiting } = await hub.operator.importTasks(many(6, pilot), { copies: 2 })
    expect([offered, waiting]).toEqual([0, 6])
    const first = await hub.operator.enrolExpert({ occupations: [pilot.code] })
    // One of two has them: the others are waited for still.
    const more = await hub.operator.importTasks(many(1, pilot), { copies: 2 })
    expect([more.offered, more.waiting]).toEqual([1, 1])
    const waits = async () => [
      (await listTasks(hub.db, { waiting: true }, 100)).filter((task) => task.occupation === pilot.code).length,
      (await listBatches(hub.db)).reduce((sum, batch) => sum + batch.waiting, 0),
    ]
    expect(await waits()).toEqual([7, 7])
    const second = await hub.operator.enrolExpert({ occupations: [farmer.code] })
    const third = await hub.operator.enrolExpert({ occupations: [pilot.code] })
    expect([first.offered, second.offered, third.offered]).toEqual([6, 0, 7])
    expect(await waits()).toEqual([0, 0])
    expect(await hub.operator.addOccupation(second.expertId, pilot.code)).toEqual({ offered: 0 })
  })

  it('leaves the copy of one expert as it is, whatever another does with theirs', async () => {
    const one = await hub.operator.enrolExpert({ occupations: [nurse.code] })
    const other = await hub.operator.enrolExpert({ occupations: [nurse.code] })
    await hub.operator.importTasks(many(1), { copies: 2 })
    const desk = await enrolledDesk(hub.fetch, one.code)
    const [taskId = ''] = [...bodiesOf(await desk.pull(), 'task').keys()]
    await (await enrolledDesk(hub.fetch, other.code)).push([takeOperation(taskId)])
    const others = () => hub.db.query('select * from assignments where expert_id = $1', [other.expertId])
    const before = await others()
    expect(before).toMatchObject([{ state: 'taken' }])
    const work = submission(taskId)
    const day = Date.now() + 10 * 86_400_000
    const results = await desk.push([takeOperation(taskId), extendOperation(taskId, day), submitOperation(work)])
    const mine = { state: 'taken', holder: { deviceId: desk.deviceId } }
    expect(results).toMatchObject([{ assignment: mine }, { assignment: mine }, { outcome: 'done' }])
    const second = await enrolledDesk(hub.fetch, (await hub.operator.makeCode(one.expertId)).code)
    await second.push([{ ...takeOperation(taskId), body: { takeover: true } }])
    await hub.operator.review({ submissionId: work.id, decision: 'returned', reason: 'Say more.' })
    expect(await others()).toEqual(before)
  })

  it('passes a declined task on to the next', async () => {
    const [one, other] = [
      await hub.operator.enrolExpert({ occupations: [nurse.code] }),
      await hub.operator.enrolExpert({ occupations: [nurse.code] }),
    ]
    await hub.operator.importTasks(many(1))
    const desks = [await enrolledDesk(hub.fetch, one.code), await enrolledDesk(hub.fetch, other.code)]
    const has = await Promise.all(desks.map(async (desk) => bodiesOf(await desk.pull(), 'task')))
    const holder = has.findIndex((tasks) => tasks.size === 1)
    const [taskId = ''] = [...(has[holder]?.keys() ?? [])]
    await desks[holder]?.push([declineOperation(taskId)])
    const next = bodiesOf((await desks[1 - holder]?.pull()) ?? [], 'task').get(taskId)
    expect(next?.assignment.state).toBe('offered')
    // Nobody is left when the next declines too; it waits.
    await desks[1 - holder]?.push([declineOperation(taskId)])
    expect((await hub.operator.enrolExpert({ occupations: [nurse.code] })).offered).toBe(1)
  })

  it('frees what a revoked expert did not take, leaves him what he took, and gives back what waits when he returns', async () => {
    const one = await hub.operator.enrolExpert({ occupations: [nurse.code] })
    await hub.operator.importTasks(many(3))
    const desk = await enrolledDesk(hub.fetch, one.code)
    const [taken = ''] = [...bodiesOf(await desk.pull(), 'task').keys()]
    await desk.push([takeOperation(taken)])
    expect(await hub.operator.revoke(one.expertId)).toEqual({ devices: 1, freed: 2 })
    await desk.enrol({ code: (await hub.operator.makeCode(one.expertId)).code })
    const now = [...bodiesOf(await desk.pull(), 'task').values()].map(({ assignment }) => assignment)
    expect(now.map(({ state }) => state).toSorted()).toEqual(['offered', 'offered', 'taken'])
    // Offered, withdrawn, and offered again.
    expect(now.flatMap(({ state, revision }) => (state === 'offered' ? [revision] : []))).toEqual([3, 3])
  })

  it('offers others at once what a revoked expert did not take', async () => {
    const one = await hub.operator.enrolExpert({ occupations: [nurse.code] })
    await hub.operator.importTasks(many(2))
    const other = await hub.operator.enrolExpert({ occupations: [nurse.code] })
    expect(other.offered).toBe(0)
    expect(await hub.operator.revoke(one.expertId)).toEqual({ devices: 0, freed: 2 })
    expect((await tasksOf(other.code)).size).toBe(2)
  })

  it('loses no task and gives none twice when experts and batches arrive at the same moment', async () => {
    const welder = { code: '51-4121.00', title: 'Welders, Cutters, Solderers, and Brazers' }
    const programmeId = await hub.operator.createProgramme()
    await Promise.all([
      ...Array.from({ length: 6 }, () => hub.operator.importTasks(many(5, welder), { programmeId })),
      ...Array.from({ length: 4 }, () => hub.operator.enrolExpert({ occupations: [welder.code] })),
    ])
    const rows = await hub.db.query<{ holders: number }>(
      `select (select count(*)::integer from assignments a where a.task_id = t.id) as holders from tasks t where occupation_code = $1`,
      [welder.code],
    )
    expect(rows).toHaveLength(30)
    expect(rows.filter((row) => row.holders !== 1)).toEqual([])
  })

  it('withdraws a task from all who hold it and offers it to nobody again', async () => {
    const one = await hub.operator.enrolExpert({ occupations: [nurse.code] })
    await hub.operator.importTasks(many(1))
    const [taskId = ''] = [...(await tasksOf(one.code)).keys()]
    expect(await hub.operator.withdrawTask(taskId, 'Not needed.')).toEqual({ experts: 1 })
    expect((await hub.operator.enrolExpert({ occupations: [nurse.code] })).offered).toBe(0)
  })

  it('withdraws it also from one who has given it back and hands it in at that moment, and tells them', async () => {
    const one = await hub.operator.enrolExpert({ occupations: [nurse.code] })
    await hub.operator.importTasks(many(1))
    const desk = await enrolledDesk(hub.fetch, one.code)
    const [taskId = ''] = [...bodiesOf(await desk.pull(), 'task').keys()]
    await desk.push([declineOperation(taskId)])
    let withdrawn: Promise<unknown> | undefined
    await hub.db.transaction(async (tx) => {
      await lockExperts(tx, [one.expertId])
      withdrawn = hub.operator.withdrawTask(taskId, 'Not needed.')
      await expect.poll(() => waitingForLock(hub)).toBe(1)
      await setTaken(tx, taskId, { expertId: one.expertId, deviceId: desk.deviceId }, 1, 2, null)
    })
    expect(await withdrawn).toEqual({ experts: 1 })
    expect(bodiesOf(await desk.pull(), 'task').get(taskId)?.assignment).toMatchObject({ state: 'withdrawn' })
  })

  it('takes no note that a desk would not take: its tasks would come without their batch', async () => {
    const { expertId, code } = await hub.operator.enrolExpert()
    const desk = await enrolledDesk(hub.fetch, code)
    const batch = (length: number) =>
      hub.operator.importTasks([taskContent()], { onlyExpert: expertId, note: 'n'.repeat(length) })
    await expect(batch(10_001)).rejects.toThrow('at most 10,000 characters')
    const { batchId } = await batch(10_000)
    expect([...bodiesOf(await desk.pull(), 'batch').keys()]).toEqual([batchId])
  })
})
