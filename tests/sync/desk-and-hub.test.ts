import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { PushOutput } from '../../src/shared/contract/hub.ts'
import { createMemorySecrets } from '../support/core/test-core.ts'
import { until } from '../support/core/until.ts'
import { contents, HUB_ADDRESS, stateOf, submissionsAtHub, untilState, write } from '../support/sync/desk-and-hub.ts'
import { core, deskAndHubForEachTest, openDeskAgain, world } from '../support/sync/for-each-test.ts'
import { eventually } from '../support/eventually.ts'

deskAndHubForEachTest()

/** Enrols with `n` tasks and takes the first. */
async function begin(n = 1): Promise<string> {
  await world.hub.operator.importTasks(contents(n))
  const [first] = await world.enrol(core.desk, n)
  if (first === undefined) throw new Error('no task')
  await core.desk.tasks.take({ taskId: first.id })
  return first.id
}

async function receiptOf(taskId: string) {
  return (await core.desk.tasks.get({ taskId })).submissions[0]?.receipt
}

describe('the way of one task', () => {
  it('goes from the offer to the receipt, comes back with comments, is revised and accepted [R1] [S1] [S4]', async () => {
    const { desk } = core
    const taskId = await begin()
    await write(desk, taskId, 'Clover, then wheat.')
    expect(await stateOf(desk, taskId)).toBe('drafting')
    const { submissionId } = await desk.work.send({ taskId })
    await untilState(desk, taskId, 'received')
    expect(await receiptOf(taskId)).toMatchObject({ verified: true, late: false, hubName: 'Test hub' })

    const comments = [{ field: 'answer', text: 'Which clover?' }]
    await world.hub.operator.review({ submissionId, decision: 'returned', comments })
    await untilState(desk, taskId, 'returned')
    expect((await desk.tasks.get({ taskId })).submissions[0]?.review?.comments).toEqual(comments)

    await write(desk, taskId, 'Red clover, then wheat.')
    const second = await desk.work.send({ taskId })
    await untilState(desk, taskId, 'received')
    const rows = await world.hub.db.query('select supersedes from submissions where id = $1', [second.submissionId])
    expect(rows).toEqual([{ supersedes: submissionId }])
    await world.hub.operator.review({ submissionId: second.submissionId, decision: 'accepted' })
    await untilState(desk, taskId, 'accepted')
    expect((await desk.sync.overview({})).receipts).toBe(2)
  })

  it('finds its hub by itself when the keychain was shut while the desk started [O8]', async () => {
    await begin()
    await core.stop()
    const { secrets } = core
    let isShut = true
    const shut = { ...secrets, get: (key: string) => (isShut ? Promise.reject(new Error('locked')) : secrets.get(key)) }
    await openDeskAgain({ secrets: shut })
    await until(core.desk, 'it could not start', async () => core.logged.some(({ event }) => event === 'start-failed'))
    isShut = false
    const isConnected = async () => (await core.desk.sync.overview({})).hubs[0]?.state === 'connected'
    await until(core.desk, 'it is connected', isConnected, world.time)
  })

  it('has one connection with a hub, however often it was asked for while the keychain was shut, and none when it ends [O8]', async () => {
    const inner = createMemorySecrets()
    let opened: Promise<void> | undefined
    let asked = 0
    const secrets = {
      ...inner,
      get: async (key: string) => {
        if (key === 'hub-token:pending' || opened === undefined) return inner.get(key)
        asked += 1
        await opened
        return inner.get(key)
      },
    }
    const first = await world.openDesk({ secrets })
    await world.enrol(first.desk, 0)
    await first.stop()
    const shut = Promise.withResolvers<void>()
    opened = shut.promise
    // It asks the keychain at its start, and once more when its expert signs in with a new code meanwhile.
    const desk = await world.openDesk({ secrets, folder: first.folder })
    const { code } = await world.hub.operator.makeCode(world.expertId)
    const enrolled = desk.desk.setup.enrol({ address: HUB_ADDRESS, code })
    await eventually(() => expect(asked).toBe(2))
    let questions = 0
    world.wire.answer('/v1/feed', async (request) => {
      questions += 1
      return world.hub.fetch(request).finally(() => (questions -= 1))
    })
    shut.resolve()
    await enrolled
    await until(desk.desk, 'it is connected', async () => {
      const { hubs } = await desk.desk.sync.overview({})
      return hubs[0]?.state === 'connected'
    })
    await world.time.advance(1_000)
    expect(questions).toBe(1)
    await desk.stop()
    await eventually(() => expect(questions).toBe(0))
  })

  it('ends, with its store closed, while a keychain that was asked at its start gives no answer at all', async () => {
    await begin()
    await core.stop()
    const { folder, secrets } = core
    let asked = 0
    const silent = { ...secrets, get: () => ((asked += 1), new Promise<null>(() => {})) }
    const hanging = await world.openDesk({ folder, secrets: silent })
    await eventually(() => expect(asked).toBe(1))
    let hasEnded = false
    const ended = hanging.stop().then(() => (hasEnded = true))
    await world.time.advance(5_000)
    await eventually(() => expect(hasEnded).toBe(true))
    await ended
    await openDeskAgain()
    expect((await core.desk.app.status({})).ready).toBe(true)
  })

  it('tells news by the open question, without asking again and again [P8]', async () => {
    const taskId = await begin()
    await until(core.desk, 'the hub knows', async () => (await core.desk.sync.overview({})).lanes.length === 0)
    const asked = (): number => world.wire.reached.filter((call) => call === 'GET /v1/feed').length
    const before = asked()
    await world.hub.operator.withdrawTask(taskId, 'no longer needed')
    await untilState(core.desk, taskId, 'withdrawn')
    expect(asked() - before).toBeLessThanOrEqual(2)
  })
})

