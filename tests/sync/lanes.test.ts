import { describe, expect, it } from 'vitest'
import type { LaneView } from '../../src/shared/contract/desk-views.ts'
import { until } from '../support/core/until.ts'
import { taskContent } from '../support/hub/fixtures.ts'
import { contents, HUB_ADDRESS, stateOf, submissionsAtHub, untilState, write } from '../support/sync/desk-and-hub.ts'
import { core, deskAndHubForEachTest, world } from '../support/sync/for-each-test.ts'

/** Lanes that do not move: why, and that the one thing offered helps. */

const DAY = 86_400_000
deskAndHubForEachTest()

/** Enrols with `n` tasks and takes them all. */
async function begin(n = 1, content: ReturnType<typeof taskContent>[] = contents(n)): Promise<string[]> {
  await world.hub.operator.importTasks(content)
  const rows = await world.enrol(core.desk, n)
  for (const { id } of rows) await core.desk.tasks.take({ taskId: id })
  await settled()
  return rows.map(({ id }) => id)
}

async function settled(): Promise<void> {
  await until(
    core.desk,
    'the hub knows',
    async () => (await core.desk.sync.overview({})).lanes.length === 0,
    world.time,
  )
}

async function untilHeld(taskId: string): Promise<LaneView> {
  return until(
    core.desk,
    'it is held back',
    async () => {
      const { lanes } = await core.desk.sync.overview({})
      return lanes.find((lane) => lane.taskId === taskId && lane.state === 'quarantined')
    },
    world.time,
  )
}

/** Has the hub refuse the operations of some tasks, and leave the others as they are. */
function refuse(
  code: string,
  of: (operation: { taskId: string; kind: string }) => boolean,
  more: object = {},
  beforeAnswer: () => Promise<unknown> = () => Promise.resolve(),
): void {
  world.wire.answer('/v1/operations', async (request) => {
    const { operations } = (await request.json()) as { operations: { id: string; taskId: string; kind: string }[] }
    const others = operations.filter((operation) => !of(operation))
    const init = { method: 'POST', headers: request.headers, body: JSON.stringify({ operations: others }) }
    const done =
      others.length === 0
        ? []
        : ((await (await world.hub.fetch(new Request(request.url, init))).json()) as { results: object[] }).results
    const refused = operations
      .filter(of)
      .map(({ id }) => ({ id, outcome: 'refused', code, message: 'for a test', ...more }))
    await beforeAnswer()
    return Response.json({ results: [...done, ...refused] })
  })
}

