import { generateKeyPairSync, sign } from 'node:crypto'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { type Change, type FeedPage, PROTOCOL, PROTOCOL_HEADER } from '../../src/shared/contract/hub.ts'
import { linesToPage } from '../../src/shared/rules/feed-lines.ts'
import { pageToLines } from '../support/sync/page-to-lines.ts'
import { testId } from '../support/core/tasks.ts'
import { until } from '../support/core/until.ts'
import { cutStream } from '../support/core/wire.ts'
import { taskContent } from '../support/hub/fixtures.ts'
import { contents, HUB_ADDRESS, stateOf, untilState, write } from '../support/sync/desk-and-hub.ts'
import { core, deskAndHubForEachTest, world } from '../support/sync/for-each-test.ts'

/** Hubs that are wrong, old, new, hostile or changed; always in front of a real one. */

deskAndHubForEachTest()

const input = () => ({ address: HUB_ADDRESS, code: world.code })
const html = () =>
  new Response('<html>Please sign in to the hotel network</html>', { headers: { 'content-type': 'text/html' } })

describe('enrolling', () => {
  it.each([
    ['', 'BAD_ADDRESS', /Enter the address/],
    ['not an address', 'BAD_ADDRESS', /not an address/],
    ['ftp://hub.example.org', 'BAD_ADDRESS', /begins with https/],
    ['http://hub.example.org', 'BAD_ADDRESS', /others on the way can read/],
    ['https://me:secret@hub.example.org', 'BAD_ADDRESS', /name or password/],
  ])('with the address “%s” is refused in words that help', async (address, code, text) => {
    const problem = await core.desk.setup.enrol({ address, code: world.code }).catch((error: unknown) => error)
    expect(problem).toMatchObject({ code, data: { text: expect.stringMatching(text) } })
  })

  it('tells a wrong, a used and an expired code apart [E1]', async () => {
    await expect(core.desk.setup.enrol({ ...input(), code: 'short' })).rejects.toMatchObject({
      data: { reason: 'form' },
    })
    await expect(core.desk.setup.enrol({ ...input(), code: '0000-0000-0000-0000' })).rejects.toMatchObject({
      data: { reason: 'unknown' },
    })
    await core.desk.setup.enrol(input())
    const other = await world.openDesk()
    await expect(other.desk.setup.enrol(input())).rejects.toMatchObject({ data: { reason: 'used' } })
    const late = await world.hub.operator.makeCode(world.expertId, 1)
    await world.time.advance(2 * 86_400_000)
    await expect(other.desk.setup.enrol({ ...input(), code: late.code })).rejects.toMatchObject({
      data: { reason: 'expired' },
    })
    expect((await other.desk.app.status({})).ready).toBe(false)
  })

  it('with something that is no hub says so', async () => {
    world.wire.answer('/', html)
    await expect(core.desk.setup.enrol(input())).rejects.toMatchObject({ code: 'NOT_A_HUB' })
    world.wire.answer('/', () => Response.json({ hubId: 'x' }))
    await expect(core.desk.setup.enrol(input())).rejects.toMatchObject({ code: 'NOT_A_HUB' })
    world.wire.answer('/', undefined)
    world.wire.setDown(true)
    await expect(core.desk.setup.enrol(input())).rejects.toMatchObject({ code: 'UNREACHABLE' })
  })

  it.each([
    [{ min: PROTOCOL + 1, max: PROTOCOL + 3 }, 'desk'],
    [{ min: 0, max: 0 }, 'hub'],
  ] as const)('with a hub that speaks %j says that the %s is to be updated [H1]', async (protocol, update) => {
    world.wire.answer('/v1/hub', async (request) => {
      const info = (await (await world.hub.fetch(request)).json()) as object
      return Response.json({ ...info, protocol: protocol.min === 0 ? { min: 1, max: 1 } : protocol })
    })
    world.wire.answer('/v1/enrol', () =>
      Response.json({ defined: true, code: 'UPGRADE_REQUIRED', message: '', data: protocol }, { status: 426 }),
    )
    await expect(core.desk.setup.enrol(input())).rejects.toMatchObject({ code: 'OTHER_VERSION', data: { update } })
  })

  it('sends the protocol with every call [H1]', async () => {
    const seen: (string | null)[] = []
    world.wire.answer('/', (request) => {
      seen.push(request.headers.get(PROTOCOL_HEADER))
      return world.hub.fetch(request)
    })
    await core.desk.setup.enrol(input())
    expect(seen.length).toBeGreaterThanOrEqual(2)
    expect(new Set(seen)).toEqual(new Set([String(PROTOCOL)]))
  })

  it('refuses a hub that has a known number and another key [E3]', async () => {
    await core.desk.setup.enrol(input())
    const again = await world.hub.operator.makeCode(world.expertId)
    const { publicKey } = generateKeyPairSync('ed25519')
    const forged = publicKey.export({ format: 'jwk' }).x
    world.wire.answer('/v1/enrol', async (request) => {
      const answer = (await (await world.hub.fetch(request)).json()) as { hub: object }
      return Response.json({ ...answer, hub: { ...answer.hub, publicKey: forged } })
    })
    await expect(core.desk.setup.enrol({ ...input(), code: again.code })).rejects.toMatchObject({
      code: 'NOT_A_HUB',
      data: { text: expect.stringMatching(/another key/) },
    })
  })
})

