import { describe, expect, it } from 'vitest'
import { exportSubmissions } from '../../src/hub/operator/export-submissions.ts'
import {
  declineOperation,
  extendOperation,
  newId,
  nurse,
  submission,
  submitOperation,
  takeOperation,
  taskContent,
} from '../support/hub/fixtures.ts'
import { desk, expertForEachTest, expertId, hub, hubForFile } from '../support/hub/for-each-test.ts'
import { createTestClock, day } from '../support/hub/test-clock.ts'
import { bodiesOf, enrolledDesk, signedIn } from '../support/hub/test-desk.ts'

const clock = createTestClock()
hubForFile({ clock })
expertForEachTest()

/** Tasks that only this expert has. */
async function newTasks(count = 1, overrides: Parameters<typeof taskContent>[0] = {}): Promise<string[]> {
  const before = new Set(bodiesOf(await desk.pull(), 'task').keys())
  await hub.operator.importTasks(
    Array.from({ length: count }, () => taskContent(overrides)),
    { onlyExpert: expertId },
  )
  return [...bodiesOf(await desk.pull(), 'task').keys()].filter((id) => !before.has(id))
}
async function newTask(overrides: Parameters<typeof taskContent>[0] = {}): Promise<string> {
  const [id] = await newTasks(1, overrides)
  if (id === undefined) throw new Error('no task came')
  return id
}
const assignment = async (taskId: string) => bodiesOf(await desk.pull(), 'task').get(taskId)?.assignment
const count = async (table: string, id: string) =>
  (await hub.db.query<{ n: number }>(`select count(*)::integer as n from ${table} where id = $1`, [id]))[0]?.n

describe('one operation, once [O2] [O3]', () => {
  it('gives the stored answer again for the same operation, however often and at once it comes', async () => {
    const operation = submitOperation(submission(await newTask()))
    const second = await enrolledDesk(hub.fetch, (await hub.operator.makeCode(expertId)).code)
    const answers = await Promise.all(
      [desk, second, desk, second, desk, second, desk, second].map((one) => one.push([operation])),
    )
    const [first] = answers
    expect(first).toMatchObject([
      { id: operation.id, outcome: 'done', receipt: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/) },
    ])
    for (const answer of answers) expect(answer).toEqual(first)
    expect(await count('submissions', operation.id)).toBe(1)
    expect(await count('operations', operation.id)).toBe(1)
    clock.advance(day)
    expect(await desk.push([operation])).toEqual(first)
    // Also to a desk that says with it what the hub has signed: it may take the hub to have lost it.
    const receipt = first?.[0]?.outcome === 'done' ? first[0].receipt : undefined
    expect(await desk.push([{ ...operation, receipt }])).toEqual(first)
  })

  it('gives it also for the second of two in one request', async () => {
    const operation = submitOperation(submission(await newTask()))
    const [first, second] = await desk.push([operation, operation])
    expect(first).toMatchObject({ outcome: 'done' })
    expect(second).toEqual(first)
    expect(await count('submissions', operation.id)).toBe(1)
  })

  it('carries out the whole life of a task in one request, each step seeing the one before', async () => {
    const [taskId = '', other = ''] = await newTasks(2)
    const first = submission(taskId)
    const second = submission(taskId, { supersedes: first.id })
    const stranger = submission(other, { supersedes: first.id })
    const results = await desk.push([
      takeOperation(taskId),
      submitOperation(first),
      submitOperation(second),
      takeOperation(taskId),
      submitOperation(stranger),
    ])
    expect(results).toMatchObject([
      { outcome: 'done', assignment: { state: 'taken' } },
      { outcome: 'done', receipt: expect.any(String) },
      { outcome: 'done', receipt: expect.any(String) },
      { outcome: 'done', assignment: { state: 'taken' } },
      { outcome: 'refused', code: 'bad-content' },
    ])
    const rows = await hub.db.query('select id, supersedes from submissions where task_id = $1 order by no', [taskId])
    expect(rows).toEqual([
      { id: first.id, supersedes: null },
      { id: second.id, supersedes: first.id },
    ])
    expect(await count('submissions', stranger.id)).toBe(0)
  })

  it('refuses the same id with another content, and changes nothing', async () => {
    const work = submission(await newTask())
    await desk.push([submitOperation(work)])
    const changed = { ...work, values: { answer: 'Something else entirely.' } }
    expect(await desk.push([submitOperation(changed)])).toMatchObject([{ outcome: 'refused', code: 'key-reused' }])
    const rows = await hub.db.query<{ content: string }>('select content from submissions where id = $1', [work.id])
    expect(JSON.parse(rows[0]?.content ?? '')).toEqual(work)
  })

  it('refuses the id that another expert used, also at the same moment', async () => {
    const other = await hub.operator.enrolExpert()
    const otherDesk = await enrolledDesk(hub.fetch, other.code)
    const mine = await newTask()
    await hub.operator.importTasks([taskContent()], { onlyExpert: other.expertId })
    const [theirs = ''] = [...bodiesOf(await otherDesk.pull(), 'task').keys()]
    const id = newId()
    const results = await Promise.all([
      desk.push([{ ...takeOperation(mine), id }]),
      otherDesk.push([{ ...takeOperation(theirs), id }]),
    ])
    expect(
      results
        .flat()
        .map((result) => result.outcome)
        .toSorted(),
    ).toEqual(['done', 'refused'])
    expect(results.flat().find((result) => result.outcome === 'refused')).toMatchObject({ code: 'key-reused' })
  })

  it('gives nobody the answer that another expert had, also where both say the very same', async () => {
    const operation = submitOperation(submission(await newTask()))
    await desk.push([operation])
    const otherDesk = await enrolledDesk(hub.fetch, (await hub.operator.enrolExpert()).code)
    const { id } = operation
    expect(await otherDesk.push([operation])).toEqual([
      { id, outcome: 'refused', code: 'key-reused', message: expect.any(String) },
    ])
  })

  it('forgets a refusal, so that what was put right can come under the same id', async () => {
    const work = submission(await newTask())
    const empty = { ...work, values: {} }
    expect(await desk.push([submitOperation(empty)])).toMatchObject([{ outcome: 'refused', code: 'bad-content' }])
    expect(await desk.push([submitOperation(work)])).toMatchObject([{ outcome: 'done' }])
  })
})