describe('a submission that the hub refuses', () => {
  it('for what is in one field leads to that field, is mended and sent, and holds nothing else up [V1] [O5] [O6]', async () => {
    const [a = '', b = '', c = ''] = await begin(3)
    refuse('bad-content', ({ taskId, kind }) => taskId === b && kind === 'submit', { field: 'answer' })
    for (const taskId of [a, b, c]) {
      await write(core.desk, taskId, 'Clover, then wheat.')
      await core.desk.work.send({ taskId })
    }
    const lane = await untilHeld(b)
    expect(lane.reason).toMatchObject({ code: 'bad-content', action: 'edit', field: 'answer' })
    for (const taskId of [a, c]) await untilState(core.desk, taskId, 'received', world.time)
    world.wire.answer('/v1/operations', undefined)
    expect(await core.desk.work.undoSend({ taskId: b })).toMatchObject({ state: 'drafting' })
    await write(core.desk, b, 'Red clover, then wheat.')
    await core.desk.work.send({ taskId: b })
    await untilState(core.desk, b, 'received', world.time)
    expect(await submissionsAtHub(world.hub, b)).toBe(1)
  })

  it('because a real check fails names the field that it is about [V1]', async () => {
    const fields = [
      { kind: 'text' as const, key: 'name', label: 'Name', required: false },
      { kind: 'markdown' as const, key: 'answer', label: 'Your plan', maxWords: 3 },
    ]
    const [taskId = ''] = await begin(1, [taskContent({ fields })])
    // The desk's own check lets it pass here: its copy of the task is an older one.
    await world.hub.db.query(`update tasks set content = replace(content, '"maxWords":3', '"maxWords":2')`)
    await write(core.desk, taskId, 'Clover, then wheat.')
    await core.desk.work.send({ taskId })
    const lane = await untilHeld(taskId)
    expect(lane.reason).toMatchObject({ action: 'edit', field: 'answer', text: expect.stringContaining('At most 2') })
  })

  it('for its size leads to the longest part of it [V1]', async () => {
    const fields = [
      { kind: 'markdown' as const, key: 'short', label: 'Short' },
      { kind: 'markdown' as const, key: 'long', label: 'Long' },
    ]
    const [taskId = ''] = await begin(1, [taskContent({ fields })])
    refuse('too-large', () => true)
    await write(core.desk, taskId, 'A few words.', 'short')
    await write(core.desk, taskId, 'Many more words. '.repeat(50), 'long')
    await core.desk.work.send({ taskId })
    expect((await untilHeld(taskId)).reason).toMatchObject({ code: 'too-large', action: 'shorten', field: 'long' })
  })

  it('for its number goes again under a new one, once [V1] [O3]', async () => {
    const [taskId = ''] = await begin()
    refuse('key-reused', ({ kind }) => kind === 'submit')
    await write(core.desk, taskId, 'Clover, then wheat.')
    const { submissionId } = await core.desk.work.send({ taskId })
    const held = await untilHeld(taskId)
    expect(held.reason?.action).toBe('resend')
    world.wire.answer('/v1/operations', undefined)
    await core.desk.work.resend({ taskId, operationId: held.id })
    await untilState(core.desk, taskId, 'received', world.time)
    const [now, ...before] = (await core.desk.tasks.get({ taskId })).submissions
    expect(before).toEqual([])
    expect(now?.id).not.toBe(submissionId)
    expect(now?.receipt?.verified).toBe(true)
  })

  it('can be tried again with all the others that are held back [V1]', async () => {
    const tasks = await begin(3)
    refuse('unknown-task', ({ kind }) => kind === 'submit')
    for (const taskId of tasks) {
      await write(core.desk, taskId, 'Clover, then wheat.')
      await core.desk.work.send({ taskId })
    }
    for (const taskId of tasks) expect((await untilHeld(taskId)).reason?.action).toBe('retry')
    world.wire.answer('/v1/operations', undefined)
    await core.desk.sync.retryAll({})
    for (const taskId of tasks) await untilState(core.desk, taskId, 'received', world.time)
  })
})

/** Enrols with one task, whose taking the hub refuses. */
async function takeRefused(): Promise<LaneView> {
  await world.hub.operator.importTasks(contents(1))
  const taskId = (await world.enrol(core.desk, 1))[0]?.id ?? ''
  refuse('not-possible', ({ kind }) => kind === 'take')
  await core.desk.tasks.take({ taskId })
  return untilHeld(taskId)
}

