import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { renewEpoch } from '../../src/hub/store/feed.ts'
import { generateKey, readKey } from '../../src/hub/receipts/signing-key.ts'
import { signReceipt } from '../../src/hub/receipts/receipt.ts'
import type { ReceiptPayload } from '../../src/shared/domain/work.ts'
import { type DeskClient, makeTempFolder } from '../support/core/test-core.ts'
import { until } from '../support/core/until.ts'
import { newId, submission, submitOperation } from '../support/hub/fixtures.ts'
import { enrolledDesk, signedIn } from '../support/hub/test-desk.ts'
import { losePage, markSuspect } from '../support/store/open-at.ts'
import { batchOut, outboxIn, readIn, saveOutbox } from '../support/sync/carry.ts'
import { contents, stateOf, submissionsAtHub, untilState, write } from '../support/sync/desk-and-hub.ts'
import { core, deskAndHubForEachTest, openDeskAgain, world } from '../support/sync/for-each-test.ts'

deskAndHubForEachTest()

const DAY = 86_400_000

/**
 * The hub's database as an older backup had it: without the work and without what was said of the task. In one
 * transaction, since no desk ever sees a database that is half put back.
 */
async function restoreWithout(taskId: string, what: 'work' | 'work and take'): Promise<void> {
  const { db, hub } = world.hub
  await db.transaction(async (tx) => {
    await tx.query(`delete from feed where entity_id in (select id from submissions where task_id = $1)`, [taskId])
    await tx.query('update experts set feed_seq = (select max(seq) from feed)')
    await tx.query('delete from reviews where submission_id in (select id from submissions where task_id = $1)', [
      taskId,
    ])
    await tx.query('delete from submissions where task_id = $1', [taskId])
    await tx.query(`delete from operations where task_id = $1 and (kind = 'submit' or $2)`, [taskId, what !== 'work'])
    if (what !== 'work') {
      await tx.query(
        `update assignments set state = 'offered', taken_at = null, due_at = null, device_id = null, revision = 1
         where task_id = $1`,
        [taskId],
      )
    }
    await renewEpoch(tx, hub.context)
  })
}

async function finish(desk: DeskClient, taskId: string): Promise<void> {
  await desk.tasks.take({ taskId })
  await write(desk, taskId, 'Clover, then wheat.')
  await desk.work.send({ taskId })
  await untilState(desk, taskId, 'received', world.time)
}

async function receiptOf(desk: DeskClient, taskId: string) {
  const { submissions } = await desk.tasks.get({ taskId })
  return submissions[0]?.receipt
}

const handedInAgain = (taskId: string) =>
  until(core.desk, 'the hub has it again', async () => (await submissionsAtHub(world.hub, taskId)) === 1, world.time)
const isQuiet = () =>
  until(core.desk, 'all is sent', async () => (await core.desk.sync.overview({})).lanes.length === 0, world.time)