it('takes no older version after a newer one of the same device, but one that was here before and is lost [C4] [P9]', async () => {
  const taskId = await newTask()
  const [older, others, newer] = [submission(taskId), submission(taskId), submission(taskId)]
  const [first] = await desk.push([submitOperation(older)])
  await desk.push([submitOperation(newer)])
  for (const table of ['submissions', 'operations'])
    await hub.db.query(`delete from ${table} where id = $1`, [older.id])
  expect(await desk.push([submitOperation(older)])).toMatchObject([
    { outcome: 'refused', code: 'not-possible', message: expect.stringContaining('taken back') },
  ])
  // Ids of two devices say nothing of each other.
  const second = await enrolledDesk(hub.fetch, (await hub.operator.makeCode(expertId)).code)
  expect(await second.push([submitOperation(others)])).toMatchObject([{ outcome: 'done' }])
  const receipt = first?.outcome === 'done' ? first.receipt : undefined
  expect(await desk.push([{ ...submitOperation(older), receipt }])).toEqual([first])
})

it('signs anew for work that is not what a receipt of before names, as of now [P9] [R1]', async () => {
  const work = submission(await newTask())
  const [first] = await desk.push([submitOperation(work)])
  for (const table of ['submissions', 'operations']) await hub.db.query(`delete from ${table} where id = $1`, [work.id])
  clock.advance(day)
  const receipt = first?.outcome === 'done' ? first.receipt : undefined
  const changed = { ...work, values: { answer: 'Something else entirely.' } }
  const [second] = await desk.push([{ ...submitOperation(changed), receipt }])
  expect(signedIn(second)).toMatchObject({ receivedAt: clock.now(), submissionId: work.id })
  expect(signedIn(second).contentSha256).not.toBe(signedIn(first).contentSha256)
})

