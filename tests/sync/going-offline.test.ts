import { randomBytes } from 'node:crypto'
import { existsSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { filePathOf } from '../../src/core/store/file-store.ts'
import { createFileStore } from '../../src/hub/files/file-store.ts'
import { insertFile } from '../../src/hub/store/files.ts'
import type { OfflineStatus } from '../../src/shared/contract/desk-offline.ts'
import { until } from '../support/core/until.ts'
import { taskContent } from '../support/hub/fixtures.ts'
import { stateOf, untilState, write } from '../support/sync/desk-and-hub.ts'
import { core, deskAndHubForEachTest, world } from '../support/sync/for-each-test.ts'
import { attach, hashOf, taskWithFiles } from '../support/sync/large-files.ts'

const DAY = 24 * 3_600_000

deskAndHubForEachTest()

/** Lays a file into the hub and names it as a material. */
async function material(key: string, size: number) {
  const bytes = randomBytes(size)
  const sha256 = hashOf(bytes)
  const files = createFileStore(world.hub.filesFolder, () => key)
  await files.put(
    sha256,
    (async function* () {
      yield bytes
    })(),
    size,
  )
  await insertFile(world.hub.db, sha256, size, world.time.now())
  const file = { name: `${key}.tif`, sha256, size, mediaType: 'image/tiff' }
  return { kind: 'file' as const, key, title: key, file }
}

const missing = async () => (await core.desk.sync.overview({})).files
const allHere = () => until(core.desk, 'all files are here', async () => (await missing()).missing === 0, world.time)

describe('a metered link', () => {
  it('holds large files back until the expert lets them go, and nothing else [F7]', async () => {
    const [large, small] = [await material('large', 300_000), await material('small', 2_000)]
    await core.desk.carry.saveSettings({ metered: true, holdAbove: 100_000 })
    await world.hub.operator.importTasks([taskContent({ materials: [large, small] })])
    await world.enrol(core.desk, 1)
    await until(core.desk, 'the small one is here', async () => (await missing()).missing === 1, world.time)
    const overview = await core.desk.carry.overview({})
    expect(overview.held).toEqual({ files: 1, bytes: 300_000 })
    expect(overview.files).toMatchObject([
      { direction: 'down', name: 'large.tif', state: 'held', size: 300_000, done: 0 },
    ])
    await core.desk.carry.letGo({})
    await allHere()
    expect((await core.desk.carry.overview({})).held.files).toBe(0)
  })

  it('holds a deliverable and its submission, while other work goes out [F7] [F3]', async () => {
    await core.desk.carry.saveSettings({ metered: true, holdAbove: 100_000 })
    await world.hub.operator.importTasks([taskWithFiles, { ...taskWithFiles, title: 'Without a file' }])
    const rows = await world.enrol(core.desk, 2)
    const [held = '', other = ''] = ['Task with files', 'Without a file'].map(
      (title) => rows.find((row) => row.title === title)?.id ?? '',
    )
    for (const taskId of [held, other]) {
      await core.desk.tasks.take({ taskId })
      await write(core.desk, taskId, 'Clover, then wheat.')
    }
    await attach(core.desk, held, 'plan.tif', randomBytes(200_000))
    await attach(core.desk, other, 'note.txt', randomBytes(200))
    await core.desk.work.send({ taskId: held })
    await core.desk.work.send({ taskId: other })
    await untilState(core.desk, other, 'received', world.time)
    const { files, up } = await core.desk.carry.overview({})
    expect(files).toMatchObject([{ direction: 'up', name: 'plan.tif', state: 'held', taskId: held }])
    expect(up).toEqual({ files: 1, bytes: 200_000, done: 0 })
    // The switch alone lets them go, too.
    await core.desk.carry.saveSettings({ metered: false })
    await untilState(core.desk, held, 'received', world.time)
  })
})

describe('a batch', () => {
  it('shows whether it is wholly here, its size and what is missing, counting a shared file once [F6]', async () => {
    const shared = await material('shared', 50_000)
    world.wire.answer('/v1/files', () => new Promise<Response>(() => undefined))
    await world.hub.operator.importTasks(
      [taskContent({ materials: [shared] }), taskContent({ materials: [shared] }), taskContent({})],
      { title: 'Fields' },
    )
    await world.enrol(core.desk, 3)
    const [before] = await core.desk.carry.batches({})
    expect(before).toMatchObject({ title: 'Fields', tasks: 3, missing: { files: 1, bytes: 50_000 } })
    const rows = (await core.desk.tasks.list({})).rows.map((row) => row.missing?.bytes ?? 0)
    expect(rows.toSorted((a, b) => a - b)).toEqual([0, 50_000, 50_000])
    world.wire.answer('/v1/files', undefined)
    await core.desk.sync.now({})
    await allHere()
    const [after] = await core.desk.carry.batches({})
    expect(after?.missing).toEqual({ files: 0, bytes: 0 })
    expect(after?.bytes).toBeGreaterThan(50_000)
    expect((await core.desk.tasks.list({})).rows.every((row) => row.missing === undefined)).toBe(true)
  })
})

describe('a file that nothing needs any more', () => {
  it('stays until the expert asks for room, and goes alone: what is written, open or made by hand stays [F8]', async () => {
    const [spare, written, open] = [
      await material('spare', 3_000),
      await material('written', 4_000),
      await material('open', 5_000),
    ]
    await world.hub.operator.importTasks([
      { ...taskWithFiles, title: 'Declined', materials: [spare] },
      { ...taskWithFiles, title: 'Declined after writing', materials: [written] },
      { ...taskWithFiles, title: 'Open', materials: [open, spare] },
    ])
    const rows = await world.enrol(core.desk, 3)
    await allHere()
    const idOf = (title: string): string => rows.find((row) => row.title === title)?.id ?? ''
    for (const title of ['Declined after writing', 'Open']) await core.desk.tasks.take({ taskId: idOf(title) })
    await write(core.desk, idOf('Declined after writing'), 'Half a plan.')
    const made = await attach(core.desk, idOf('Declined after writing'), 'mine.txt', randomBytes(700))
    await core.desk.tasks.decline({ taskId: idOf('Declined after writing') })
    await core.desk.tasks.decline({ taskId: idOf('Declined') })
    const isHere = ({ sha256 }: { sha256: string }): boolean => existsSync(filePathOf(core.folder, sha256))
    const settled = () =>
      until(core.desk, 'all is settled', async () => (await core.desk.sync.overview({})).lanes.length === 0, world.time)
    await settled()
    // Another open task needs it still.
    expect(await core.desk.carry.makeRoom({})).toEqual({ files: 0, bytes: 0 })
    await core.desk.tasks.decline({ taskId: idOf('Open') })
    await settled()
    expect(await core.desk.carry.spare({})).toEqual({ files: 2, bytes: 8_000 })
    expect([spare, open].map(({ file }) => isHere(file))).toEqual([true, true])
    expect(await core.desk.carry.makeRoom({})).toEqual({ files: 2, bytes: 8_000 })
    expect([spare, open].map(({ file }) => isHere(file))).toEqual([false, false])
    expect([written.file, made.file].map(isHere)).toEqual([true, true])
  })
})

describe('three days offline', () => {
  const status = async (): Promise<OfflineStatus | undefined> => (await core.desk.offline.status({})).status
  const settled = () =>
    until(
      core.desk,
      'the hub has answered and the files are here',
      async () => {
        const now = await status()
        return now?.missing.files === 0 && now.tasks.every(({ problems }) => problems.length === 0) && now
      },
      world.time,
    )

  it('takes what fits, agrees the day with the hub, fetches, and proves that nothing needs the net [F9] [F10]', async () => {
    const [own, offer, tooLarge] = [
      await material('own', 40_000),
      await material('offer', 30_000),
      await material('toolarge', 900_000),
    ]
    // Nothing is fetched before it is asked for: the link is metered and everything counts as large.
    await core.desk.carry.saveSettings({ metered: true, holdAbove: 0 })
    await world.hub.operator.importTasks([
      taskContent({ title: 'A own', materials: [own] }),
      taskContent({ title: 'B offer', materials: [offer] }),
      taskContent({ title: 'C too large', materials: [tooLarge] }),
    ])
    const rows = await world.enrol(core.desk, 3)
    await core.desk.tasks.take({ taskId: rows[0]?.id ?? '' })
    await until(
      core.desk,
      'it is taken',
      async () => (await core.desk.sync.overview({})).lanes.length === 0,
      world.time,
    )
    // Seven days is the lease; the way is longer.
    const wish = { backBy: world.time.now() + 10 * DAY, roomBytes: 100_000, newTasks: 5 }
    const plan = await core.desk.offline.plan(wish)
    expect(plan.tasks.map(({ title, isNew, bytes }) => [title, isNew, bytes])).toEqual([
      ['A own', false, 40_000],
      ['B offer', true, 30_000],
    ])
    expect(plan.noRoom).toEqual({ tasks: 1, titles: ['C too large'] })

    const begun = await core.desk.offline.start(wish)
    expect(begun.isReady).toBe(false)
    expect(begun.tasks.flatMap(({ problems }) => problems)).toEqual(
      expect.arrayContaining(['own.tif is not here yet.', 'The hub has not confirmed yet that it is yours.']),
    )
    const fetched = await settled()
    expect(fetched.isReady).toBe(false)
    expect(fetched.tasks.map(({ dueAt }) => dueAt)).toEqual([wish.backBy, wish.backBy])
    const proven = (await core.desk.offline.prove({})).status
    expect(proven).toMatchObject({ isReady: true, proof: { files: 2, bytes: 70_000 } })

    // Away: everything that is needed is here.
    world.wire.setDown(true)
    for (const { taskId } of proven?.tasks ?? []) {
      const { task } = await core.desk.tasks.get({ taskId })
      for (const one of task.materials) {
        if (one.kind !== 'file') continue
        expect((await core.desk.files.read({ sha256: one.file.sha256, offset: 0, length: 10 })).here).toBe(true)
      }
      await write(core.desk, taskId, 'Written on the way.')
    }
    expect(existsSync(filePathOf(core.folder, tooLarge.file.sha256))).toBe(false)
    await core.desk.offline.end({})
    expect(await status()).toBeUndefined()
  })

  it('is not called ready for a file that was spoilt or lost on the disk; it is fetched again [F10]', async () => {
    const [spoilt, lost, short] = [await material('a', 5_000), await material('b', 6_000), await material('c', 7_000)]
    await world.hub.operator.importTasks([taskContent({ materials: [spoilt, lost, short] })])
    await world.enrol(core.desk, 1)
    await allHere()
    await core.desk.offline.start({ backBy: world.time.now() + 3 * DAY, roomBytes: 1_000_000, newTasks: 5 })
    await settled()
    writeFileSync(filePathOf(core.folder, spoilt.file.sha256), randomBytes(5_000))
    truncateSync(filePathOf(core.folder, short.file.sha256), 10)
    rmSync(filePathOf(core.folder, lost.file.sha256))
    world.wire.answer('/v1/files', () => new Promise<Response>(() => undefined))
    const first = (await core.desk.offline.prove({})).status
    expect(first).toMatchObject({ isReady: false, missing: { files: 3, bytes: 18_000 }, proof: { files: 0 } })
    expect(first?.tasks[0]?.problems.toSorted()).toEqual(
      ['a', 'b', 'c'].map((name) => expect.stringContaining(`${name}.tif`)),
    )
    world.wire.answer('/v1/files', undefined)
    await core.desk.sync.now({})
    await settled()
    expect((await core.desk.offline.prove({})).status).toMatchObject({ isReady: true, proof: { files: 3 } })
  })

  it('keeps the plan that was made while another one was being proven, which is not proven yet [F10]', async () => {
    await world.hub.operator.importTasks([taskContent({ materials: [await material('a', 500_000)] })])
    await world.enrol(core.desk, 1)
    await allHere()
    const wish = { backBy: world.time.now() + 3 * DAY, roomBytes: 1_000_000, newTasks: 5 }
    await core.desk.offline.start(wish)
    await world.time.advance(1_000)
    const proving = core.desk.offline.prove({})
    await core.desk.offline.start({ ...wish, backBy: wish.backBy + DAY })
    await proving
    expect(await status()).toMatchObject({ wish: { backBy: wish.backBy + DAY }, isReady: false })
    expect((await status())?.proof).toBeUndefined()
  })

  it('is not called ready for a task that another device has meanwhile [F10]', async () => {
    await world.hub.operator.importTasks([taskContent({ title: 'A plain' })])
    const [row] = await world.enrol(core.desk, 1)
    const taskId = row?.id ?? ''
    await core.desk.offline.start({ backBy: world.time.now() + 3 * DAY, roomBytes: 1_000, newTasks: 5 })
    await settled()
    expect((await core.desk.offline.prove({})).status).toMatchObject({ isReady: true })
    const second = await world.openDesk()
    const { code } = await world.hub.operator.makeCode(world.expertId)
    await second.desk.setup.enrol({ address: 'http://127.0.0.1:8117/', code })
    const there = async () => (await second.desk.tasks.list({})).rows[0]?.state
    await until(second.desk, 'it is seen there', async () => (await there()) === 'elsewhere', world.time)
    await second.desk.tasks.take({ taskId })
    const here = async () => (await core.desk.tasks.list({})).rows[0]?.state
    await until(core.desk, 'it is told here', async () => (await here()) === 'elsewhere', world.time)
    const { status: told } = await core.desk.offline.prove({})
    expect(told).toMatchObject({ isReady: false, tasks: [{ problems: [expect.stringContaining('another of your')] }] })
    await core.desk.tasks.take({ taskId })
    await settled()
    expect((await core.desk.offline.prove({})).status).toMatchObject({ isReady: true })
  })

  it('has nothing of the sample, which no hub is asked for [F9]', async () => {
    await core.desk.setup.openSample({})
    const wish = { backBy: world.time.now() + 3 * DAY, roomBytes: 1_000_000, newTasks: 50 }
    expect(await core.desk.offline.plan(wish)).toMatchObject({ tasks: [], noRoom: { tasks: 0 } })
  })

  it('takes what was begun and let go again as the draft that it is [F9] [S1]', async () => {
    await world.hub.operator.importTasks([taskContent({ title: 'A plain' })])
    const [row] = await world.enrol(core.desk, 1)
    const taskId = row?.id ?? ''
    await core.desk.sync.setOffline({ offline: true })
    await core.desk.tasks.take({ taskId })
    await write(core.desk, taskId, 'Clover, then')
    expect((await core.desk.tasks.undo({ taskId })).state).toBe('offered')
    await core.desk.offline.start({ backBy: world.time.now() + 3 * DAY, roomBytes: 1_000, newTasks: 5 })
    expect(await stateOf(core.desk, taskId)).toBe('drafting')
  })

  it('asks for more time also for a task whose taking the hub has not heard of yet [F9]', async () => {
    await world.hub.operator.importTasks([taskContent({ title: 'A plain' })])
    const [row] = await world.enrol(core.desk, 1)
    const taskId = row?.id ?? ''
    await core.desk.sync.setOffline({ offline: true })
    await core.desk.tasks.take({ taskId })
    // Seven days is the lease.
    const wish = { backBy: world.time.now() + 10 * DAY, roomBytes: 1_000, newTasks: 5 }
    const begun = await core.desk.offline.start(wish)
    expect(begun.tasks.map(({ problems }) => problems)).toEqual([
      ['The hub has not confirmed yet that it is yours.', 'The hub has not answered yet about the day.'],
    ])
    await core.desk.sync.setOffline({ offline: false })
    expect((await settled()).tasks.map(({ dueAt }) => dueAt)).toEqual([wish.backBy])
  })

  it('says of finished work that the hub has not got it yet, or that it is held back, and not that it is handed in [F10]', async () => {
    await world.hub.operator.importTasks([taskContent({ title: 'A plain' })])
    const [row] = await world.enrol(core.desk, 1)
    const taskId = row?.id ?? ''
    await core.desk.offline.start({ backBy: world.time.now() + 3 * DAY, roomBytes: 10_000, newTasks: 5 })
    await settled()
    await write(core.desk, taskId, 'Clover, then')
    let answer = (): Promise<Response> => Promise.reject(new TypeError('fetch failed'))
    world.wire.answer('/v1/operations', () => answer())
    await core.desk.work.send({ taskId })
    const notes = async () => (await core.desk.offline.prove({})).status?.tasks.map((task) => task.notes)
    expect(await notes()).toEqual([['It is finished, and the hub has not got it yet.']])
    answer = async () => new Response('', { status: 413 })
    await core.desk.sync.now({})
    await until(core.desk, 'it is held back', async () => {
      return (await core.desk.sync.overview({})).lanes.some(({ state }) => state === 'quarantined')
    })
    expect(await notes()).toEqual([['It is finished, and something holds it back: look at it under Sync.']])
    world.wire.answer('/v1/operations', undefined)
    await core.desk.sync.retryAll({})
    await untilState(core.desk, taskId, 'received', world.time)
    expect((await core.desk.offline.prove({})).status).toMatchObject({
      isReady: true,
      tasks: [{ notes: ['Handed in.'] }],
    })
  })

  it('waits for no file of a task that was handed in and is settled: nobody fetches it any more [F10]', async () => {
    await world.hub.operator.importTasks([taskContent({ materials: [await material('late', 5_000)] })])
    const [row] = await world.enrol(core.desk, 1)
    const taskId = row?.id ?? ''
    world.wire.answer('/v1/files', () => new Promise<Response>(() => undefined))
    await core.desk.offline.start({ backBy: world.time.now() + 3 * DAY, roomBytes: 10_000, newTasks: 5 })
    await write(core.desk, taskId, 'Clover, then')
    const { submissionId } = await core.desk.work.send({ taskId })
    await untilState(core.desk, taskId, 'received', world.time)
    await world.hub.operator.review({ submissionId, decision: 'accepted' })
    await untilState(core.desk, taskId, 'accepted', world.time)
    expect((await core.desk.offline.prove({})).status).toMatchObject({ isReady: true, missing: { files: 0 } })
  })

  it('is not called ready for a task whose taking was undone [F10]', async () => {
    await world.hub.operator.importTasks([taskContent({ title: 'A plain' })])
    const [row] = await world.enrol(core.desk, 1)
    const taskId = row?.id ?? ''
    await core.desk.sync.setOffline({ offline: true })
    await core.desk.offline.start({ backBy: world.time.now() + 3 * DAY, roomBytes: 1_000, newTasks: 5 })
    await core.desk.tasks.undo({ taskId })
    await core.desk.sync.setOffline({ offline: false })
    const { status } = await core.desk.offline.prove({})
    expect(status).toMatchObject({ isReady: false, tasks: [{ problems: [expect.stringContaining('take it if you')] }] })
    await core.desk.tasks.take({ taskId })
    await settled()
    expect((await core.desk.offline.prove({})).status).toMatchObject({ isReady: true })
  })

  it('names a part that this version cannot show, and a day before the return [F10]', async () => {
    const strange = { kind: 'hologram', key: 'model', label: 'A model to turn' }
    await world.hub.operator.importTasks([taskContent({ title: 'A plain' })])
    await world.enrol(core.desk, 1)
    // A newer hub's task, as it lies in the feed.
    await world.hub.db.query(
      `update tasks set content = jsonb_set(content::jsonb, '{fields}', (content::jsonb->'fields') || $1::jsonb)::text`,
      [JSON.stringify([strange])],
    )
    const second = await world.openDesk()
    const { code } = await world.hub.operator.makeCode(world.expertId)
    await second.desk.setup.enrol({ address: 'http://127.0.0.1:8117/', code })
    await until(
      second.desk,
      'the task is there',
      async () => (await second.desk.tasks.list({})).total === 1,
      world.time,
    )
    // Twice the lease is as far as the hub goes.
    const wish = { backBy: world.time.now() + 30 * DAY, roomBytes: 1_000, newTasks: 5 }
    await second.desk.offline.start(wish)
    const told = await until(
      second.desk,
      'the hub has answered',
      async () => {
        const now = (await second.desk.offline.status({})).status
        return now?.tasks[0]?.problems.length === 1 && now
      },
      world.time,
    )
    expect(told.isReady).toBe(false)
    expect(told.tasks[0]?.problems).toEqual([expect.stringMatching(/“A model to turn” cannot be filled in/)])
    expect(told.tasks[0]?.dueAt).toBeLessThan(wish.backBy)
  })
})
