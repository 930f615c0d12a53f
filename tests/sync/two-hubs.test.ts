import { randomBytes } from 'node:crypto'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { filePathOf } from '../../src/core/store/file-store.ts'
import { makeTempFolder, removeTempFolders, type TestCore } from '../support/core/test-core.ts'
import { until } from '../support/core/until.ts'
import { keptNames, keptPath, noticeTexts } from '../support/store/attached-files.ts'
import { outboxIn, saveOutbox } from '../support/sync/carry.ts'
import { type DeskAndHub, openDeskAndHub, untilState, write } from '../support/sync/desk-and-hub.ts'
import { attach, beginWithFiles, fileAtHub, taskWithFiles } from '../support/sync/large-files.ts'

/** One desk that works for two hubs, and hands the same file in at both. */

let first: DeskAndHub
let second: DeskAndHub
let core: TestCore
let taskOfSecond: string
const bytes = randomBytes(20_000)

beforeEach(async () => {
  first = await openDeskAndHub()
  second = await openDeskAndHub()
  core = await first.openDesk({
    wire: (request) => (request.url.includes(':8118/') ? second : first).wire.wire(request),
  })
  const { desk } = core
  const mine = await beginWithFiles(first, desk)
  await second.hub.operator.importTasks([{ ...taskWithFiles, title: 'The same for others' }])
  await desk.setup.enrol({ address: 'http://127.0.0.1:8118/', code: second.code })
  const found = await until(desk, 'the task of the other hub', async () =>
    (await desk.tasks.list({})).rows.find(({ id }) => id !== mine),
  )
  taskOfSecond = found.id
  await desk.tasks.take({ taskId: taskOfSecond })
  await write(desk, taskOfSecond, 'Clover, then wheat.')
  await until(desk, 'nothing waits', async () => (await desk.sync.overview({})).lanes.length === 0)
  await attach(desk, mine, 'plan.pdf', bytes)
  await desk.work.send({ taskId: mine })
  await untilState(desk, mine, 'received', first.time)
})
afterEach(async () => {
  await first.close()
  await second.close()
  removeTempFolders()
})

describe('a file that one of two hubs has', () => {
  it('goes to the other with the first outbox that is saved for it [C3] [F3]', async () => {
    const { desk } = core
    await desk.sync.setOffline({ offline: true })
    const { file } = await attach(desk, taskOfSecond, 'plan.pdf', bytes)
    await desk.work.send({ taskId: taskOfSecond })
    const path = join(makeTempFolder('stick'), 'outbox.understudy')
    const hub = (await desk.sync.overview({})).lanes[0]?.hubId ?? ''
    expect(await saveOutbox(desk, path, hub)).toMatchObject({ operations: 1, files: 1 })
    expect((await outboxIn(second.hub, path)).results).toMatchObject([{ outcome: 'done' }])
    expect(fileAtHub(second, file.sha256).equals(bytes)).toBe(true)
  })

  it('is brought to the other before the work leaves, which can be taken back until then [F3] [O7] [V7]', async () => {
    const { desk } = core
    second.wire.answer('/v1/files', () => Promise.reject(new TypeError('fetch failed')))
    await attach(desk, taskOfSecond, 'plan.pdf', bytes)
    await desk.work.send({ taskId: taskOfSecond })
    const pushes = () => second.wire.reached.filter((call) => call === 'POST /v1/operations').length
    const before = pushes()
    await until(desk, 'the file was tried', async () => {
      return (await desk.sync.overview({})).hubs.some(({ state }) => state === 'unreachable')
    })
    await first.time.advance(5_000)
    expect(pushes()).toBe(before)
    expect((await desk.carry.overview({})).lanes).toMatchObject([{ files: 1, up: 0 }])
    expect((await desk.work.undoSend({ taskId: taskOfSecond })).state).toBe('drafting')

    await desk.work.send({ taskId: taskOfSecond })
    second.wire.answer('/v1/files', undefined)
    await untilState(desk, taskOfSecond, 'received', first.time)
  })

  it('is kept beside the backups while work for the other names it, and nobody is told that the hub has it [K6] [K7]', async () => {
    const { desk, folder } = core
    await desk.backup.make({})
    expect(keptNames(folder)).toEqual([])
    await desk.sync.setOffline({ offline: true })
    const { file } = await attach(desk, taskOfSecond, 'plan.pdf', bytes)
    await desk.backup.make({})
    expect(keptNames(folder)).toEqual([file.sha256])
    await desk.work.send({ taskId: taskOfSecond })
    await desk.backup.make({})
    expect(keptNames(folder)).toEqual([file.sha256])

    rmSync(keptPath(folder, file.sha256))
    rmSync(filePathOf(folder, file.sha256))
    await desk.backup.make({})
    expect(await noticeTexts(desk)).toEqual([expect.stringContaining('Open the work and add the file again.')])
  })
})