describe('when answers are lost', () => {
  it('the hub has a submission once and its receipt comes with the next try [O2] [R3]', async () => {
    const taskId = await begin()
    await write(core.desk, taskId, 'Clover, then wheat.')
    world.wire.next('/v1/operations', 'lose-answer', 'lose-answer')
    await core.desk.work.send({ taskId })
    await until(
      core.desk,
      'it is lost',
      async () => (await core.desk.sync.overview({})).hubs[0]?.state === 'unreachable',
    )
    await untilState(core.desk, taskId, 'received', world.time)
    expect((await receiptOf(taskId))?.verified).toBe(true)
    expect(await submissionsAtHub(world.hub, taskId)).toBe(1)
  })

  it('a request that arrives twice is entered once [O2]', async () => {
    const taskId = await begin()
    await write(core.desk, taskId, 'Clover, then wheat.')
    world.wire.next('/v1/operations', 'twice')
    await core.desk.work.send({ taskId })
    await untilState(core.desk, taskId, 'received')
    expect(await submissionsAtHub(world.hub, taskId)).toBe(1)
  })

  it('the receipt comes with the feed when no answer ever does [R3]', async () => {
    const taskId = await begin()
    await untilLanesAreEmpty()
    await write(core.desk, taskId, 'Clover, then wheat.')
    const { hub, wire } = world
    wire.answer('/v1/operations', async (request) => {
      await hub.fetch(request)
      throw new TypeError('fetch failed', { cause: new Error('ECONNRESET') })
    })
    await core.desk.work.send({ taskId })
    await untilState(core.desk, taskId, 'received')
    expect((await receiptOf(taskId))?.verified).toBe(true)
    expect((await core.desk.sync.overview({})).lanes).toEqual([])
  })

  it('an answer that comes after the feed has brought the review puts nothing back [S5]', async () => {
    const taskId = await begin(2)
    await untilLanesAreEmpty()
    await write(core.desk, taskId, 'Clover, then wheat.')
    const { hub, wire } = world
    const late = Promise.withResolvers<void>()
    wire.answer('/v1/operations', async (request) => {
      const answer = await hub.fetch(request)
      await late.promise
      return answer
    })
    const { submissionId } = await core.desk.work.send({ taskId })
    await until(core.desk, 'the hub has it', async () => (await submissionsAtHub(hub, taskId)) === 1)
    await hub.operator.review({ submissionId, decision: 'accepted' })
    await untilState(core.desk, taskId, 'accepted')
    wire.answer('/v1/operations', undefined)
    late.resolve()
    // The desk pushes one thing after the other: once the next is done, the late answer has been dealt with.
    const [, second] = (await core.desk.tasks.list({ sort: 'title' })).rows
    await core.desk.tasks.take({ taskId: second?.id ?? '' })
    await untilLanesAreEmpty()
    expect(await stateOf(core.desk, taskId)).toBe('accepted')
    expect((await core.desk.tasks.get({ taskId })).submissions[0]?.state).toBe('accepted')
  })

  it('a page that is cut off in the middle is asked for again and stored once [P2]', async () => {
    await world.hub.operator.importTasks(contents(20))
    world.wire.next('/v1/feed', 'cut-answer', 'lose-answer', 'lose-request')
    await core.desk.setup.enrol({ address: HUB_ADDRESS, code: world.code })
    await until(core.desk, 'all are there', async () => (await core.desk.tasks.list({})).total === 20, world.time)
  })

  it('a question for the next page that the desk itself took back is no failure of the hub [O8]', async () => {
    await world.hub.operator.importTasks(contents(300))
    let asked = 0
    world.wire.answer('/v1/feed', async (request) => {
      asked += 1
      // It is on its way while the page before is stored; then the expert wants to be connected anew.
      if (asked === 2) await core.desk.sync.now({})
      return world.hub.fetch(request)
    })
    await core.desk.setup.enrol({ address: HUB_ADDRESS, code: world.code })
    await until(core.desk, 'all are there', async () => (await core.desk.tasks.list({})).total === 300)
    expect(asked).toBeGreaterThan(2)
    expect(core.logged.filter(({ event }) => event === 'hub-call-failed')).toEqual([])
  })

  it('an enrolment whose answer was lost succeeds when it is tried again [E2]', async () => {
    world.wire.next('/v1/enrol', 'lose-answer')
    const input = { address: HUB_ADDRESS, code: world.code }
    await expect(core.desk.setup.enrol(input)).rejects.toMatchObject({ code: 'UNREACHABLE' })
    await expect(core.desk.setup.enrol(input)).resolves.toMatchObject({ hubName: 'Test hub', expertName: 'Ada Field' })
  })
})