describe('something else that the hub refuses', () => {
  it('holds back no work, and is settled by it [V2] [O4]', async () => {
    const { taskId, reason } = await takeRefused()
    expect(reason).toMatchObject({ action: 'put-aside' })
    await write(core.desk, taskId, 'Clover, then wheat.')
    await core.desk.work.send({ taskId })
    await untilState(core.desk, taskId, 'received', world.time)
    expect((await core.desk.sync.overview({})).lanes).toEqual([])
  })

  it('is settled by work whose receipt the feed brings, too, because the answer was lost [V2] [O4]', async () => {
    const { taskId } = await takeRefused()
    world.wire.answer('/v1/operations', async (request) => {
      await world.hub.fetch(request)
      throw new Error('the answer is lost')
    })
    await write(core.desk, taskId, 'Clover, then wheat.')
    await core.desk.work.send({ taskId })
    await untilState(core.desk, taskId, 'received', world.time)
    expect((await core.desk.sync.overview({})).lanes).toEqual([])
  })

  it('does not stay when the feed brings the receipt before the refusal is here [V2] [O4]', async () => {
    await world.hub.operator.importTasks(contents(1))
    const taskId = (await world.enrol(core.desk, 1))[0]?.id ?? ''
    await core.desk.sync.setOffline({ offline: true })
    await core.desk.tasks.take({ taskId })
    await write(core.desk, taskId, 'Clover, then wheat.')
    await core.desk.work.send({ taskId })
    const byFeed = () => untilState(core.desk, taskId, 'received', world.time)
    refuse('not-possible', ({ kind }) => kind === 'take', {}, byFeed)
    await core.desk.sync.setOffline({ offline: false })
    await settled()
    expect(await stateOf(core.desk, taskId)).toBe('received')
  })

  it('leaves the draft writable when nothing waited behind it [V2]', async () => {
    const { taskId, id: operationId } = await takeRefused()
    await write(core.desk, taskId, 'Clover, then wheat.')
    expect(await core.desk.work.putAside({ taskId, operationId })).toMatchObject({ state: 'drafting' })
    expect((await core.desk.sync.overview({})).lanes).toEqual([])
    await expect(core.desk.work.putAside({ taskId, operationId })).rejects.toMatchObject({ code: 'WRONG_STATE' })
  })

  it('is put aside alone, where more of the same task was refused [V1] [V2]', async () => {
    const { taskId } = await takeRefused()
    refuse('not-possible', ({ kind }) => kind === 'extend')
    await core.desk.work.askMoreTime({ taskId, until: world.time.now() + 30 * DAY })
    const lanesNow = async () => (await core.desk.sync.overview({})).lanes
    const [take, extend] = await until(
      core.desk,
      'both are held back',
      async () => {
        const lanes = await lanesNow()
        return lanes.length === 2 && lanes.every(({ state }) => state === 'quarantined') && lanes
      },
      world.time,
    )
    await core.desk.work.putAside({ taskId, operationId: extend?.id ?? '' })
    expect(await lanesNow()).toMatchObject([{ id: take?.id, kind: 'take', state: 'quarantined' }])
    expect(await stateOf(core.desk, taskId)).toBe('taken')
  })

  it('is left alone by work that goes again under a new number [V1] [V2]', async () => {
    const { taskId } = await takeRefused()
    await write(core.desk, taskId, 'Clover, then wheat.')
    refuse('key-reused', ({ kind }) => kind === 'submit')
    await core.desk.work.send({ taskId })
    const held = await until(
      core.desk,
      'the work is held back',
      async () => {
        const { lanes } = await core.desk.sync.overview({})
        return lanes.find(({ kind, state }) => kind === 'submit' && state === 'quarantined')
      },
      world.time,
    )
    world.wire.answer('/v1/operations', undefined)
    await core.desk.work.resend({ taskId, operationId: held.id })
    await untilState(core.desk, taskId, 'received', world.time)
    expect((await core.desk.sync.overview({})).lanes).toEqual([])
  })

  it('never puts a submission aside [V2]', async () => {
    const [taskId = ''] = await begin()
    refuse('bad-content', ({ kind }) => kind === 'submit')
    await write(core.desk, taskId, 'Clover, then wheat.')
    await core.desk.work.send({ taskId })
    const { id: operationId } = await untilHeld(taskId)
    await expect(core.desk.work.putAside({ taskId, operationId })).rejects.toMatchObject({ code: 'WRONG_STATE' })
  })
})

