import { randomBytes } from 'node:crypto'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { filePathOf } from '../../src/core/store/file-store.ts'
import { makeTempFolder } from '../support/core/test-core.ts'
import { until } from '../support/core/until.ts'
import { flipByte, keptNames, noticeTexts, untilNotice } from '../support/store/attached-files.ts'
import { outboxIn, saveOutbox } from '../support/sync/carry.ts'
import { submissionsAtHub, untilState, write } from '../support/sync/desk-and-hub.ts'
import { core, deskAndHubForEachTest, world } from '../support/sync/for-each-test.ts'
import { attach, beginWithFiles, fileAtHub } from '../support/sync/large-files.ts'

deskAndHubForEachTest()

const begin = (): Promise<string> => beginWithFiles(world, core.desk)

const atHub = (sha256: string): Buffer => fileAtHub(world, sha256)

const losses: [string, (path: string) => void][] = [
  ['deleted', (path) => rmSync(path)],
  ['hurt by a bit', flipByte],
  ['cut short', (path) => writeFileSync(path, 'short')],
]
const sizes: [string, number][] = [
  ['small', 5_000],
  ['large', 1_500_000],
]

describe('an attached file that is lost before it went up', () => {
  it.each(sizes.flatMap(([size, bytes]) => losses.map(([what, lose]) => ({ size, what, bytes, lose }))))(
    '($size, $what) is taken from the backups and goes up with its work [K7] [F3]',
    async ({ bytes: length, lose }) => {
      const taskId = await begin()
      const bytes = randomBytes(length)
      const { file } = await attach(core.desk, taskId, 'plan.pdf', bytes)
      await core.desk.backup.make({})
      expect(keptNames(core.folder)).toEqual([file.sha256])
      lose(filePathOf(core.folder, file.sha256))
      await core.desk.work.send({ taskId })
      // No time passes: nothing else mends it meanwhile, and the hub is not asked in vain first.
      await untilState(core.desk, taskId, 'received')
      expect(atHub(file.sha256).equals(bytes)).toBe(true)
      expect(await noticeTexts(core.desk)).toEqual([
        '“plan.pdf” of “Task with files” was missing or damaged on this computer. It was taken from the backups and is whole again.',
      ])
    },
  )

  it('and had its lane put aside goes up when it is tried again after a backup has come back [K7] [V1]', async () => {
    const taskId = await begin()
    const bytes = randomBytes(5_000)
    const { file } = await attach(core.desk, taskId, 'plan.pdf', bytes)
    await core.desk.backup.make({})
    const backups = join(core.folder, 'backups')
    const kept = filePathOf(backups, file.sha256)
    const away = readFileSync(kept)
    rmSync(kept)
    rmSync(filePathOf(core.folder, file.sha256))
    await core.desk.work.send({ taskId })
    const lane = await until(
      core.desk,
      'the lane is aside',
      async () => (await core.desk.sync.overview({})).lanes.find(({ state }) => state === 'quarantined'),
      world.time,
    )
    // The lane names the field with the file.
    expect(lane.reason).toMatchObject({ action: 'edit', field: 'plan' })
    writeFileSync(kept, away)
    await core.desk.sync.retry({ taskId })
    await untilState(core.desk, taskId, 'received', world.time)
    expect(atHub(file.sha256).equals(bytes)).toBe(true)
  })

  it.each(losses)('and was %s is taken from the backups for a file that travels by hand [K7] [C3]', async (_, lose) => {
    const taskId = await begin()
    await until(core.desk, 'the hub has the take', async () => (await core.desk.sync.overview({})).lanes.length === 0)
    await core.desk.sync.setOffline({ offline: true })
    const bytes = randomBytes(5_000)
    const { file } = await attach(core.desk, taskId, 'plan.pdf', bytes)
    await core.desk.backup.make({})
    lose(filePathOf(core.folder, file.sha256))
    await core.desk.work.send({ taskId })
    const path = join(makeTempFolder('stick'), 'outbox.understudy')
    expect(await saveOutbox(core.desk, path)).toMatchObject({ files: 1, leftOut: 0 })
    await outboxIn(world.hub, path)
    expect(await submissionsAtHub(world.hub, taskId)).toBe(1)
    expect(atHub(file.sha256).equals(bytes)).toBe(true)
    await untilNotice(core.desk, /taken from the backups/)
  })

  it('by a bit, with no backup, stays behind alone when an outbox is saved [C3]', async () => {
    const taskId = await begin()
    await until(core.desk, 'the hub has the take', async () => (await core.desk.sync.overview({})).lanes.length === 0)
    await core.desk.sync.setOffline({ offline: true })
    const { file } = await attach(core.desk, taskId, 'plan.pdf', randomBytes(5_000))
    flipByte(filePathOf(core.folder, file.sha256))
    await core.desk.work.send({ taskId })
    await expect(saveOutbox(core.desk, join(makeTempFolder('stick'), 'a.understudy'))).rejects.toMatchObject({
      code: 'REFUSED',
      data: { code: 'nothing', text: expect.stringMatching(/no longer on this computer.*add the files again/) },
    })
  })
})

describe('an attached file that is at the hub', () => {
  it('is not kept beside the backups, and is kept again when the hub has lost it [K6]', async () => {
    const taskId = await begin()
    const { file } = await attach(core.desk, taskId, 'plan.pdf', randomBytes(5_000))
    await core.desk.work.send({ taskId })
    await untilState(core.desk, taskId, 'received', world.time)
    await core.desk.backup.make({})
    expect(keptNames(core.folder)).toEqual([])
    expect((await core.desk.backup.list({})).files).toEqual({ count: 0, bytes: 0 })
    // The hub says that it misses it, and cannot be reached after that.
    await world.hub.db.query('delete from uploads where sha256 = $1', [file.sha256])
    await world.hub.db.query('delete from files where sha256 = $1', [file.sha256])
    await core.desk.work.revise({ taskId })
    await write(core.desk, taskId, 'Red clover, then wheat.')
    world.wire.answer('/v1/files', () => new Response(null, { status: 503 }))
    await core.desk.work.send({ taskId })
    await until(
      core.desk,
      'the file is to go again',
      async () => (await core.desk.sync.overview({})).lanes.some(({ reason }) => reason?.code === 'files-missing'),
      world.time,
    )
    await core.desk.backup.make({})
    expect(keptNames(core.folder)).toEqual([file.sha256])
  })
})