describe('a hub that was restored from an older backup [P9]', () => {
  it('gets again what it has lost, once, and stands by its first receipt', async () => {
    await world.hub.operator.importTasks(contents(2))
    const [lost, kept] = await world.enrol(core.desk, 2)
    const [taskId, otherId] = [lost?.id ?? '', kept?.id ?? '']
    await finish(core.desk, taskId)
    await finish(core.desk, otherId)
    const first = await receiptOf(core.desk, taskId)
    const [before] = await world.hub.db.query('select * from submissions where task_id = $1', [taskId])

    await core.desk.sync.setOffline({ offline: true })
    await world.time.advance(30 * DAY)
    await restoreWithout(taskId, 'work and take')
    await core.desk.sync.setOffline({ offline: false })
    await handedInAgain(taskId)
    await isQuiet()
    const [after] = await world.hub.db.query('select * from submissions where task_id = $1', [taskId])
    // It is as if it had never been lost: not late, though the day has passed meanwhile.
    expect(after).toEqual({ ...before, no: expect.any(Number) })
    expect(await receiptOf(core.desk, taskId)).toEqual(first)
    expect(await stateOf(core.desk, taskId)).toBe('received')
    expect(await submissionsAtHub(world.hub, otherId)).toBe(1)
    const { notices } = await core.desk.app.status({})
    expect(notices.map(({ text }) => text)).toEqual([
      expect.stringMatching(/was put back from a backup and had lost a piece of your work. It is handed in again/),
    ])
  })

  it('gets it also from a desk whose outbox was lost with a part of its store [K2]', async () => {
    await world.hub.operator.importTasks(contents(2))
    const [lost, kept] = await world.enrol(core.desk, 2)
    const taskId = lost?.id ?? ''
    await finish(core.desk, taskId)
    await finish(core.desk, kept?.id ?? '')
    await core.desk.sync.setOffline({ offline: true })
    await core.stop()
    losePage(core.folder, 'outbox')
    markSuspect(core.folder)
    await restoreWithout(taskId, 'work')
    await openDeskAgain()
    expect((await core.desk.backup.list({})).rescue).toBeDefined()
    await core.desk.sync.setOffline({ offline: false })
    await handedInAgain(taskId)
    await isQuiet()
  })

  it('that does not have the task any more cannot take the work; its expert reads that the receipt proves it', async () => {
    await world.hub.operator.importTasks(contents(1))
    const taskId = (await world.enrol(core.desk, 1))[0]?.id ?? ''
    await finish(core.desk, taskId)
    const first = await receiptOf(core.desk, taskId)
    await core.desk.sync.setOffline({ offline: true })
    // As a backup had it that was made before the batch came.
    await world.hub.db.transaction(async (tx) => {
      for (const table of ['feed', 'submissions', 'operations', 'assignments', 'tasks', 'batches'])
        await tx.query(`delete from ${table}`)
      await tx.query('update experts set feed_seq = 0')
      await renewEpoch(tx, world.hub.hub.context)
    })
    await core.desk.sync.setOffline({ offline: false })
    const reasonOf = async () =>
      (await core.desk.sync.overview({})).lanes.find(({ kind, reason }) => kind === 'submit' && reason !== undefined)
    const lane = await until(core.desk, 'the work is refused', reasonOf, world.time)
    expect(lane).toMatchObject({
      state: 'quarantined',
      reason: {
        code: 'unknown-task',
        text: expect.stringMatching(/put back from a backup.*receipt is here and proves/),
      },
    })
    expect(await receiptOf(core.desk, taskId)).toEqual(first)
  })

  it('is told again what is in work, and nothing on the desk is undone', async () => {
    await world.hub.operator.importTasks(contents(1))
    const taskId = (await world.enrol(core.desk, 1))[0]?.id ?? ''
    await core.desk.tasks.take({ taskId })
    await write(core.desk, taskId, 'Clover, then')
    await isQuiet()
    await restoreWithout(taskId, 'work and take')
    await core.desk.sync.now({})
    await until(
      core.desk,
      'the hub knows again who writes',
      async () => {
        const rows = await world.hub.db.query('select state from assignments where task_id = $1', [taskId])
        return JSON.stringify(rows) === '[{"state":"taken"}]'
      },
      world.time,
    )
    await isQuiet()
    expect(await stateOf(core.desk, taskId)).toBe('drafting')
    expect((await core.desk.drafts.open({ taskId })).fields['answer']).toMatchObject({ text: 'Clover, then' })
  })

  it('is told again that a task was given back, which does not come back to the desk', async () => {
    await world.hub.operator.importTasks(contents(1))
    const taskId = (await world.enrol(core.desk, 1))[0]?.id ?? ''
    await core.desk.tasks.take({ taskId })
    await write(core.desk, taskId, 'Clover, then')
    await core.desk.tasks.decline({ taskId })
    await isQuiet()
    // As a backup had it that was made before the task was given back.
    await world.hub.db.transaction(async (tx) => {
      await tx.query(`delete from operations where kind = 'decline'`)
      await tx.query(`update assignments set state = 'taken', revision = revision - 1`)
      await renewEpoch(tx, world.hub.hub.context)
    })
    await core.desk.sync.now({})
    await until(
      core.desk,
      'the hub knows again that it was given back',
      async () => {
        const rows = await world.hub.db.query('select state from assignments where task_id = $1', [taskId])
        return JSON.stringify(rows) === '[{"state":"declined"}]'
      },
      world.time,
    )
    await isQuiet()
    expect(await stateOf(core.desk, taskId)).toBe('declined')
  })

  it('gets the day that was agreed before the work that is on its way, which is not late then', async () => {
    await world.hub.operator.importTasks(contents(1))
    const taskId = (await world.enrol(core.desk, 1))[0]?.id ?? ''
    await core.desk.tasks.take({ taskId })
    await write(core.desk, taskId, 'Clover, then wheat.')
    await core.desk.work.askMoreTime({ taskId, until: world.time.now() + 12 * DAY })
    await isQuiet()
    await core.desk.sync.setOffline({ offline: true })
    await core.desk.work.send({ taskId })
    // As a backup had it that was made before more time was asked for.
    await world.hub.db.transaction(async (tx) => {
      await tx.query(`delete from operations where kind = 'extend'`)
      await tx.query(`update assignments set due_at = due_at - $1, back_by = null, revision = revision - 1`, [5 * DAY])
      await renewEpoch(tx, world.hub.hub.context)
    })
    await world.time.advance(10 * DAY)
    // The new history is heard of before the work gets through, as while its files go up.
    world.wire.answer('/v1/operations', () => Promise.reject(new TypeError('fetch failed')))
    const calls = (): number => world.wire.reached.filter((call) => call === 'GET /v1/feed').length
    const asked = calls()
    await core.desk.sync.setOffline({ offline: false })
    await until(core.desk, 'it is read', async () => calls() >= asked + 3, world.time)
    world.wire.answer('/v1/operations', undefined)
    await untilState(core.desk, taskId, 'received', world.time)
    const { submissions } = await core.desk.tasks.get({ taskId })
    expect(submissions[0]?.receipt).toMatchObject({ late: false })
  })

  it('is not believed what it answered before, where that is heard only afterwards: the work goes again', async () => {
    await world.hub.operator.importTasks(contents(1))
    const taskId = (await world.enrol(core.desk, 1))[0]?.id ?? ''
    await core.desk.tasks.take({ taskId })
    await write(core.desk, taskId, 'Clover, then wheat.')
    await isQuiet()
    const late = Promise.withResolvers<void>()
    world.wire.answer('/v1/operations', async (request) => {
      const answer = await world.hub.fetch(request)
      await late.promise
      return answer
    })
    await core.desk.work.send({ taskId })
    await until(core.desk, 'the hub has it', async () => (await submissionsAtHub(world.hub, taskId)) === 1, world.time)
    await restoreWithout(taskId, 'work')
    const calls = (): number => world.wire.reached.filter((call) => call === 'GET /v1/feed').length
    const asked = calls()
    await core.desk.sync.now({})
    await until(core.desk, 'the new history is read', async () => calls() >= asked + 3, world.time)
    late.resolve()
    await handedInAgain(taskId)
    await untilState(core.desk, taskId, 'received', world.time)
  })

  it('takes in the end what it refused because it had lost what went before', async () => {
    await world.hub.operator.importTasks(contents(2))
    const [revised, taken] = (await world.enrol(core.desk, 2)).map(({ id }) => id)
    if (revised === undefined || taken === undefined) throw new Error('tasks are missing')
    await finish(core.desk, revised)
    await core.desk.tasks.take({ taskId: taken })
    await write(core.desk, taken, 'Oats.')
    await isQuiet()
    await core.desk.sync.setOffline({ offline: true })
    await core.desk.work.revise({ taskId: revised })
    await write(core.desk, revised, 'Clover, then barley.')
    await core.desk.work.send({ taskId: revised })
    await core.desk.work.askMoreTime({ taskId: taken, until: world.time.now() + 12 * DAY })
    await restoreWithout(revised, 'work')
    await restoreWithout(taken, 'work and take')
    // What waits gets through before the desk hears of the new history.
    world.wire.answer('/v1/feed', () => Promise.reject(new TypeError('fetch failed')))
    await core.desk.sync.setOffline({ offline: false })
    const refused = async () =>
      (await core.desk.sync.overview({})).lanes.filter(({ state }) => state === 'quarantined').length === 2
    await until(core.desk, 'the hub refuses both', refused, world.time)
    world.wire.answer('/v1/feed', undefined)
    await isQuiet()
    expect(await submissionsAtHub(world.hub, revised)).toBe(2)
    expect(await stateOf(core.desk, revised)).toBe('received')
    const [row] = await world.hub.db.query<{ state: string; backBy: string }>(
      'select state, back_by as "backBy" from assignments where task_id = $1',
      [taken],
    )
    expect(row).toMatchObject({ state: 'taken', backBy: expect.anything() })
  })

  it('takes in the end what it refuses while the new history is read', async () => {
    await world.hub.operator.importTasks(contents(3))
    const [{ id: taskId } = { id: '' }] = await world.enrol(core.desk, 3)
    await finish(core.desk, taskId)
    await core.desk.sync.setOffline({ offline: true })
    await core.desk.work.revise({ taskId })
    await write(core.desk, taskId, 'Clover, then barley.')
    await core.desk.work.send({ taskId })
    await restoreWithout(taskId, 'work')
    const left = Promise.withResolvers<void>()
    let asked = 0
    world.wire.answer('/v1/feed', async (request) => {
      const page = new URL(request.url)
      page.searchParams.set('maxBytes', '1500')
      asked += 1
      // The first page says that the history is another one, and the work leaves before the last is read.
      if (asked === 2) await left.promise
      return world.hub.fetch(new Request(page, request))
    })
    world.wire.answer('/v1/operations', async (request) => {
      if (asked < 2) throw new TypeError('fetch failed')
      const answer = await world.hub.fetch(request)
      world.wire.answer('/v1/operations', undefined)
      left.resolve()
      const isAgain = async () => (await core.desk.sync.overview({})).lanes.some(({ state }) => state === 'waiting')
      await until(core.desk, 'the earlier version is to go again', isAgain)
      return answer
    })
    await core.desk.sync.setOffline({ offline: false })
    await untilState(core.desk, taskId, 'received', world.time)
    expect(await submissionsAtHub(world.hub, taskId)).toBe(2)
  })

  it('closes nothing that its expert is writing, and what is new in it is still to be sent', async () => {
    await world.hub.operator.importTasks(contents(3))
    const [changed, back, kept] = (await world.enrol(core.desk, 3)).map(({ id }) => id)
    if (changed === undefined || back === undefined || kept === undefined) throw new Error('tasks are missing')
    for (const taskId of [changed, back]) await finish(core.desk, taskId)
    await core.desk.work.revise({ taskId: changed })
    await write(core.desk, changed, 'Clover, then barley.')
    const [{ id: submissionId } = { id: '' }] = (await core.desk.tasks.get({ taskId: back })).submissions
    await world.hub.operator.review({
      submissionId,
      decision: 'returned',
      comments: [{ text: 'Why clover?' }],
    })
    await untilState(core.desk, back, 'returned', world.time)
    await write(core.desk, back, 'Clover, because of')
    await finish(core.desk, kept)

    // The answer does not come at once, and meanwhile the expert writes on.
    world.wire.next('/v1/operations', 'lose-answer')
    await core.desk.sync.setOffline({ offline: true })
    await restoreWithout(changed, 'work')
    await restoreWithout(back, 'work')
    await core.desk.sync.setOffline({ offline: false })
    for (const taskId of [changed, back]) {
      await handedInAgain(taskId)
      await write(core.desk, taskId, 'Clover, because of its roots.')
    }
    await isQuiet()
    for (const taskId of [changed, back]) {
      await write(core.desk, taskId, 'Clover, because of its deep roots.')
      await core.desk.work.send({ taskId })
      await until(
        core.desk,
        'both are there',
        async () => (await submissionsAtHub(world.hub, taskId)) === 2,
        world.time,
      )
    }
    await isQuiet()
  })

  it('is told of work that it accepted, which nobody takes back while it waits, and which stays accepted', async () => {
    await world.hub.operator.importTasks(contents(1))
    const taskId = (await world.enrol(core.desk, 1))[0]?.id ?? ''
    await finish(core.desk, taskId)
    const [{ id: submissionId } = { id: '' }] = (await core.desk.tasks.get({ taskId })).submissions
    await world.hub.operator.review({ submissionId, decision: 'accepted', comments: [] })
    await untilState(core.desk, taskId, 'accepted', world.time)
    await core.desk.sync.setOffline({ offline: true })
    // As while its files are on their way once more.
    const put = (state: string): void => {
      const db = new Database(join(core.folder, 'desk.db'))
      db.prepare(`UPDATE outbox SET state = ? WHERE id = ?`).run(state, submissionId)
      db.close()
    }
    put('waiting')
    await expect(core.desk.work.undoSend({ taskId })).rejects.toMatchObject({ code: 'WRONG_STATE' })
    expect(await stateOf(core.desk, taskId)).toBe('accepted')
    expect(await core.desk.invoices.billable({})).toHaveLength(1)
    // Its file is not here any more: it is opened for another version, and what was accepted stays.
    put('quarantined')
    await core.desk.work.undoSend({ taskId })
    expect(await stateOf(core.desk, taskId)).toBe('drafting')
    expect((await core.desk.tasks.get({ taskId })).submissions).toMatchObject([{ id: submissionId, state: 'accepted' }])
    expect(await core.desk.invoices.billable({})).toHaveLength(1)
  })

  it('that has lost nothing is sent nothing again', async () => {
    await world.hub.operator.importTasks(contents(1))
    const taskId = (await world.enrol(core.desk, 1))[0]?.id ?? ''
    await finish(core.desk, taskId)
    await isQuiet()
    const rows = await world.hub.db.query('select * from submissions')
    const calls = (what: string): number => world.wire.reached.filter((call) => call === what).length
    const [asked, pushed] = [calls('GET /v1/feed'), calls('POST /v1/operations')]
    await world.hub.db.transaction((tx) => renewEpoch(tx, world.hub.hub.context))
    await core.desk.sync.now({})
    // It hears of the new history, reads it, and asks for news.
    await until(core.desk, 'it is read', async () => calls('GET /v1/feed') >= asked + 3, world.time)
    await isQuiet()
    expect(calls('POST /v1/operations')).toBe(pushed)
    expect(await world.hub.db.query('select * from submissions')).toEqual(rows)
    expect((await core.desk.app.status({})).notices).toEqual([])
  })
})