describe('more time', () => {
  it('is asked for offline and agreed by the hub, which says what it agrees to [V3]', async () => {
    const [taskId = ''] = await begin()
    await write(core.desk, taskId, 'Clover, then wheat.')
    const before = (await core.desk.tasks.get({ taskId })).row.dueAt ?? 0
    await core.desk.sync.setOffline({ offline: true })
    await world.time.advance(6.5 * DAY)
    expect((await core.desk.sync.overview({})).unsent).toMatchObject([{ taskId, why: 'soon', isAsked: false }])
    await world.time.advance(DAY)
    expect((await core.desk.sync.overview({})).unsent).toMatchObject([{ taskId, why: 'late', dueAt: before }])
    const wish = world.time.now() + 5 * DAY
    await core.desk.work.askMoreTime({ taskId, until: wish, reason: 'The harvest.' })
    expect((await core.desk.sync.overview({})).unsent).toMatchObject([{ taskId, isAsked: true }])
    await expect(core.desk.work.askMoreTime({ taskId, until: wish })).rejects.toMatchObject({ code: 'WRONG_STATE' })
    await core.desk.sync.setOffline({ offline: false })
    await settled()
    expect((await core.desk.tasks.get({ taskId })).row.dueAt).toBe(wish)
    const kept = await world.hub.db.query('select reason from assignments where task_id = $1', [taskId])
    expect(kept).toEqual([{ reason: 'The harvest.' }])
    const overview = await core.desk.sync.overview({})
    expect(overview.unsent).toEqual([])
    expect((await core.desk.app.status({})).notices).toMatchObject([{ text: expect.stringContaining('agrees to') }])
    await core.desk.work.send({ taskId })
    await untilState(core.desk, taskId, 'received', world.time)
    expect((await core.desk.tasks.get({ taskId })).submissions[0]?.receipt).toMatchObject({ late: false })
  })

  it('is asked for anew where the hub has refused it, in place of the wish before [V3]', async () => {
    const [taskId = ''] = await begin()
    refuse('not-possible', ({ kind }) => kind === 'extend')
    await core.desk.work.askMoreTime({ taskId, until: world.time.now() + 9 * DAY })
    await untilHeld(taskId)
    world.wire.answer('/v1/operations', undefined)
    const day = world.time.now() + 10 * DAY
    await core.desk.work.askMoreTime({ taskId, until: day })
    await settled()
    expect((await core.desk.tasks.get({ taskId })).row.dueAt).toBe(day)
  })

  it('beyond two leases is agreed as far as the programme allows, and said so [V3]', async () => {
    const [taskId = ''] = await begin()
    await core.desk.work.askMoreTime({ taskId, until: world.time.now() + 100 * DAY })
    await settled()
    const dueAt = (await core.desk.tasks.get({ taskId })).row.dueAt ?? 0
    expect((dueAt - world.time.now()) / DAY).toBeCloseTo(14, 1)
    const [notice] = (await core.desk.app.status({})).notices
    expect(notice?.text).toMatch(/not the day you asked for/)
  })

  it('for a task that was withdrawn meanwhile is agreed by nobody, and nothing says so [V3]', async () => {
    const [taskId = ''] = await begin()
    await core.desk.sync.setOffline({ offline: true })
    await core.desk.work.askMoreTime({ taskId, until: world.time.now() + 10 * DAY })
    await world.hub.operator.withdrawTask(taskId, 'The customer left.')
    await core.desk.sync.setOffline({ offline: false })
    await settled()
    await untilState(core.desk, taskId, 'withdrawn', world.time)
    expect((await core.desk.app.status({})).notices).toEqual([])
  })

  it('is not asked for what is sent, nor for a day that is over [V3]', async () => {
    const [taskId = ''] = await begin()
    const past = core.desk.work.askMoreTime({ taskId, until: world.time.now() })
    await expect(past).rejects.toMatchObject({ data: { text: expect.stringContaining('still to come') } })
    await write(core.desk, taskId, 'Clover, then wheat.')
    await core.desk.work.send({ taskId })
    const sent = core.desk.work.askMoreTime({ taskId, until: world.time.now() + DAY })
    await expect(sent).rejects.toMatchObject({ data: { text: expect.stringContaining('not sent yet') } })
  })
})

