import { randomBytes } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { beginHistory } from '../../src/core/sync/apply-feed.ts'
import { importSealed } from '../../src/core/sync/sealed/import-sealed.ts'
import { importOutbox } from '../../src/hub/carriage/import-outbox.ts'
import { makeTempFolder } from '../support/core/test-core.ts'
import { until } from '../support/core/until.ts'
import { newId } from '../support/hub/fixtures.ts'
import { openAt } from '../support/store/open-at.ts'
import { outboxIn, readIn, saveOutbox } from '../support/sync/carry.ts'
import { stateOf } from '../support/sync/desk-and-hub.ts'
import { core, deskAndHubForEachTest, world } from '../support/sync/for-each-test.ts'
import { attach, beginWithFiles, fileAtHub } from '../support/sync/large-files.ts'

deskAndHubForEachTest()

describe('an outbox that is saved again', () => {
  it('has the file that the hub has said it lacks, though the desk took it to be there [C3] [C6] [F3]', async () => {
    const stick = makeTempFolder('stick')
    const on = (name: string): string => join(stick, name)
    const taskId = await beginWithFiles(world, core.desk)
    const isTold = async (): Promise<boolean> => (await core.desk.sync.overview({})).lanes.length === 0
    await until(core.desk, 'the hub knows who has it', isTold, world.time)
    const bytes = randomBytes(20_000)
    const { file } = await attach(core.desk, taskId, 'plan.pdf', bytes)
    world.wire.answer('/v1/operations', () => Promise.reject(new TypeError('fetch failed')))
    await core.desk.work.send({ taskId })
    const isUp = async (): Promise<boolean> => {
      const rows = await world.hub.db.query('select 1 from files where sha256 = $1', [file.sha256])
      return rows.length > 0 && (await core.desk.carry.overview({})).lanes.length === 0
    }
    await until(core.desk, 'the file is at the hub', isUp, world.time)
    // From here on by hand only; and the hub is put back from a backup that does not have the file yet.
    await core.desk.sync.setOffline({ offline: true })
    for (const table of ['uploads', 'files'])
      await world.hub.db.query(`delete from ${table} where sha256 = $1`, [file.sha256])
    expect(await saveOutbox(core.desk, on('outbox.understudy'))).toMatchObject({ files: 0 })
    const first = await outboxIn(world.hub, on('outbox.understudy'), on('receipts.understudy'))
    expect(first.results).toMatchObject([{ outcome: 'later', missing: [file.sha256] }])
    expect(await readIn(core.desk, on('receipts.understudy'))).toMatchObject({ later: 1, receipts: 0 })

    expect(await saveOutbox(core.desk, on('outbox-2.understudy'))).toMatchObject({ files: 1 })
    await outboxIn(world.hub, on('outbox-2.understudy'), on('receipts-2.understudy'))
    expect(await readIn(core.desk, on('receipts-2.understudy'))).toMatchObject({ later: 0, receipts: 1 })
    expect(await stateOf(core.desk, taskId)).toBe('received')
    expect(fileAtHub(world, file.sha256).equals(bytes)).toBe(true)
  })
})

describe('an answer file of a history that is over', () => {
  it('settles nothing, also where the wire tells of the new one while the file is unpacked [C6] [P9]', async () => {
    const stick = makeTempFolder('stick')
    const on = (name: string): string => join(stick, name)
    const taskId = await beginWithFiles(world, core.desk)
    await attach(core.desk, taskId, 'plan.pdf', randomBytes(20_000))
    await core.desk.sync.setOffline({ offline: true })
    await core.desk.work.send({ taskId })
    await saveOutbox(core.desk, on('outbox.understudy'))
    await outboxIn(world.hub, on('outbox.understudy'), on('receipts.understudy'))
    await core.stop()
    const store = openAt(core.folder, () => world.time.now())
    const hub = store.hubs.all().find(({ kind }) => kind === 'hub')
    if (hub === undefined) throw new Error('no hub')
    const staging = makeTempFolder('unpacked')
    const reading = importSealed(store, on('receipts.understudy'), staging, () => world.time.now())
    while (readdirSync(staging).length === 0) await new Promise(setImmediate)
    beginHistory(store, hub, newId())
    expect(await reading).toMatchObject({ ok: true, value: { receipts: 0, newsLeftOut: true } })
    const row = store.outbox.open(hub.id).find(({ kind }) => kind === 'submit')
    expect(row).toMatchObject({ state: 'sent' })
    // The work goes again, with what the hub has signed.
    expect(store.submissions.head(row?.id ?? '')?.receipt).toEqual(expect.any(String))
    store.close()
  })
})

describe('work that a stick has brought to the hub', () => {
  it('has its files there: they are kept beside the backups no more, and the next version goes without them [C3] [F3] [K6]', async () => {
    const stick = makeTempFolder('stick')
    const on = (name: string): string => join(stick, name)
    const taskId = await beginWithFiles(world, core.desk)
    const { file } = await attach(core.desk, taskId, 'plan.pdf', randomBytes(20_000))
    await core.desk.sync.setOffline({ offline: true })
    await core.desk.work.send({ taskId })
    const kept = async (): Promise<number> => {
      await core.desk.backup.make({})
      return (await core.desk.backup.list({})).files.count
    }
    expect(await kept()).toBe(1)
    expect(await saveOutbox(core.desk, on('outbox.understudy'))).toMatchObject({ files: 1 })
    await outboxIn(world.hub, on('outbox.understudy'), on('receipts.understudy'))
    expect(await readIn(core.desk, on('receipts.understudy'))).toMatchObject({ receipts: 1 })
    await core.desk.work.revise({ taskId })
    await core.desk.work.send({ taskId })
    expect(await saveOutbox(core.desk, on('outbox-2.understudy'))).toMatchObject({ operations: 1, files: 0 })
    const next = await outboxIn(world.hub, on('outbox-2.understudy'), on('receipts-2.understudy'))
    expect(next.results).toMatchObject([{ outcome: 'done' }])
    expect(await readIn(core.desk, on('receipts-2.understudy'))).toMatchObject({ receipts: 1 })
    expect(fileAtHub(world, file.sha256).length).toBe(20_000)
    // Older backups know it as one that only this computer has, until the newer ones have taken their place.
    for (let n = 0; n < 3; n++) await kept()
    expect(await kept()).toBe(0)
  })
})

describe('an outbox whose files leave no room for a second copy of them', () => {
  it('is taken in: what was unpacked becomes the files of the hub as it lies', async () => {
    const stick = makeTempFolder('stick')
    const path = join(stick, 'outbox.understudy')
    const taskId = await beginWithFiles(world, core.desk)
    const bytes = randomBytes(20_000)
    const { file } = await attach(core.desk, taskId, 'plan.pdf', bytes)
    await core.desk.sync.setOffline({ offline: true })
    await core.desk.work.send({ taskId })
    await saveOutbox(core.desk, path)
    const full = (): Promise<never> => Promise.reject(Object.assign(new Error('no room'), { code: 'ENOSPC' }))
    const { context, files } = world.hub.hub
    const imported = await importOutbox(context, { ...files, put: full }, path)
    expect(imported).toMatchObject({ ok: true, value: { files: 1 } })
    expect(fileAtHub(world, file.sha256).equals(bytes)).toBe(true)
    const left = readdirSync(world.hub.filesFolder).filter((name) => name.startsWith('sealed-'))
    expect(left).toEqual([])
  })
})
