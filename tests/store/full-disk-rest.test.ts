import { spawnSync } from 'node:child_process'
import { readdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { migrate, NEWEST_VERSION } from '../../src/core/store/migrate.ts'
import { openStore } from '../../src/core/store/open-store.ts'
import { makeTempFolder, removeTempFolders } from '../support/core/test-core.ts'
import { AT, openTestStore } from '../support/core/test-store.ts'
import { openAt } from '../support/store/open-at.ts'
import { canMountDisks, mountDisk, resizeDisk, unmountDisk } from '../support/store/small-disk.ts'

const disk = makeTempFolder('disk')
afterEach(() => void unmountDisk(disk))
afterAll(removeTempFolders)

const freeBytes = (): number => {
  const { bavail, bsize } = statfsSync(disk)
  return bavail * bsize
}
const leftovers = (): string[] =>
  readdirSync(disk, { recursive: true })
    .map(String)
    .filter((name) => /\.(part|work|rescue|empty)(-\w+)?$/.test(name))

/** With more room the store opens, and has lost nothing. */
function opensWithRoom(): void {
  resizeDisk(disk, '64m')
  openAt(disk).close()
}

/** A row that makes the store some megabytes large. */
function grow(db: Database.Database, bytes: number): void {
  db.prepare("INSERT INTO meta (key, value) VALUES ('large', ?)").run('x'.repeat(bytes))
}

describe.runIf(canMountDisks())('what does not fit on a full disk takes no room afterwards', () => {
  it('a copy before an update', () => {
    mountDisk(disk, '8m')
    const db = new Database(join(disk, 'desk.db'))
    migrate(db, NEWEST_VERSION - 1)
    grow(db, 5_000_000)
    db.close()
    const before = freeBytes()
    expect(openStore(disk, { now: () => AT })).toMatchObject({ ok: false, error: { code: 'disk-full' } })
    expect(leftovers()).toEqual([])
    expect(before - freeBytes()).toBeLessThan(100_000)
    opensWithRoom()
  })

  it('a rescue', () => {
    mountDisk(disk, '12m')
    openTestStore(disk).close()
    const db = new Database(join(disk, 'desk.db'))
    grow(db, 5_000_000)
    db.close()
    const state = join(disk, 'desk.state')
    writeFileSync(state, JSON.stringify({ closed: true, suspect: true, generation: 'g', version: NEWEST_VERSION }))
    const store = join(disk, 'desk.db')
    const again = new Database(store)
    // Less than it had: a store that was changed behind the desk is rescued.
    again.pragma(`user_version = ${NEWEST_VERSION - 1}`)
    again.close()
    const before = freeBytes()
    expect(openStore(disk, { now: () => AT })).toMatchObject({ ok: false, error: { code: 'disk-full' } })
    expect(leftovers()).toEqual([])
    expect(before - freeBytes()).toBeLessThan(100_000)
    opensWithRoom()
  })

  it('a backup that could be copied and not be closed', async () => {
    mountDisk(disk, '64m')
    const store = openTestStore(disk)
    const db = new Database(join(disk, 'desk.db'))
    grow(db, 5_000_000)
    db.close()
    // From where the copy fits to the byte and its settling does not, to where both do.
    const first = await store.backups.make('hand', AT)
    if (!first.ok) throw new Error(first.error.text)
    const ballast = join(disk, 'ballast')
    const taken: number[] = []
    let isMade = false
    for (let spare = 0; !isMade && spare <= 131_072; spare += 4096) {
      spawnSync('fallocate', ['-l', String(freeBytes() - first.value.bytes - spare), ballast])
      const before = freeBytes()
      isMade = (await store.backups.make('hand', AT + 1 + spare)).ok
      if (!isMade) taken.push(before - freeBytes())
      rmSync(ballast)
    }
    store.close()
    expect(isMade).toBe(true)
    expect(taken.length).toBeGreaterThan(1)
    expect(Math.max(...taken)).toBe(0)
  })
})