describe('a task that was withdrawn in the middle of writing', () => {
  it('is sent as it is, finished or not, and the hub takes and marks it [V4] [S2]', async () => {
    const fields = [
      { kind: 'markdown' as const, key: 'answer', label: 'Your plan', minWords: 100 },
      { kind: 'likert' as const, key: 'trust', label: 'How sure?', low: 'guess', high: 'certain' },
    ]
    const [taskId = ''] = await begin(1, [taskContent({ fields })])
    await write(core.desk, taskId, 'Clover, then')
    await world.hub.operator.withdrawTask(taskId, 'The customer left.')
    await untilState(core.desk, taskId, 'withdrawn', world.time)
    expect((await core.desk.sync.overview({})).unsent).toMatchObject([{ taskId, why: 'withdrawn' }])
    expect((await core.desk.tasks.get({ taskId })).canSendAsItIs).toBe(true)
    await core.desk.work.send({ taskId })
    await untilState(core.desk, taskId, 'received', world.time)
    expect((await core.desk.sync.overview({})).unsent).toEqual([])
    const rows = await world.hub.db.query('select withdrawn from submissions where task_id = $1', [taskId])
    expect(rows).toEqual([{ withdrawn: true }])
  })

  it('is withdrawn again when the sending is taken back before it left [V4]', async () => {
    const [taskId = ''] = await begin()
    await write(core.desk, taskId, 'Clover, then wheat.')
    await world.hub.operator.withdrawTask(taskId, 'The customer left.')
    await untilState(core.desk, taskId, 'withdrawn', world.time)
    await core.desk.sync.setOffline({ offline: true })
    await core.desk.work.send({ taskId })
    expect(await core.desk.work.undoSend({ taskId })).toMatchObject({ state: 'withdrawn' })
  })

  it('with nothing written has nothing to send [V4]', async () => {
    const [taskId = ''] = await begin()
    await world.hub.operator.withdrawTask(taskId, 'The customer left.')
    await untilState(core.desk, taskId, 'withdrawn', world.time)
    expect((await core.desk.tasks.get({ taskId })).canSendAsItIs).toBe(false)
    await expect(core.desk.work.send({ taskId })).rejects.toMatchObject({ code: 'WRONG_STATE' })
    expect(await stateOf(core.desk, taskId)).toBe('withdrawn')
  })
})

describe('lanes of a hub that no longer knows this device', () => {
  it('say that signing in helps, and go out in their order after it [V1] [E4]', async () => {
    const [a = '', b = ''] = await begin(2)
    await world.hub.operator.revoke(world.expertId)
    for (const taskId of [a, b]) {
      await write(core.desk, taskId, 'Clover, then wheat.')
      await core.desk.work.send({ taskId })
    }
    const lanes = await until(core.desk, 'the hub has said so', async () => {
      const found = (await core.desk.sync.overview({})).lanes
      return found.length === 2 && found.every(({ reason }) => reason?.action === 'sign-in') && found
    })
    expect(lanes[0]?.reason?.text).toMatch(/signed in with this hub again/)
    const again = await world.hub.operator.makeCode(world.expertId)
    await core.desk.setup.enrol({ address: HUB_ADDRESS, code: again.code })
    for (const taskId of [a, b]) await untilState(core.desk, taskId, 'received', world.time)
  })
})