describe('what is refused, and in which words', () => {
  it.each([
    ['an unknown kind', { kind: 'dance', body: {} }, 'kind'],
    ['a body that is none', { kind: 'take', body: 7 }, 'body: must be an object'],
    ['an instant that is none', { kind: 'take', body: { backBy: 'tomorrow' } }, 'body.backBy: must be a number'],
  ])('%s', async (_, part, words) => {
    const [result] = await desk.push([{ id: newId(), taskId: await newTask(), at: 1, ...part }])
    expect(result).toMatchObject({ outcome: 'refused', code: 'bad-content', message: expect.stringContaining(words) })
  })

  it.each([
    ['too few words', { answer: 'One' }, 'Your plan: At least 2 words are asked for; there is 1.'],
    ['a step outside the scale', { answer: 'Two words', trust: 6 }, 'Choose a step from 1 to 5'],
    ['a field that the task does not have', { answer: 'Two words', other: 'x' }, 'This task has no field other.'],
    ['a value of another kind', { answer: ['a', 'b'] }, 'This should be a text'],
  ])('%s', async (_, values, words) => {
    const [result] = await desk.push([submitOperation(submission(await newTask(), { values }))])
    expect(result).toMatchObject({ outcome: 'refused', code: 'bad-content', message: expect.stringContaining(words) })
  })

  it('a submission under another id or task than its operation, or revising what is not there', async () => {
    const [a = '', b = ''] = await newTasks(2)
    const work = submission(a)
    const refusals = await Promise.all([
      desk.push([{ ...submitOperation(work), id: newId() }]),
      desk.push([{ ...submitOperation(work), taskId: b }]),
      desk.push([submitOperation(submission(a, { supersedes: newId() }))]),
    ])
    expect(refusals.flat().map((result) => result.outcome === 'refused' && result.message)).toEqual([
      'body.id: must be the id of the operation',
      'body.taskId: must be the task of the operation',
      'supersedes: names no earlier submission of this task',
    ])
  })

  it('work on a task that was never theirs', async () => {
    const other = await hub.operator.enrolExpert({ occupations: [nurse.code] })
    await hub.operator.importTasks([taskContent()], { onlyExpert: other.expertId })
    const [theirs = ''] = [...bodiesOf(await (await enrolledDesk(hub.fetch, other.code)).pull(), 'task').keys()]
    for (const taskId of [theirs, newId()]) {
      const results = await Promise.all([
        desk.push([takeOperation(taskId)]),
        desk.push([submitOperation(submission(taskId))]),
      ])
      expect(results.flat()).toMatchObject([{ code: 'unknown-task' }, { code: 'unknown-task' }])
    }
  })

  it('a text with half a character, which has no canonical form', async () => {
    const work = submission(await newTask(), { values: { answer: 'two words \ud83d' } })
    expect(await desk.push([submitOperation(work)])).toMatchObject([
      { code: 'bad-content', message: expect.stringContaining('Unicode') },
    ])
  })

  it('nothing of a field kind that this hub does not know: it is kept as it came', async () => {
    const field = { kind: 'hologram', key: 'shape', label: 'Shape', density: [1, { deep: true }] }
    const taskId = await newTask({ fields: [field, { kind: 'markdown', key: 'answer', label: 'Answer' }] })
    const task = bodiesOf(await desk.pull(), 'task').get(taskId)?.task
    expect(task?.fields[0]).toEqual({ ...field, required: true })
    const work = submission(taskId, { values: { answer: 'A ball', shape: 'round' } })
    expect(await desk.push([submitOperation(work)])).toMatchObject([{ outcome: 'done' }])
  })
})