describe('a new history of a hub is noticed whatever brings it [P9]', () => {
  /** Work that the hub has, and loses while the desk is offline. */
  async function loseWork(): Promise<string> {
    await world.hub.operator.importTasks(contents(2))
    const [taskId = '', otherId = ''] = (await world.enrol(core.desk, 2)).map(({ id }) => id)
    await finish(core.desk, taskId)
    await finish(core.desk, otherId)
    await isQuiet()
    await core.desk.sync.setOffline({ offline: true })
    await restoreWithout(taskId, 'work and take')
    return taskId
  }

  /** How far the desk has read, as something else has left it. */
  function put(place: string): void {
    const db = new Database(join(core.folder, 'desk.db'))
    db.exec(`UPDATE hubs SET ${place} WHERE kind = 'hub'`)
    db.close()
  }

  it.each([
    ['has learned new kinds and reads from the start [H2]', 'feed_level = 1'],
    ['reads from the start after a rescue of its store [K2]', 'cursor = 0, whole_to = 0'],
  ])('by the wire, also to a desk that %s', async (_, place) => {
    const taskId = await loseWork()
    put(place)
    await core.desk.sync.setOffline({ offline: false })
    await handedInAgain(taskId)
    await isQuiet()
    expect(await stateOf(core.desk, taskId)).toBe('received')
  })

  it('by a sealed file, and then by the wire [C5]', async () => {
    const taskId = await loseWork()
    await readIn(core.desk, await batchFile())
    await core.desk.sync.setOffline({ offline: false })
    await handedInAgain(taskId)
    await isQuiet()
    expect((await core.desk.app.status({})).notices.map(({ text }) => text)).toEqual([
      expect.stringContaining('had lost a piece of your work'),
    ])
  })

  it('by a sealed file alone: what was lost goes with the next outbox [C3] [C5]', async () => {
    const taskId = await loseWork()
    await readIn(core.desk, await batchFile())
    const outbox = join(makeTempFolder('stick'), 'outbox.understudy')
    expect(await saveOutbox(core.desk, outbox)).toMatchObject({ operations: 1 })
    const { results } = await outboxIn(world.hub, outbox, `${outbox}-answer`)
    expect(results).toMatchObject([{ outcome: 'done' }])
    await readIn(core.desk, `${outbox}-answer`)
    expect(await submissionsAtHub(world.hub, taskId)).toBe(1)
    expect(await stateOf(core.desk, taskId)).toBe('received')
    expect((await core.desk.sync.overview({})).lanes).toEqual([])
  })

  it('and an answer file of the history before settles nothing: its receipt goes along with the work [C6]', async () => {
    await world.hub.operator.importTasks(contents(1))
    const taskId = (await world.enrol(core.desk, 1))[0]?.id ?? ''
    await core.desk.tasks.take({ taskId })
    await write(core.desk, taskId, 'Clover, then wheat.')
    await isQuiet()
    await core.desk.sync.setOffline({ offline: true })
    await core.desk.work.send({ taskId })
    const outbox = join(makeTempFolder('stick'), 'outbox.understudy')
    await saveOutbox(core.desk, outbox)
    await outboxIn(world.hub, outbox, `${outbox}-answer`)
    await world.hub.operator.importTasks(contents(1))
    const [before] = await world.hub.db.query<{ receipt: string }>('select receipt from submissions')
    world.time.setWall(world.time.now() + 30 * DAY)
    await restoreWithout(taskId, 'work and take')
    await readIn(core.desk, await batchFile())
    await readIn(core.desk, `${outbox}-answer`)
    await core.desk.sync.setOffline({ offline: false })
    await handedInAgain(taskId)
    await isQuiet()
    expect(await stateOf(core.desk, taskId)).toBe('received')
    expect(await receiptOf(core.desk, taskId)).toMatchObject({ jws: before?.receipt, late: false })
  })

  async function batchFile(): Promise<string> {
    const path = join(makeTempFolder('stick'), 'batch.understudy')
    await batchOut(world.hub, world.expertId, path)
    return path
  }
})