describe('work that met no network', () => {
  /** As `fetch` fails: while it connects, or on a connection that stood. */
  const failBy = (syscall: string) => () => {
    throw new TypeError('fetch failed', {
      cause: Object.assign(new Error('failed'), { code: 'EHOSTUNREACH', syscall }),
    })
  }

  async function untilTried(): Promise<void> {
    await until(
      core.desk,
      'it was tried',
      async () => (await core.desk.sync.overview({})).hubs[0]?.state === 'unreachable',
      world.time,
    )
  }

  it('has not left, waits, and can be taken back [O7]', async () => {
    const [taskId = ''] = await begin()
    await write(core.desk, taskId, 'Clover, then wheat.')
    world.wire.answer('/v1/operations', failBy('connect'))
    await core.desk.work.send({ taskId })
    await untilTried()
    expect(await stateOf(core.desk, taskId)).toBe('ready')
    expect(await core.desk.work.undoSend({ taskId })).toMatchObject({ state: 'drafting' })
    // Its answer may have been lost, or another window has asked: it is said again, and not that the work has left.
    expect(await core.desk.work.undoSend({ taskId })).toMatchObject({ state: 'drafting' })
    world.wire.answer('/v1/operations', undefined)
    await write(core.desk, taskId, 'Clover, then rye.')
    await core.desk.work.send({ taskId })
    await untilState(core.desk, taskId, 'received', world.time)
    expect(await submissionsAtHub(world.hub, taskId)).toBe(1)
    await expect(core.desk.work.undoSend({ taskId })).rejects.toMatchObject({ code: 'WRONG_STATE' })
  })

  it('stays sent where the line broke later, also when the next try meets no network [O7]', async () => {
    const [taskId = ''] = await begin()
    await write(core.desk, taskId, 'Clover, then wheat.')
    world.wire.answer('/v1/operations', failBy('read'))
    await core.desk.work.send({ taskId })
    await untilTried()
    world.wire.answer('/v1/operations', failBy('connect'))
    await core.desk.sync.now({})
    await world.time.advance(60_000)
    expect(await stateOf(core.desk, taskId)).toBe('sent')
    await expect(core.desk.work.undoSend({ taskId })).rejects.toMatchObject({ code: 'WRONG_STATE' })
    world.wire.answer('/v1/operations', undefined)
    await core.desk.sync.now({})
    await untilState(core.desk, taskId, 'received', world.time)
  })
})

describe('lanes of a hub that is not reached for days', () => {
  it('say that the way by hand is open, and go out by themselves when it is back [V1] [O8]', async () => {
    const [taskId = ''] = await begin()
    await write(core.desk, taskId, 'Clover, then wheat.')
    world.wire.setDown(true)
    await core.desk.work.send({ taskId })
    await until(
      core.desk,
      'it is unreachable',
      async () => (await core.desk.sync.overview({})).hubs[0]?.state === 'unreachable',
      world.time,
    )
    expect((await core.desk.sync.overview({})).lanes[0]?.reason?.action).not.toBe('carry')
    await world.time.advance(3 * DAY)
    const [lane] = (await core.desk.sync.overview({})).lanes
    expect(lane?.reason).toMatchObject({
      action: 'carry',
      text: expect.stringContaining('not been reached for 3 days'),
    })
    world.wire.setDown(false)
    await core.desk.sync.now({})
    await untilState(core.desk, taskId, 'received', world.time)
  })
})

describe('a change that could not be read', () => {
  it('is kept with what it said, when it came and what is wrong with it [V5] [P4]', async () => {
    await world.hub.operator.importTasks(contents(2))
    world.wire.answer('/v1/feed', async (request) => {
      const text = await (await world.hub.fetch(request)).text()
      return new Response(text.replaceAll('"title":"Task 0002"', '"title":7'))
    })
    await world.enrol(core.desk, 1)
    const [change] = await core.desk.sync.refusedChanges({})
    expect(change).toMatchObject({ kind: 'task', hubName: 'Test hub', reason: expect.stringContaining('title') })
    if (change === undefined) throw new Error('no change was kept')
    const { hubId, kind, entityId } = change
    const { text } = await core.desk.sync.refusedChange({ hubId, kind, entityId })
    expect(JSON.parse(text)).toMatchObject({ id: entityId, title: 7 })
    expect(change.bytes).toBe(Buffer.byteLength(text))
    await expect(core.desk.sync.refusedChange({ hubId, kind: 'batch', entityId })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
  })
})