it('an enrolment whose answer finds no room on the disk succeeds with the same code when there is room [E2]', async () => {
  const db = new Database(join(core.folder, 'desk.db'))
  db.exec(`CREATE TRIGGER full BEFORE INSERT ON hubs BEGIN SELECT RAISE(ABORT, 'no room'); END`)
  const input = { address: HUB_ADDRESS, code: world.code }
  await expect(core.desk.setup.enrol(input)).rejects.toThrow(/./)
  db.exec('DROP TRIGGER full')
  db.close()
  await expect(core.desk.setup.enrol(input)).resolves.toMatchObject({ hubName: 'Test hub', expertName: 'Ada Field' })
})

describe('the outbox', () => {
  it('keeps what was sent through a crash, in its order, and sends it once afterwards [O1] [O4]', async () => {
    const taskId = await begin()
    world.wire.setDown(true)
    await write(core.desk, taskId, 'Clover, then wheat.')
    await core.desk.work.send({ taskId })
    await core.stop()
    await openDeskAgain()
    expect(['ready', 'sent']).toContain(await stateOf(core.desk, taskId))
    world.wire.setDown(false)
    await untilState(core.desk, taskId, 'received', world.time)
    expect(await submissionsAtHub(world.hub, taskId)).toBe(1)
  })

  it('lets no lane hold up another when the answer to one says what this desk does not know [H2] [O5]', async () => {
    const first = await begin(2)
    const second = (await core.desk.tasks.list({ sort: 'title' })).rows[1]?.id ?? ''
    await until(core.desk, 'nothing waits', async () => (await core.desk.sync.overview({})).lanes.length === 0)
    // A newer hub, of the same protocol, has found another reason to refuse.
    world.wire.answer('/v1/operations', async (request) => {
      const answer = PushOutput.parse(await (await world.hub.fetch(request)).json())
      const results = answer.results.map((result) =>
        result.outcome === 'done' && result.assignment?.state === 'declined'
          ? { id: result.id, outcome: 'refused', code: 'asked-too-often', message: 'No.' }
          : result,
      )
      return Response.json({ results })
    })
    await core.desk.sync.setOffline({ offline: true })
    await core.desk.tasks.decline({ taskId: first })
    await core.desk.tasks.take({ taskId: second })
    await write(core.desk, second, 'Clover, then wheat.')
    await core.desk.work.send({ taskId: second })
    await core.desk.sync.setOffline({ offline: false })
    await untilState(core.desk, second, 'received', world.time)
    expect((await core.desk.sync.overview({})).lanes).toMatchObject([
      { taskId: first, kind: 'decline', state: 'later' },
    ])
  })

  it('lets no lane hold up another when the hub refuses one [O5] [O6]', async () => {
    const first = await begin(3)
    const [, second, third] = (await core.desk.tasks.list({ sort: 'title' })).rows
    await untilLanesAreEmpty()
    // What the desk thinks is enough, the hub does not: its task is another one by now.
    await world.hub.db.query(
      `update tasks set content = replace(content::text, '"minWords":2', '"minWords":200')::json where id = $1`,
      [first],
    )
    await core.desk.sync.setOffline({ offline: true })
    for (const id of [first, second?.id ?? '', third?.id ?? '']) {
      if (id !== first) await core.desk.tasks.take({ taskId: id })
      await write(core.desk, id, 'Clover, then wheat.')
      await core.desk.work.send({ taskId: id })
    }
    await core.desk.sync.setOffline({ offline: false })
    await untilState(core.desk, second?.id ?? '', 'received')
    await untilState(core.desk, third?.id ?? '', 'received')
    // The feed may bring the two receipts before the answer to the sending is here.
    const [lane] = await until(core.desk, 'one lane is left', async () => {
      const { lanes } = await core.desk.sync.overview({})
      return lanes.length === 1 && lanes[0]?.state !== 'sending' && lanes
    })
    expect(lane).toMatchObject({
      taskId: first,
      state: 'quarantined',
      reason: { code: 'bad-content', action: 'edit' },
    })
    // The one action that helps: take it back, mend it, send it again.
    await core.desk.work.undoSend({ taskId: first })
    await write(core.desk, first, 'word '.repeat(200))
    await core.desk.work.send({ taskId: first })
    await untilState(core.desk, first, 'received')
  })

  it('sends operations one by one when the hub fails on all of them together [O5]', async () => {
    const first = await begin(2)
    const second = (await core.desk.tasks.list({ sort: 'title' })).rows[1]?.id ?? ''
    await untilLanesAreEmpty()
    await core.desk.sync.setOffline({ offline: true })
    for (const id of [first, second]) {
      if (id === second) await core.desk.tasks.take({ taskId: id })
      await write(core.desk, id, `Clover, then wheat. ${id === first ? 'POISON' : ''}`)
      await core.desk.work.send({ taskId: id })
    }
    world.wire.answer('/v1/operations', async (request) => {
      const text = await request.clone().text()
      if (text.includes('POISON'))
        return Response.json({ defined: false, code: 'INTERNAL_SERVER_ERROR', message: 'x' }, { status: 500 })
      return world.hub.fetch(request)
    })
    await core.desk.sync.setOffline({ offline: false })
    await untilState(core.desk, second, 'received')
    expect(await stateOf(core.desk, first)).toBe('sent')
  })

  it('keeps the order of a lane also when its first operation is what the hub fails on [O4] [O5]', async () => {
    await begin(2)
    const taskId = (await core.desk.tasks.list({ sort: 'title' })).rows[1]?.id ?? ''
    await untilLanesAreEmpty()
    await core.desk.sync.setOffline({ offline: true })
    await core.desk.tasks.take({ taskId })
    await write(core.desk, taskId, 'Clover, then wheat.')
    await core.desk.work.send({ taskId })
    const entered: string[] = []
    let failures = 0
    world.wire.answer('/v1/operations', async (request) => {
      const { operations } = (await request.clone().json()) as { operations: { kind: string }[] }
      const kinds = operations.map(({ kind }) => kind)
      // Once with all together, and once alone.
      if (kinds.includes('take') && failures++ < 2)
        return Response.json({ defined: false, code: 'INTERNAL_SERVER_ERROR', message: 'x' }, { status: 500 })
      entered.push(...kinds)
      return world.hub.fetch(request)
    })
    await core.desk.sync.setOffline({ offline: false })
    await untilState(core.desk, taskId, 'received', world.time)
    await untilLanesAreEmpty()
    expect(entered).toEqual(['take', 'submit'])
  })

  it('lets a sending be taken back before it leaves, and not after [O7]', async () => {
    const taskId = await begin()
    await untilLanesAreEmpty()
    await core.desk.sync.setOffline({ offline: true })
    await write(core.desk, taskId, 'Clover, then wheat.')
    await core.desk.work.send({ taskId })
    await core.desk.work.undoSend({ taskId })
    expect(await stateOf(core.desk, taskId)).toBe('drafting')
    await core.desk.work.send({ taskId })
    await core.desk.sync.setOffline({ offline: false })
    await untilState(core.desk, taskId, 'received')
    await expect(core.desk.work.undoSend({ taskId })).rejects.toMatchObject({ code: 'WRONG_STATE' })
    expect(await submissionsAtHub(world.hub, taskId)).toBe(1)
  })

  it('sends nothing and asks nothing while offline by choice [O9]', async () => {
    const taskId = await begin()
    await untilLanesAreEmpty()
    await core.desk.sync.setOffline({ offline: true })
    await until(core.desk, 'it says so', async () => (await core.desk.sync.overview({})).hubs[0]?.state === 'offline')
    const before = world.wire.reached.length
    await write(core.desk, taskId, 'Clover, then wheat.')
    await core.desk.work.send({ taskId })
    await core.desk.sync.now({})
    await world.time.advance(3_600_000)
    expect(world.wire.reached.length).toBe(before)
    expect((await core.desk.sync.overview({})).waiting.tasks).toBe(1)
  })

  it('sends nothing more once one is offline by choice, also of what goes one by one [O9] [O5]', async () => {
    await world.hub.operator.importTasks(contents(4))
    const ids = (await world.enrol(core.desk, 4)).map(({ id }) => id)
    await core.desk.sync.setOffline({ offline: true })
    for (const taskId of ids) await core.desk.tasks.take({ taskId })
    const sent: number[] = []
    world.wire.answer('/v1/operations', async (request) => {
      const { operations } = (await request.clone().json()) as { operations: object[] }
      sent.push(operations.length)
      if (operations.length > 1)
        return Response.json({ defined: false, code: 'INTERNAL_SERVER_ERROR', message: 'x' }, { status: 500 })
      const answer = await world.hub.fetch(request)
      if (sent.length === 2) await core.desk.sync.setOffline({ offline: true })
      return answer
    })
    await core.desk.sync.setOffline({ offline: false })
    const lanes = async () => (await core.desk.sync.overview({})).lanes.length
    await until(core.desk, 'the first is stored', async () => (await lanes()) === 3)
    await world.time.advance(3_600_000)
    expect(sent).toEqual([4, 1])
    await core.desk.sync.setOffline({ offline: false })
    await until(core.desk, 'all are there', async () => (await lanes()) === 0, world.time)
  })

  it('does not wait for months because the clock was ahead when the hub asked to wait [O8]', async () => {
    const taskId = await begin()
    await untilLanesAreEmpty()
    const right = world.time.now()
    world.time.setWall(right + 60 * 86_400_000)
    world.wire.answer('/v1/operations', async (request) => {
      const { operations } = (await request.json()) as { operations: { id: string }[] }
      return Response.json({ results: operations.map(({ id }) => ({ id, outcome: 'later', code: 'busy' })) })
    })
    await write(core.desk, taskId, 'Clover, then wheat.')
    await core.desk.work.send({ taskId })
    const waits = async () => (await core.desk.sync.overview({})).lanes[0]?.nextAttemptAt !== undefined
    await until(core.desk, 'the lane waits', waits)
    world.time.setWall(right)
    world.wire.answer('/v1/operations', undefined)
    await world.time.advance(3_600_000)
    await untilState(core.desk, taskId, 'received', world.time)
  })

  it('waits longer after each failure, and the expert’s wish ends the wait [O8]', async () => {
    const taskId = await begin()
    await untilLanesAreEmpty()
    world.wire.setDown(true)
    await write(core.desk, taskId, 'Clover, then wheat.')
    await core.desk.work.send({ taskId })
    for (let i = 0; i < 12; i++) await world.time.advance(120_000)
    world.wire.setDown(false)
    await core.desk.sync.now({})
    await untilState(core.desk, taskId, 'received')
  })
})

async function untilLanesAreEmpty(): Promise<void> {
  await until(core.desk, 'nothing waits', async () => (await core.desk.sync.overview({})).lanes.length === 0)
}