describe('leases, late work and work taken back [S2]', () => {
  it('counts the lease from the moment the hub hears of it, and longer for who says to be away', async () => {
    const [plain = '', away = '', far = '', soon = ''] = await newTasks(4)
    const now = clock.now()
    const results = await desk.push([
      takeOperation(plain),
      takeOperation(away, now + 10 * day),
      takeOperation(far, now + 100 * day),
      takeOperation(soon, now + day),
    ])
    expect(results.map((result) => result.outcome === 'done' && ((result.assignment?.dueAt ?? 0) - now) / day)).toEqual(
      [7, 10, 14, 7],
    )
    expect(await assignment(away)).toMatchObject({ state: 'taken', takenAt: now, dueAt: now + 10 * day })
    // Taking it again, from another desk say, moves nothing.
    clock.advance(day)
    expect(await desk.push([takeOperation(plain)])).toMatchObject([
      { outcome: 'done', assignment: { dueAt: now + 7 * day } },
    ])
  })

  it('expects work by the day of its batch, as the offer says, and by the lease once that day has passed', async () => {
    const now = clock.now()
    const dueOf = async (due: number, backBy?: number, takenAfter = 0): Promise<unknown> => {
      const batch = await hub.operator.importTasks([taskContent()], { dueAt: now + due * day, onlyExpert: expertId })
      const [row] = await hub.db.query<{ id: string }>('select id from tasks where batch_id = $1', [batch.batchId])
      clock.advance(takenAfter * day)
      const [result] = await desk.push([takeOperation(row?.id ?? '', backBy)])
      return result?.outcome === 'done' ? ((result.assignment?.dueAt ?? 0) - now) / day : result
    }
    expect(await dueOf(60)).toBe(60)
    expect(await dueOf(2)).toBe(2)
    expect(await dueOf(2, now + 10 * day)).toBe(10)
    expect(await dueOf(1, undefined, 2)).toBe(2 + 7)
  })

  it('takes no batch whose day has passed, as of the year before: its offers would name a day that holds for nothing', async () => {
    const past = hub.operator.importTasks([taskContent()], { dueAt: clock.now() - day })
    await expect(past).rejects.toThrow(
      /^The day of the batch, \S+ \S+Z, has passed\. Give a later one with --due, or none\.$/,
    )
  })

  it('takes late work and marks it late, in the receipt too', async () => {
    const taskId = await newTask()
    await desk.push([takeOperation(taskId)])
    clock.advance(8 * day)
    const [result] = await desk.push([submitOperation(submission(taskId))])
    expect(signedIn(result)).toMatchObject({ late: true, receivedAt: clock.now() })
  })

  it('does not call a new version late that was asked for after the day: what is returned has another lease', async () => {
    const [taskId = '', far = ''] = await newTasks(2)
    await desk.push([takeOperation(taskId), takeOperation(far, clock.now() + 14 * day)])
    const [first, other] = [submission(taskId), submission(far)]
    await desk.push([submitOperation(first), submitOperation(other)])
    const agreed = (await assignment(far))?.dueAt
    clock.advance(day)
    await hub.operator.review({ submissionId: other.id, decision: 'returned', reason: 'Say more.' })
    expect((await assignment(far))?.dueAt).toBe(agreed)
    clock.advance(8 * day)
    await hub.operator.review({ submissionId: first.id, decision: 'returned', reason: 'Say more.' })
    expect(await assignment(taskId)).toMatchObject({ state: 'taken', dueAt: clock.now() + 7 * day })
    clock.advance(day)
    const [result] = await desk.push([submitOperation(submission(taskId, { supersedes: first.id }))])
    expect(signedIn(result).late).toBe(false)
  })

  it('numbers each change of how a task stands, so that a desk knows a late word from a newer one [S5]', async () => {
    const second = await enrolledDesk(hub.fetch, (await hub.operator.makeCode(expertId)).code)
    const [taskId = '', other = '', offered = ''] = await newTasks(3)
    const work = submission(taskId)
    const steps: [string, string, () => Promise<unknown>][] = [
      [taskId, 'taken', () => desk.push([takeOperation(taskId)])],
      [taskId, 'given more time', () => desk.push([extendOperation(taskId, clock.now() + 10 * day)])],
      [taskId, 'taken over', () => second.push([{ ...takeOperation(taskId), body: { takeover: true } }])],
      [taskId, 'returned', () => returned(work)],
      [taskId, 'withdrawn', () => hub.operator.withdrawTask(taskId, 'Enough.')],
      [other, 'given back', () => desk.push([declineOperation(other)])],
      [other, 'taken again', () => desk.push([takeOperation(other)])],
      [other, 'given back again', () => desk.push([declineOperation(other)])],
      [other, 'taken when it was withdrawn', () => takenTooLate(other)],
      [offered, 'taken from who has no access', () => hub.operator.revoke(expertId)],
      [offered, 'offered again', () => hub.operator.makeCode(expertId)],
    ]
    for (const [id, what, step] of steps) {
      const before = await numberOf(id)
      await step()
      expect([what, await numberOf(id)]).toEqual([what, before + 1])
    }

    async function returned({ id: submissionId }: typeof work): Promise<void> {
      await desk.push([submitOperation(work)])
      clock.advance(11 * day)
      await hub.operator.review({ submissionId, decision: 'returned', reason: 'Say more.' })
    }
    async function takenTooLate(id: string): Promise<void> {
      await hub.operator.withdrawTask(id, 'Enough.')
      await desk.push([takeOperation(id)])
    }
    async function numberOf(id: string): Promise<number> {
      const sql = 'select revision from assignments where task_id = $1 and expert_id = $2'
      const [row] = await hub.db.query<{ revision: number }>(sql, [id, expertId])
      return row?.revision ?? 0
    }
  })

  it('takes work on a task that was withdrawn meanwhile, and marks it', async () => {
    const taskId = await newTask()
    await desk.push([takeOperation(taskId)])
    await hub.operator.withdrawTask(taskId, 'The lab has what it needs.')
    expect(await assignment(taskId)).toMatchObject({ state: 'withdrawn', reason: 'The lab has what it needs.' })
    const work = submission(taskId)
    const results = await desk.push([takeOperation(taskId), submitOperation(work)])
    expect(results).toMatchObject([{ outcome: 'done' }, { outcome: 'done', receipt: expect.any(String) }])
    expect(await assignment(taskId)).toMatchObject({ state: 'withdrawn' })
    const rows = await hub.db.query<{ withdrawn: boolean }>('select withdrawn from submissions where id = $1', [
      work.id,
    ])
    expect(rows[0]?.withdrawn).toBe(true)
  })

  it('agrees to more time as asked, up to two leases from now, and never to less than before [V3]', async () => {
    const [taskId = '', offered = ''] = await newTasks(2)
    const now = clock.now()
    await desk.push([takeOperation(taskId)])
    const ask = async (days: number) => {
      const [result] = await desk.push([extendOperation(taskId, now + days * day)])
      return result?.outcome === 'done' ? ((result.assignment?.dueAt ?? 0) - now) / day : result
    }
    expect(await ask(10)).toBe(10)
    expect(await assignment(taskId)).toMatchObject({ state: 'taken', dueAt: now + 10 * day })
    expect(await ask(3)).toBe(10)
    expect(await ask(100)).toBe(14)
    clock.advance(20 * day)
    expect(await ask(25)).toBe(25)
    expect(await desk.push([extendOperation(offered, now + 40 * day)])).toMatchObject([{ code: 'not-possible' }])
    expect(await desk.push([extendOperation(newId(), now)])).toMatchObject([{ code: 'unknown-task' }])
    await hub.operator.withdrawTask(taskId, 'Enough.')
    expect(await desk.push([extendOperation(taskId, now + 30 * day)])).toMatchObject([{ outcome: 'done' }])
    expect(await assignment(taskId)).toMatchObject({ state: 'withdrawn' })
  })

  it('takes unfinished work on a task that was withdrawn, but none that is wrong [V4]', async () => {
    const taskId = await newTask()
    await desk.push([takeOperation(taskId)])
    const unfinished = submission(taskId, { values: { answer: 'One' } })
    expect(await desk.push([submitOperation(unfinished)])).toMatchObject([{ code: 'bad-content', field: 'answer' }])
    await hub.operator.withdrawTask(taskId, 'Enough.')
    const wrong = submission(taskId, { values: { trust: 6 } })
    expect(await desk.push([submitOperation(wrong)])).toMatchObject([{ code: 'bad-content', field: 'trust' }])
    expect(await desk.push([submitOperation(unfinished)])).toMatchObject([{ outcome: 'done' }])
  })

  it('marks it also where another device had given the task back before it was withdrawn [S2] [V4]', async () => {
    const taskId = await newTask()
    const second = await enrolledDesk(hub.fetch, (await hub.operator.makeCode(expertId)).code)
    await second.push([declineOperation(taskId)])
    await hub.operator.withdrawTask(taskId, 'The lab has what it needs.')
    const work = submission(taskId, { values: { answer: 'Clover' } })
    const results = await desk.push([takeOperation(taskId), submitOperation(work)])
    expect(results).toMatchObject([{ assignment: { state: 'withdrawn' } }, { outcome: 'done' }])
    expect(await assignment(taskId)).toMatchObject({ state: 'withdrawn', reason: 'The lab has what it needs.' })
    expect(await hub.db.query('select withdrawn from submissions where id = $1', [work.id])).toEqual([
      { withdrawn: true },
    ])
    // The same where the work comes alone.
    const alone = await newTask()
    await desk.push([takeOperation(alone)])
    await desk.push([declineOperation(alone)])
    await hub.operator.withdrawTask(alone, 'Enough.')
    const other = submission(alone, { values: { answer: 'Clover' } })
    expect(await desk.push([submitOperation(other)])).toMatchObject([{ outcome: 'done' }])
    expect(await assignment(alone)).toMatchObject({ state: 'withdrawn', reason: 'Enough.' })
    expect(await hub.db.query('select withdrawn from submissions where id = $1', [other.id])).toEqual([
      { withdrawn: true },
    ])
  })

  it('counts work that comes without a word before as taken', async () => {
    const taskId = await newTask()
    expect(await desk.push([submitOperation(submission(taskId))])).toMatchObject([{ outcome: 'done' }])
    expect(await assignment(taskId)).toMatchObject({ state: 'taken' })
  })

  it('lets a task be declined before it is handed in, and not after', async () => {
    const [a = '', b = ''] = await newTasks(2)
    expect(await desk.push([declineOperation(a, 'Not my soil\0.')])).toMatchObject([{ outcome: 'done' }])
    expect(await hub.db.query('select reason from assignments where task_id = $1', [a])).toEqual([
      { reason: expect.stringContaining('Not my soil') },
    ])
    expect(await assignment(a)).toMatchObject({ state: 'declined' })
    await desk.push([submitOperation(submission(b))])
    expect(await desk.push([declineOperation(b)])).toMatchObject([
      { code: 'not-possible', message: expect.stringContaining('handed in') },
    ])
    // Who wrote it after all is not turned away.
    expect(await desk.push([submitOperation(submission(a))])).toMatchObject([{ outcome: 'done' }])
  })
})

