import { randomBytes } from 'node:crypto'
import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { createFilesTable } from '../../src/core/store/files-table.ts'
import { migrate } from '../../src/core/store/migrate.ts'
import type { LaneFiles } from '../../src/shared/contract/desk-offline.ts'
import { until } from '../support/core/until.ts'
import { untilState, write } from '../support/sync/desk-and-hub.ts'
import { core, deskAndHubForEachTest, openDeskAgain, world } from '../support/sync/for-each-test.ts'
import { attach, taskWithFiles } from '../support/sync/large-files.ts'

/** Lanes that wait for their files: how far those have come, and what they wait for. */

/** Bytes of the first request of an upload. */
const FIRST = 500_000
const SMALL = 2_000
const LARGE = 6_000_000

deskAndHubForEachTest()

/** Enrols, and writes each of so many tasks without sending it. */
async function begin(n = 1): Promise<string[]> {
  const tasks = Array.from({ length: n }, (_, i) => ({ ...taskWithFiles, title: `Task ${i + 1}` }))
  await world.hub.operator.importTasks(tasks)
  const ids = (await world.enrol(core.desk, n)).map(({ id }) => id)
  for (const taskId of ids) {
    await core.desk.tasks.take({ taskId })
    await write(core.desk, taskId, 'Clover, then wheat.')
  }
  return ids
}

/** The hub takes the first part of an upload and then no more, until the line is mended. @returns when it is through */
function stopAfterFirstPart(): Promise<void> {
  return new Promise((resolve) => {
    let parts = 0
    world.wire.answer('/v1/uploads', async (request) => {
      if (request.method === 'PATCH') parts += 1
      if (parts < 2) return world.hub.fetch(request)
      resolve()
      return new Promise<Response>(() => undefined)
    })
  })
}

const lanes = async (): Promise<LaneFiles[]> => (await core.desk.carry.overview({})).lanes

function untilLane(what: string, is: (lane: LaneFiles) => boolean): Promise<LaneFiles> {
  return until(core.desk, what, async () => (await lanes()).find(is), world.time)
}

