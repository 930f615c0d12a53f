import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { makeTempFolder, openTestCore, removeTempFolders } from '../support/core/test-core.ts'
import { openTestStore } from '../support/core/test-store.ts'
import { until } from '../support/core/until.ts'
import { canMountDisks, mountDisk, resizeDisk, unmountDisk } from '../support/store/small-disk.ts'

const disk = makeTempFolder('disk')
afterEach(() => void unmountDisk(disk))
afterAll(removeTempFolders)

const HOUR = 3_600_000

describe.runIf(canMountDisks())('a day’s backup that would take the last room of the disk', () => {
  it('is not made; the expert is told once, and it is made when there is room [K3]', async () => {
    mountDisk(disk, '100m')
    const folder = join(disk, 'desk')
    openTestStore(folder).close()
    const db = new Database(join(folder, 'desk.db'))
    db.prepare("INSERT INTO meta (key, value) VALUES ('large', ?)").run('x'.repeat(22_000_000))
    db.close()
    // The copy fits, and leaves less than it takes.
    resizeDisk(disk, '60m')
    const core = await openTestCore({ folder })
    const made = async () => (await core.desk.backup.list({})).backups.length
    const failures = (): number => core.logged.filter(({ event }) => event === 'backup-not-made').length
    await core.time.advance(60_000)
    await until(core.desk, 'it was tried', async () => failures() + (await made()) === 1)
    expect(await made()).toBe(0)
    await core.time.advance(3 * HOUR)
    await until(core.desk, 'it was tried again', async () => failures() === 4)
    const { notices } = await core.desk.app.status({})
    expect(notices.map(({ text }) => text)).toEqual([expect.stringMatching(/backup could not be made.*Make room/)])
    // By hand it is made all the same.
    await core.desk.backup.make({})
    expect(await made()).toBe(1)
    resizeDisk(disk, '120m')
    await core.time.advance(HOUR)
    await until(core.desk, 'it is made', async () => (await made()) === 2)
    await core.stop()
  })
})