it("signs for the task's own rate where it has one, else for the programme's", async () => {
  const rate = { type: 'fixed', perTask: { minor: 9_900, currency: 'USD' } } as const
  const [own, usual] = [await newTask({ rate }), await newTask()]
  const results = await desk.push([submitOperation(submission(own)), submitOperation(submission(usual))])
  expect(results.map((result) => signedIn(result).rate)).toEqual([
    rate,
    { type: 'hourly', perHour: { minor: 12_000, currency: 'EUR' } },
  ])
})

it('takes what a newer desk gives for a field of a kind that is not known here, signs for it and exports it [R4]', async () => {
  const { canonicalJson } = await import('../../src/shared/rules/canonical-json.ts')
  const { sha256 } = await import('../../src/hub/receipts/receipt.ts')
  const [answer, trust] = taskContent().fields
  if (answer === undefined || trust === undefined) throw new Error('a task of this kind has two fields')
  const shape = { kind: 'hologram', key: 'shape', label: 'Shape', required: true }
  const taskId = await newTask({ fields: [answer, trust, shape] })
  const holo = { kind: 'hologram', rays: [{ angle: 1.5 }, null], deep: { on: true } }
  const work = { ...submission(taskId), values: { answer: 'Clover first, then wheat.', shape: holo } }
  const [result] = await desk.push([{ ...submitOperation(submission(taskId)), id: work.id, body: work }])
  expect(signedIn(result).contentSha256).toBe(sha256(canonicalJson(work)))
  const exported: unknown[] = []
  for await (const row of exportSubmissions(hub.hub.context, { format: 'jsonl' }))
    if (row['id'] === work.id) exported.push(row['submission'])
  expect(exported).toEqual([work])

  // What is given for fields that are known is held against them all the same, and the field is named.
  const other = submission(taskId)
  const values = { answer: holo, trust: [1], shape: holo }
  const [refusal] = await desk.push([{ ...submitOperation(other), body: { ...other, values } }])
  expect(refusal).toMatchObject({ outcome: 'refused', code: 'bad-content', field: 'answer' })
})

it('keeps members that a newer desk added, and signs for them', async () => {
  const { canonicalJson } = await import('../../src/shared/rules/canonical-json.ts')
  const { sha256 } = await import('../../src/hub/receipts/receipt.ts')
  const { time, ...rest } = submission(await newTask())
  const mood = { newer: ['than', 'this', 'hub'] }
  const work = { ...rest, guidelineVersion: 4, taskRevision: 3, time: { ...time, workMs: 5_400_000 }, mood }
  const [result] = await desk.push([{ ...submitOperation(work), body: work }])
  expect(signedIn(result)).toMatchObject({
    contentSha256: sha256(canonicalJson(work)),
    expertId,
    submissionId: work.id,
    guidelineVersion: 4,
    taskRevision: 3,
    claimedMs: 5_400_000,
  })
})