describe('a receipt that comes with work [P9]', () => {
  it.each([
    ['of another hub', (said: ReceiptPayload) => signReceipt(said, readKey(generateKey().pkcs8))],
    ['for other work', async (said: ReceiptPayload) => sign({ ...said, contentSha256: 'a'.repeat(64) })],
    ['for another expert', async (said: ReceiptPayload) => sign({ ...said, expertId: newId() })],
  ])('counts for nothing when it is %s', async (_, forge) => {
    await world.hub.operator.importTasks(contents(1))
    const desk = await enrolledDesk(world.hub.fetch, world.code)
    const taskId = (await desk.pull()).find(({ kind }) => kind === 'task')?.id ?? ''
    const work = submission(taskId)
    const [honest] = await desk.push([submitOperation(work)])
    const said = signedIn(honest)
    await restoreWithout(taskId, 'work')
    await world.time.advance(DAY)
    const [result] = await desk.push([
      { ...submitOperation(work), receipt: await forge({ ...said, receivedAt: said.receivedAt - 10 * DAY }) },
    ])
    expect(result).toMatchObject({ outcome: 'done' })
    expect(signedIn(result).receivedAt).toBe(world.time.now())
  })

  async function sign(said: ReceiptPayload): Promise<string> {
    const [row] = await world.hub.db.query<{ private_key: Buffer }>('select private_key from hub')
    return signReceipt(said, readKey(row?.private_key ?? Buffer.alloc(0)))
  }
})
