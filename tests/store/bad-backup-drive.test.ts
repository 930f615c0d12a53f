import { readFileSync, writeFileSync } from 'node:fs'
import Database from 'better-sqlite3'
import { afterAll, afterEach, expect, it } from 'vitest'
import { createFakeTime } from '../support/core/fake-time.ts'
import { makeTempFolder, openTestCore, removeTempFolders } from '../support/core/test-core.ts'
import { AT, openTestStore } from '../support/core/test-store.ts'

type Backup = (path: string, options: unknown) => Promise<unknown>
const scratch = new Database(':memory:')
const prototype = Object.getPrototypeOf(scratch) as { backup: Backup }
scratch.close()
const { backup } = prototype
afterEach(() => Object.assign(prototype, { backup }))
afterAll(removeTempFolders)

/** From now on the drive that copies are made on gives back other bytes than were written. */
function spoilCopies(): void {
  prototype.backup = async function spoilt(this: unknown, path: string, options: unknown) {
    await backup.call(this, path, options)
    const bytes = readFileSync(path)
    writeFileSync(path, bytes.fill(0, 4096, 3 * 4096))
  }
}

it('a drive that spoils every backup has the store checked once, and is named; the desk goes on', async () => {
  const folder = makeTempFolder()
  openTestStore(folder).close()
  const time = createFakeTime(AT)
  let reopened = 0
  const open = () => openTestCore({ folder, time, reopen: () => void (reopened += 1) })
  let core = await open()
  spoilCopies()
  const tryBackup = () => core.desk.backup.make({}).catch((error: unknown) => error)
  expect(await tryBackup()).toMatchObject({ code: 'NO_BACKUP' })
  expect(reopened).toBe(1)
  for (let day = 0; day < 3; day++) {
    await core.stop()
    core = await open()
    expect((await core.desk.backup.list({})).rescue).toBeUndefined()
    expect(await tryBackup()).toMatchObject({ code: 'NO_BACKUP' })
  }
  expect(reopened).toBe(1)
  const notices = async () => (await core.desk.app.status({})).notices.map(({ text }) => text)
  expect(await notices()).toEqual([expect.stringMatching(/no sound backup.*backups/i)])
  // Once one is sound, the next that is not counts again.
  Object.assign(prototype, { backup })
  await core.desk.backup.make({})
  spoilCopies()
  await tryBackup()
  expect(reopened).toBe(2)
  await core.stop()
})