describe('a lane that waits for its files', () => {
  it('says how many files and bytes of how many have gone up, and knows it at once after a restart [V7]', async () => {
    const [taskId = ''] = await begin()
    await attach(core.desk, taskId, 'note.txt', randomBytes(SMALL))
    await attach(core.desk, taskId, 'plan.tif', randomBytes(LARGE))
    const through = stopAfterFirstPart()
    const { submissionId } = await core.desk.work.send({ taskId })
    await through
    const lane = await untilLane('the small one is there', ({ up, done }) => up === 1 && done >= SMALL + FIRST)
    expect(lane).toMatchObject({ id: submissionId, files: 2, bytes: SMALL + LARGE, state: 'moving' })
    const overview = await core.desk.sync.overview({})
    expect(overview.lanes.map(({ id }) => id)).toContain(submissionId)
    // What still has to go counts with what waits: the rest of the file, and the little that is written.
    expect(overview.waiting.bytes - (LARGE - FIRST)).toBeGreaterThan(0)
    expect(overview.waiting.bytes - (LARGE - FIRST)).toBeLessThan(5_000)

    await core.stop()
    world.wire.answer('/v1/uploads', () => new Promise<Response>(() => undefined))
    await openDeskAgain()
    const asIs = { id: submissionId, files: 2, up: 1, bytes: SMALL + LARGE, done: SMALL + FIRST }
    expect(await lanes()).toMatchObject([asIs])
    expect(await untilLane('it moves', ({ state }) => state === 'moving')).toMatchObject(asIs)

    world.wire.answer('/v1/uploads', undefined)
    await core.stop()
    await openDeskAgain()
    await untilState(core.desk, taskId, 'received', world.time)
    expect(await lanes()).toEqual([])
  })

  it('tells the window as bytes go, a few times a second, and the last figure when the line stops [V7]', async () => {
    const [taskId = ''] = await begin()
    await attach(core.desk, taskId, 'plan.tif', randomBytes(LARGE))
    const told: number[] = []
    const stop = new AbortController()
    const events = await core.desk.app.watch({}, { signal: stop.signal })
    const listening = (async () => {
      for await (const event of events) {
        if (event.topic === 'files') told.push((await lanes())[0]?.done ?? 0)
      }
    })().catch(() => undefined)
    const through = stopAfterFirstPart()
    await core.desk.work.send({ taskId })
    await through
    // No time has passed by the desk's own clock: whatever moved, the window was told once.
    expect(told.length).toBeLessThanOrEqual(1)
    await world.time.advance(400)
    await expect.poll(() => told.at(-1)).toBeGreaterThanOrEqual(FIRST)
    stop.abort()
    await listening
  })

  it('says that it waits for another file, and that a large one waits for the expert’s word [V7] [F7]', async () => {
    const [a = '', b = '', c = ''] = await begin(3)
    for (const taskId of [a, b]) await attach(core.desk, taskId, `${taskId}.tif`, randomBytes(LARGE))
    await attach(core.desk, c, 'huge.tif', randomBytes(11_000_000))
    await core.desk.carry.saveSettings({ metered: true })
    const through = stopAfterFirstPart()
    const sent: string[] = []
    for (const taskId of [a, b, c]) sent.push((await core.desk.work.send({ taskId })).submissionId)
    await through
    expect(await lanes()).toMatchObject([
      { id: sent[0], state: 'moving' },
      { id: sent[1], state: 'behind', files: 1, up: 0, done: 0 },
      { id: sent[2], state: 'held', files: 1, up: 0, done: 0 },
    ])
  })

  it('stops a large file where it is when the link is called metered meanwhile, and no small one [V7] [F7]', async () => {
    const [a = '', b = ''] = await begin(2)
    await attach(core.desk, a, 'plan.tif', randomBytes(LARGE))
    await attach(core.desk, b, 'note.txt', randomBytes(SMALL))
    const through = stopAfterFirstPart()
    let isStopped = false
    world.wire.answer('/v1/files', (request) => {
      if (request.method !== 'PUT') return world.hub.fetch(request)
      request.signal.addEventListener('abort', () => (isStopped = true))
      return new Promise<Response>(() => undefined)
    })
    await core.desk.work.send({ taskId: a })
    await through
    await core.desk.work.send({ taskId: b })
    const small = { bytes: SMALL, state: 'moving' }
    await expect.poll(lanes).toMatchObject([{ bytes: LARGE, state: 'moving' }, small])
    await core.desk.carry.saveSettings({ metered: true, holdAbove: LARGE - 1 })
    // No time passes: an upload that hangs would be given up by and by.
    await expect.poll(lanes).toMatchObject([{ up: 0, done: FIRST, bytes: LARGE, state: 'held' }, small])
    expect(isStopped).toBe(false)

    world.wire.answer('/v1/files', undefined)
    world.wire.answer('/v1/uploads', undefined)
    await core.desk.carry.saveSettings({ metered: false })
    await untilState(core.desk, a, 'received', world.time)
  })

  it('says that the network is turned off, or that the hub is not reached [V7] [O9]', async () => {
    const [taskId = ''] = await begin()
    await attach(core.desk, taskId, 'plan.tif', randomBytes(LARGE))
    await core.desk.sync.setOffline({ offline: true })
    await core.desk.work.send({ taskId })
    expect(await lanes()).toMatchObject([{ state: 'offline', files: 1, up: 0, done: 0, bytes: LARGE }])
    world.wire.setDown(true)
    await core.desk.sync.setOffline({ offline: false })
    await untilLane('it is said', ({ state }) => state === 'no-hub')
    world.wire.setDown(false)
    await core.desk.sync.now({})
    await untilState(core.desk, taskId, 'received', world.time)
  })

  it('is shown once where other work waits for the same file, and so is what goes up in all [V7]', async () => {
    const [first = '', second = ''] = await begin(2)
    const bytes = randomBytes(SMALL)
    world.wire.answer('/v1/files', () => new Promise<Response>(() => undefined))
    for (const taskId of [first, second]) {
      await attach(core.desk, taskId, 'plan.tif', bytes)
      await core.desk.work.send({ taskId })
    }
    const overview = await core.desk.carry.overview({})
    expect(overview.up).toMatchObject({ files: 1, bytes: SMALL })
    expect(overview.files.map(({ name, taskId }) => [name, taskId])).toEqual([['plan.tif', first]])
    expect(overview.lanes).toHaveLength(2)
  })

  it('is not among them while it is in quarantine', async () => {
    const [taskId = ''] = await begin()
    await attach(core.desk, taskId, 'plan.tif', randomBytes(LARGE))
    world.wire.answer('/v1/uploads', () => Response.json({ code: 'PAYLOAD_TOO_LARGE' }, { status: 413 }))
    await core.desk.work.send({ taskId })
    await until(
      core.desk,
      'it is aside',
      async () => (await core.desk.sync.overview({})).lanes.some(({ state }) => state === 'quarantined'),
      world.time,
    )
    expect(await lanes()).toEqual([])
  })
})

it('the files of lanes are found by the index of what is open, in its order', () => {
  const db = new Database(':memory:')
  migrate(db)
  const asked: string[] = []
  createFilesTable({
    prepare: (sql: string) => {
      asked.push(sql)
      return db.prepare(sql)
    },
    transaction: (work: (...args: unknown[]) => unknown) => db.transaction(work),
    // Only these are used of a database; the type has all of it.
  } as never)
  const sql = asked.find((one) => one.includes('submissionId')) ?? ''
  const plan = db.prepare<[string], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`).all('x')
  const words = plan.map(({ detail }) => detail).join('; ')
  expect(words).toMatch(/INDEX outbox_open/)
  expect(words).not.toMatch(/SCAN|TEMP B-TREE/)
  db.close()
})