describe('a device whose access was withdrawn', () => {
  it('is told, keeps its work, and sends it after signing in again with a new code [E4]', async () => {
    await world.hub.operator.importTasks(contents(1))
    const taskId = (await world.enrol(core.desk, 1))[0]?.id ?? ''
    await core.desk.tasks.take({ taskId })
    await write(core.desk, taskId, 'Clover, then wheat.')
    await world.hub.operator.revoke(world.expertId)
    await core.desk.work.send({ taskId })
    const hub = await until(core.desk, 'it is signed out', async () => {
      const [view] = (await core.desk.sync.overview({})).hubs
      return view?.state === 'signed-out' && view
    })
    expect(hub.reason).toMatch(/new code/)
    expect((await core.desk.drafts.open({ taskId })).fields['answer']).toMatchObject({ text: 'Clover, then wheat.' })
    const again = await world.hub.operator.makeCode(world.expertId)
    await core.desk.setup.enrol({ address: HUB_ADDRESS, code: again.code })
    await untilState(core.desk, taskId, 'received', world.time)
  })
})

describe('a feed', () => {
  /** Changes what the hub answers to questions for the feed, until told otherwise. */
  function changePages(change: (page: FeedPage) => FeedPage | string): void {
    world.wire.answer('/v1/feed', async (request) => {
      const response = await world.hub.fetch(request)
      const page = linesToPage(await response.text())
      if (!page.ok) throw new Error(page.error)
      const changed = change(page.value)
      return new Response(typeof changed === 'string' ? changed : pageToLines(changed))
    })
  }

  it('with a change that cannot be read keeps it aside and goes on with the others [P4]', async () => {
    await world.hub.operator.importTasks(contents(3))
    changePages((page) => ({
      ...page,
      changes: page.changes.map((c) => (c.content.includes('Task 0002') ? { ...c, content: '{"nonsense":true}' } : c)),
    }))
    const rows = await world.enrol(core.desk, 2)
    expect(rows.map((row) => row.title)).toEqual(['Task 0001', 'Task 0003'])
    expect((await core.desk.sync.overview({})).refusedChanges).toBe(1)
    // It comes again, whole, when the operator touches it.
    world.wire.answer('/v1/feed', undefined)
    await world.hub.db.query('update experts set feed_seq = feed_seq + 1000')
    await world.hub.db.query(
      `update feed set seq = (select feed_seq from experts)
       where entity_id = (select id from tasks where content::text like '%Task 0002%')`,
    )
    await core.desk.sync.now({})
    await until(core.desk, 'it is there', async () => (await core.desk.tasks.list({})).total === 3, world.time)
    expect((await core.desk.sync.overview({})).refusedChanges).toBe(0)
  })

  it('with a kind this desk does not know passes over it [H2]', async () => {
    await world.hub.operator.importTasks(contents(1))
    changePages((page) => {
      const seq = page.cursor + 1
      const change = { seq, kind: 'weather', id: testId('task', 77), content: '{"rain":true}' }
      return page.changes.length === 0 ? page : { ...page, changes: [...page.changes, change], cursor: seq }
    })
    await world.enrol(core.desk, 1)
    expect((await core.desk.sync.overview({})).refusedChanges).toBe(0)
  })

  it('is read from its start again once this desk has learned a kind; what it has stays the same [H2]', async () => {
    await world.hub.operator.importTasks(contents(2))
    changePages((page) => ({
      ...page,
      changes: page.changes.map((c) => (c.kind === 'submission' ? { ...c, kind: 'weather' } : c)),
    }))
    const [taskId = '', otherId = ''] = (await world.enrol(core.desk, 2)).map(({ id }) => id)
    for (const id of [taskId, otherId]) {
      await core.desk.tasks.take({ taskId: id })
      await write(core.desk, id, 'Clover, then wheat.')
    }
    await core.desk.work.send({ taskId })
    await untilState(core.desk, taskId, 'received')
    const [{ id: submissionId } = { id: '' }] = (await core.desk.tasks.get({ taskId })).submissions
    await world.hub.operator.review({ submissionId, decision: 'returned', comments: [{ text: 'Why clover?' }] })
    const place = () => {
      const db = new Database(join(core.folder, 'desk.db'))
      const row = db.prepare<[], { cursor: number }>(`SELECT cursor FROM hubs WHERE kind = 'hub'`).get()
      db.close()
      return row?.cursor
    }
    const [newest] = await world.hub.db.query<{ n: number }>('select max(feed_seq) as n from experts')
    await until(core.desk, 'it has passed over the review', async () => place() === newest?.n, world.time)
    expect(await stateOf(core.desk, taskId)).toBe('received')

    world.wire.answer('/v1/feed', undefined)
    const db = new Database(join(core.folder, 'desk.db'))
    db.prepare(`UPDATE hubs SET feed_level = feed_level - 1 WHERE kind = 'hub'`).run()
    db.close()
    await core.desk.sync.now({})
    await untilState(core.desk, taskId, 'returned', world.time)
    expect(await stateOf(core.desk, otherId)).toBe('drafting')
    expect((await core.desk.drafts.open({ taskId: otherId })).fields['answer']).toMatchObject({
      text: 'Clover, then wheat.',
    })
    expect((await core.desk.tasks.get({ taskId })).submissions).toHaveLength(1)
    expect((await core.desk.sync.overview({})).lanes).toEqual([])
    expect(await world.hub.db.query('select 1 from submissions')).toHaveLength(1)
    expect(place()).toBe(newest?.n)
  })

  it.each([
    [
      'whose numbers do not rise',
      (page: FeedPage) => ({ ...page, changes: page.changes.map((c) => ({ ...c, seq: 1 })) }),
    ],
    ['whose cursor runs ahead of what it brings', (page: FeedPage) => ({ ...page, cursor: page.cursor + 5 })],
    ['that promises more and brings nothing', (page: FeedPage) => ({ ...page, changes: [], cursor: 0, more: true })],
    ['that is no page at all', () => '{"hello":"world"}\n'],
  ])('%s is refused whole, and nothing is passed over [P6]', async (_what, change) => {
    await world.hub.operator.importTasks(contents(2))
    changePages(change)
    await core.desk.setup.enrol(input())
    await until(
      core.desk,
      'it is refused',
      async () => (await core.desk.sync.overview({})).hubs[0]?.state === 'unreachable',
    )
    expect((await core.desk.tasks.list({})).total).toBe(0)
    world.wire.answer('/v1/feed', undefined)
    await core.desk.sync.now({})
    await until(core.desk, 'all are there', async () => (await core.desk.tasks.list({})).total === 2, world.time)
  })

  it.each([
    ['has another id than its head', (c: Change) => ({ ...c, content: c.content.replace(c.id, testId('task', 99)) })],
    ['is no JSON', (c: Change) => ({ ...c, content: c.content.slice(1) })],
    ['has no assignment', (c: Change) => ({ ...c, assignment: undefined })],
  ])('with a task whose body %s keeps it aside [P4]', async (_what, change) => {
    await world.hub.operator.importTasks(contents(2))
    changePages((page) => ({
      ...page,
      changes: page.changes.map((c) => (c.content.includes('Task 0001') ? change(c) : c)),
    }))
    const rows = await world.enrol(core.desk, 1)
    expect(rows.map((row) => row.title)).toEqual(['Task 0002'])
    expect((await core.desk.sync.overview({})).refusedChanges).toBe(1)
  })

  it('that was cut off in the middle gives what came whole, and the rest with the next question [P2]', async () => {
    await world.hub.operator.importTasks(contents(30))
    const asked: number[] = []
    world.wire.answer('/v1/feed', async (request) => {
      const response = await world.hub.fetch(request)
      asked.push(Number(new URL(request.url).searchParams.get('after')))
      if (asked.length > 1) return response
      const bytes = new Uint8Array(await response.arrayBuffer())
      return new Response(cutStream(bytes.subarray(0, bytes.length / 2)))
    })
    await world.enrol(core.desk, 30)
    // The second question begins behind what the first had brought.
    expect(asked[1]).toBeGreaterThan(5)
  })

  it('read again from its start changes nothing that is there [P3] [P5]', async () => {
    await world.hub.operator.importTasks(contents(5))
    const [first] = await world.enrol(core.desk, 5)
    const taskId = first?.id ?? ''
    await core.desk.tasks.take({ taskId })
    await write(core.desk, taskId, 'Clover, then wheat.')
    await until(core.desk, 'the hub knows', async () => (await core.desk.sync.overview({})).lanes.length === 0)
    const before = (await core.desk.tasks.list({ sort: 'title' })).rows
    const epoch = testId('hub', 2)
    let pages = 0
    changePages((page) => {
      pages += 1
      return { ...page, epoch }
    })
    await core.desk.sync.now({})
    await until(core.desk, 'it was read again', async () => pages >= 3, world.time)
    expect((await core.desk.tasks.list({ sort: 'title' })).rows).toEqual(before)
    expect((await core.desk.drafts.open({ taskId })).fields['answer']).toMatchObject({ text: 'Clover, then wheat.' })
  })

  it('that withdraws a task in the middle of writing leaves the words, the time and the way to send [P7] [S2]', async () => {
    await world.hub.operator.importTasks(contents(1))
    const taskId = (await world.enrol(core.desk, 1))[0]?.id ?? ''
    await core.desk.tasks.take({ taskId })
    await until(core.desk, 'the hub knows', async () => (await core.desk.sync.overview({})).lanes.length === 0)
    await core.desk.time.start({ taskId })
    await write(core.desk, taskId, 'Clover, then wheat.')
    await world.time.advance(60_000)
    await world.hub.operator.withdrawTask(taskId, 'The customer left.')
    await untilState(core.desk, taskId, 'withdrawn')
    const detail = await core.desk.tasks.get({ taskId })
    expect(detail).toMatchObject({
      assignment: { reason: 'The customer left.' },
      writable: { yes: false, because: 'withdrawn' },
      row: { workMs: 60_000 },
    })
    // Its clock stands still from then on.
    expect((await core.desk.time.state({})).running).toBeUndefined()
    expect((await core.desk.drafts.open({ taskId })).fields['answer']).toMatchObject({ text: 'Clover, then wheat.' })
  })

  it('that withdraws a task which is on its way does not stop it; the hub takes it and marks it [S2]', async () => {
    await world.hub.operator.importTasks(contents(1))
    const taskId = (await world.enrol(core.desk, 1))[0]?.id ?? ''
    await core.desk.tasks.take({ taskId })
    await until(core.desk, 'the hub knows', async () => (await core.desk.sync.overview({})).lanes.length === 0)
    await core.desk.sync.setOffline({ offline: true })
    await write(core.desk, taskId, 'Clover, then wheat.')
    await core.desk.work.send({ taskId })
    await world.hub.operator.withdrawTask(taskId, 'The customer left.')
    await core.desk.sync.setOffline({ offline: false })
    await untilState(core.desk, taskId, 'received')
  })

  it('that brings a task with fields of an unknown kind keeps the task safe and unsent', async () => {
    const fields = [
      { kind: 'markdown', key: 'answer', label: 'Your plan' },
      { kind: 'hologram', key: 'shape', label: 'The shape', required: true, colours: 3 },
    ] as never
    await world.hub.operator.importTasks([taskContent({ fields })])
    const taskId = (await world.enrol(core.desk, 1))[0]?.id ?? ''
    await core.desk.tasks.take({ taskId })
    await write(core.desk, taskId, 'Clover, then wheat.')
    expect((await core.desk.work.check({ taskId })).missing).toMatchObject([{ field: 'shape', code: 'unknown-kind' }])
    await expect(core.desk.work.send({ taskId })).rejects.toMatchObject({ code: 'INCOMPLETE' })
    expect((await core.desk.tasks.get({ taskId })).task.fields[1]).toMatchObject({ kind: 'hologram', colours: 3 })
  })
})

