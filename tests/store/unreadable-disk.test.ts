import fs, { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { readRescue } from '../../src/core/api/backup-keeper.ts'
import { applyPragmas } from '../../src/core/store/open-database.ts'
import { openStore } from '../../src/core/store/open-store.ts'
import { testId } from '../support/core/tasks.ts'
import { makeTempFolder, openTestCore, removeTempFolders } from '../support/core/test-core.ts'
import { AT, openTestStore } from '../support/core/test-store.ts'
import { copyStore, draftTexts, makeFullStore } from '../support/store/full-store.ts'
import { markSuspect, openAt } from '../support/store/open-at.ts'

const PAGE = 4096
const { copyFileSync, readSync } = fs
const eio = (): Error => Object.assign(new Error('i/o error'), { code: 'EIO' })

function mendDisk(): void {
  Object.assign(fs, { copyFileSync, readSync })
  syncBuiltinESMExports()
}
afterEach(mendDisk)
afterAll(removeTempFolders)

/** From now on some pages cannot be read of any file: a read ends before, or fails. */
function failReads(isLost: (page: number) => boolean): void {
  fs.copyFileSync = (from, to) => {
    if (String(from).endsWith('desk.db')) throw eio()
    copyFileSync(from, to)
  }
  fs.readSync = ((fd: number, buffer: Buffer, offset: number, length: number, at: number) => {
    if (isLost(at / PAGE)) throw eio()
    let most = length
    for (let ahead = PAGE; ahead < length; ahead += PAGE) if (isLost((at + ahead) / PAGE)) most = Math.min(most, ahead)
    return readSync(fd, buffer, offset, most, at)
  }) as typeof readSync
  syncBuiltinESMExports()
}

function damagedAt(folder: string, page: number): void {
  const path = join(folder, 'desk.db')
  writeFileSync(path, readFileSync(path).fill(0, page * PAGE, (page + 1) * PAGE))
  markSuspect(folder)
}

describe('a store of which the disk cannot read a sector', () => {
  it('ends no process: its pages are read, and not mapped', () => {
    const db = new Database(join(makeTempFolder(), 'some.db'))
    applyPragmas(db)
    expect(db.pragma('mmap_size', { simple: true })).toBe(0)
    db.close()
  })

  it('is rescued, all that can be read before and behind it [K2]', () => {
    const folder = copyStore(makeFullStore())
    const texts = draftTexts(folder, () => AT)
    const db = new Database(join(folder, 'desk.db'))
    const root = db.prepare<[], number>(`SELECT rootpage FROM sqlite_schema WHERE name = 'submissions_by_time'`)
    const page = Number(root.pluck().get()) - 1
    db.close()
    damagedAt(folder, page)
    failReads((one) => one === page)
    const store = openAt(folder)
    // Only an index was hit.
    expect(readRescue(store)?.missing).toEqual([expect.stringMatching(/^Perhaps some submissions/)])
    expect(store.submissions.count()).toBe(40)
    store.close()
    expect(draftTexts(folder, () => AT)).toEqual(texts)
  })

  it('is left as it is where nothing of it can be read, as of a drive that is away', () => {
    const folder = makeTempFolder()
    openTestStore(folder).close()
    damagedAt(folder, 3)
    const before = readFileSync(join(folder, 'desk.db'))
    failReads(() => true)
    expect(openStore(folder, { now: () => AT })).toMatchObject({
      error: { code: 'failed', text: expect.stringMatching(/cannot be read. Nothing was changed/) },
    })
    mendDisk()
    expect(readFileSync(join(folder, 'desk.db')).equals(before)).toBe(true)
    expect(existsSync(join(folder, 'desk.db.work'))).toBe(false)
  })

  it('is looked after when that is met while the desk is open', async () => {
    const folder = makeTempFolder()
    openTestStore(folder).close()
    let reopened = 0
    const core = await openTestCore({ folder, reopen: () => void (reopened += 1) })
    const prototype = Object.getPrototypeOf(new Database(':memory:').prepare('SELECT 1')) as { get: unknown }
    const { get } = prototype
    prototype.get = () => {
      throw new Database.SqliteError('disk I/O error', 'SQLITE_IOERR_CORRUPTFS')
    }
    const opened = core.desk.drafts.open({ taskId: testId('task') })
    const refused = await opened.catch((error: unknown) => error)
    prototype.get = get
    expect(refused).toMatchObject({
      code: 'STORE_FAILED',
      data: { text: expect.stringMatching(/rescues what is in it/) },
    })
    expect(reopened).toBe(1)
    await core.stop()
  })
})
