import fs, { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { dirname, join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, describe, expect, it } from 'vitest'
import { readRescue } from '../../src/core/api/backup-keeper.ts'
import { listBackups } from '../../src/core/store/backup-files.ts'
import { openStore } from '../../src/core/store/open-store.ts'
import { makeTempFolder, removeTempFolders } from '../support/core/test-core.ts'
import { AT, openTestStore } from '../support/core/test-store.ts'
import { typeInto } from '../support/store/full-store.ts'
import { countEdits, openAt } from '../support/store/open-at.ts'

const { renameSync, copyFileSync, rmSync } = fs
function letAll(): void {
  Object.assign(fs, { renameSync, copyFileSync, rmSync })
  syncBuiltinESMExports()
}
afterEach(() => {
  letAll()
  removeTempFolders()
})

/** As where `backups` is a link to a folder on another drive: nothing can be renamed from one to the other. */
function separate(): void {
  fs.renameSync = (from, to) => {
    const drives = [from, to].map((path) => dirname(String(path)).endsWith('backups'))
    if (drives[0] !== drives[1]) throw Object.assign(new Error('EXDEV: cross-device link'), { code: 'EXDEV' })
    renameSync(from, to)
  }
  syncBuiltinESMExports()
}

/** A store of 200 edits and a backup of the first 100, which is to be put back; its log of writes is not moved in. */
async function planned(): Promise<string> {
  const store = openTestStore(makeTempFolder())
  typeInto(store, 1, 100)
  const made = await store.backups.make('hand', AT)
  if (!made.ok) throw new Error(made.error.text)
  typeInto(store, 1, 100)
  store.backups.planRestore(made.value.id, AT + 1, 'next')
  const crashed = makeTempFolder('crashed')
  fs.cpSync(store.folder, crashed, { recursive: true })
  store.close()
  return crashed
}

const asideOf = (folder: string) => listBackups(folder).filter(({ kind }) => kind === 'aside')

/** Puts what was set aside back, and counts what it has. */
function countAside(folder: string): number {
  const [aside] = asideOf(folder)
  const store = openAt(folder)
  expect(store.backups.planRestore(aside?.id ?? '', AT + 2, 'before')).toMatchObject({ ok: true })
  store.close()
  return countEdits(folder)
}

describe('backups on another drive than the store', () => {
  it('are put back, and what was here is set aside there [K4]', async () => {
    const folder = await planned()
    separate()
    expect(countEdits(folder)).toBe(100)
    expect(asideOf(folder)).toHaveLength(1)
    expect(countAside(folder)).toBe(200)
    expect(fs.readdirSync(folder).filter((name) => /\.(old|new|part)$|-wal$/.test(name))).toEqual([])
  })

  it('take a damaged store, which is rescued', () => {
    const store = openTestStore(makeTempFolder())
    typeInto(store, 1, 100)
    store.suspect()
    store.close()
    writeFileSync(join(store.folder, 'desk.db'), readFileSync(join(store.folder, 'desk.db')).fill(0, 8192, 60_000))
    separate()
    const again = openAt(store.folder)
    expect(existsSync(readRescue(again)?.path ?? '')).toBe(true)
    again.close()
  })

  it('lose nothing when the desk ends between any two steps of putting one back [K4]', async () => {
    const template = await planned()
    for (let last = 1, isOver = false; !isOver; last++) {
      const folder = makeTempFolder('killed')
      fs.cpSync(template, folder, { recursive: true })
      let steps = 0
      // Nothing of the store is touched between this step and the next start.
      const failing =
        <A extends unknown[]>(run: (...args: A) => void) =>
        (...args: A) => {
          const isOfLock = String(args[0]).endsWith('desk.where')
          if (!isOfLock && ++steps === last) throw Object.assign(new Error('the process has ended'), { code: 'KILLED' })
          run(...args)
        }
      separate()
      const { renameSync: renameApart } = fs
      Object.assign(fs, {
        renameSync: failing(renameApart),
        copyFileSync: failing(copyFileSync),
        rmSync: failing(rmSync),
      })
      syncBuiltinESMExports()
      const opened = openStore(folder, { now: () => AT })
      isOver = opened.ok
      letAll()
      if (opened.ok) opened.value.close()
      separate()
      expect([last, countEdits(folder)]).toEqual([last, 100])
      expect([last, asideOf(folder).length]).toEqual([last, 1])
      const aside = new Database(asideOf(folder)[0]?.path ?? '')
      expect([last, aside.prepare('SELECT count(*) FROM edits').pluck().get()]).toEqual([last, 200])
      aside.close()
      letAll()
    }
  })
})