describe('work that comes late', () => {
  it('is taken and marked late in its receipt [S2]', async () => {
    await world.hub.operator.importTasks(contents(1))
    const taskId = (await world.enrol(core.desk, 1))[0]?.id ?? ''
    await core.desk.tasks.take({ taskId })
    await until(core.desk, 'the hub knows', async () => (await core.desk.sync.overview({})).lanes.length === 0)
    expect((await core.desk.tasks.get({ taskId })).row.dueAt).toBeGreaterThan(world.time.now())
    await core.desk.sync.setOffline({ offline: true })
    await world.time.advance(60 * 86_400_000)
    await write(core.desk, taskId, 'Clover, then wheat.')
    await core.desk.work.send({ taskId })
    await core.desk.sync.setOffline({ offline: false })
    await untilState(core.desk, taskId, 'received', world.time)
    expect((await core.desk.tasks.get({ taskId })).submissions[0]?.receipt).toMatchObject({
      late: true,
      verified: true,
    })
  })
})

describe('a receipt that proves nothing', () => {
  const { privateKey } = generateKeyPairSync('ed25519')
  const resign = (jws: string, change: (payload: Record<string, unknown>) => void, key = privateKey): string => {
    const [header = '', payload = ''] = jws.split('.')
    const body = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Record<string, unknown>
    change(body)
    const text = `${header}.${Buffer.from(JSON.stringify(body)).toString('base64url')}`
    return `${text}.${sign(null, Buffer.from(text), key).toString('base64url')}`
  }

  it.each([
    ['is signed by another key', (jws: string) => resign(jws, () => {})],
    ['was changed after it was signed', (jws: string) => jws.replace(/\.[\w-]{20}/, '.eyJhIjoxfQAAAAAAAAAA')],
    ['is missing', () => undefined],
  ])('when it %s, keeps the lane in quarantine and the work here [R2]', async (_what, change) => {
    await world.hub.operator.importTasks(contents(1))
    const taskId = (await world.enrol(core.desk, 1))[0]?.id ?? ''
    await core.desk.tasks.take({ taskId })
    await until(core.desk, 'the hub knows', async () => (await core.desk.sync.overview({})).lanes.length === 0)
    world.wire.answer('/v1/feed', () => new Promise<Response>(() => {}))
    // A question that is open already would bring the true receipt.
    await core.desk.sync.now({})
    world.wire.answer('/v1/operations', async (request) => {
      const answer = (await (await world.hub.fetch(request)).json()) as { results: { receipt?: string }[] }
      return Response.json({ results: answer.results.map((r) => ({ ...r, receipt: change(r.receipt ?? '') })) })
    })
    await write(core.desk, taskId, 'Clover, then wheat.')
    await core.desk.work.send({ taskId })
    const lane = await until(core.desk, 'it is kept apart', async () => {
      const [first] = (await core.desk.sync.overview({})).lanes
      return first?.state === 'quarantined' && first
    })
    expect(lane.reason).toMatchObject({ code: 'bad-receipt', action: 'retry' })
    expect((await core.desk.sync.overview({})).receipts).toBe(0)
    // The hub mends itself: the same operation again gets the true receipt.
    world.wire.answer('/v1/operations', undefined)
    await core.desk.sync.retry({ taskId })
    await untilState(core.desk, taskId, 'received', world.time)
  })
})

describe('a review', () => {
  it('of an older submission leaves the newer one as it is [S3]', async () => {
    await world.hub.operator.importTasks(contents(1))
    const taskId = (await world.enrol(core.desk, 1))[0]?.id ?? ''
    await core.desk.tasks.take({ taskId })
    await write(core.desk, taskId, 'Clover, then wheat.')
    const { submissionId } = await core.desk.work.send({ taskId })
    await untilState(core.desk, taskId, 'received')
    await core.desk.work.revise({ taskId })
    await write(core.desk, taskId, 'Red clover, then wheat.')
    await core.desk.sync.setOffline({ offline: true })
    await core.desk.work.send({ taskId })
    await world.hub.operator.review({ submissionId, decision: 'rejected', reason: 'Too thin.' })
    // The review may pass by while the newer version still waits here.
    await core.desk.sync.setOffline({ offline: false })
    await untilState(core.desk, taskId, 'received')
    const detail = await until(core.desk, 'the review is there', async () => {
      const found = await core.desk.tasks.get({ taskId })
      return found.submissions.some((s) => s.review !== undefined) && found
    })
    expect(detail.submissions.map((s) => s.state)).toEqual(['received', 'rejected'])
    expect(await stateOf(core.desk, taskId)).toBe('received')
  })
})
