import fs, { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, describe, expect, it } from 'vitest'
import { readRescue } from '../../src/core/api/backup-keeper.ts'
import { NEWEST_VERSION } from '../../src/core/store/migrate.ts'
import { openStore } from '../../src/core/store/open-store.ts'
import { makeTempFolder, openTestCore, removeTempFolders } from '../support/core/test-core.ts'
import { AT, openTestStore } from '../support/core/test-store.ts'
import { copyStore, typeInto } from '../support/store/full-store.ts'
import { openAt } from '../support/store/open-at.ts'

const { renameSync } = fs
function letWrite(): void {
  fs.renameSync = renameSync
  syncBuiltinESMExports()
}
afterEach(() => {
  letWrite()
  removeTempFolders()
})

/** From now on `desk.state` cannot be written where `isDue` says so. */
function failStateWrites(isDue: () => boolean): void {
  fs.renameSync = (from, to) => {
    if (String(to).endsWith('desk.state') && isDue()) throw Object.assign(new Error('no room'), { code: 'ENOSPC' })
    renameSync(from, to)
  }
  syncBuiltinESMExports()
}

/** @returns what the person at the desk is told was lost, and how many edits are there */
function look(folder: string): { missing: string[] | undefined; edits: number; damaged: boolean } {
  const opened = openStore(folder, { now: () => AT })
  if (!opened.ok) throw new Error(opened.error.text)
  const found = { missing: readRescue(opened.value)?.missing, edits: opened.value.drafts.editCount() }
  opened.value.close()
  return { ...found, damaged: existsSync(join(folder, 'backups')) }
}

const whole = { missing: undefined, edits: 100, damaged: false }

describe('a log of writes that is gone because its store was closed is no loss, and none is told', () => {
  it('when the store was suspect and proves to be sound', async () => {
    const folder = makeTempFolder()
    const store = openTestStore(folder)
    typeInto(store, 1, 100)
    store.suspect()
    store.close()
    expect(look(folder)).toEqual(whole)
    const core = await openTestCore({ folder })
    expect((await core.desk.app.status({})).notices).toEqual([])
    await core.stop()
  })

  it('when the desk was killed before it could note that the end was a good one', () => {
    const store = openTestStore()
    typeInto(store, 1, 100)
    const log = join(store.folder, 'desk.db-wal')
    expect(existsSync(log)).toBe(true)
    failStateWrites(() => !existsSync(log))
    store.close()
    expect(existsSync(log)).toBe(false)
    expect(JSON.parse(readFileSync(join(store.folder, 'desk.state'), 'utf8'))).toMatchObject({ closed: false })
    expect(look(store.folder)).toEqual(whole)
  })

  it('when it could not be noted before, on a full disk, but after', () => {
    const store = openTestStore()
    typeInto(store, 1, 100)
    const log = join(store.folder, 'desk.db-wal')
    failStateWrites(() => existsSync(log))
    store.close()
    letWrite()
    expect(look(store.folder)).toEqual(whole)
  })

  it('when an opening failed after a stop without warning', () => {
    const store = openTestStore()
    typeInto(store, 1, 100)
    const crashed = copyStore(store.folder)
    store.close()
    failStateWrites(() => existsSync(join(crashed, 'desk.db-wal')))
    expect(openStore(crashed, { now: () => AT })).toMatchObject({ ok: false, error: { code: 'disk-full' } })
    letWrite()
    expect(look(crashed)).toEqual(whole)
  })

  it('and a newer program finds its own log, also when an older one was started meanwhile', () => {
    const store = openTestStore()
    typeInto(store, 1, 100)
    const crashed = copyStore(store.folder)
    store.close()
    const newer = NEWEST_VERSION + 1
    const state: unknown = JSON.parse(readFileSync(join(crashed, 'desk.state'), 'utf8'))
    writeFileSync(join(crashed, 'desk.state'), JSON.stringify({ ...(state as object), version: newer }))
    const files = ['desk.db', 'desk.db-wal', 'desk.state'].map((name) => join(crashed, name))
    const before = files.map((path) => readFileSync(path))
    const opened = openStore(crashed, { now: () => AT })
    expect(opened).toMatchObject({ ok: false, error: { code: 'newer' } })
    expect(files.map((path) => readFileSync(path))).toEqual(before)
  })
})

describe('an older store that another program has put back beside the log of a newer one', () => {
  it('is checked at once, and what the two do not have together is told [K1] [K2]', () => {
    const folder = makeTempFolder()
    openTestStore(folder).close()
    const older = copyStore(folder)
    const store = openAt(folder)
    typeInto(store, 1, 3_000)
    const other = new Database(join(folder, 'desk.db'))
    other.pragma('wal_checkpoint(TRUNCATE)')
    other.close()
    typeInto(store, 1, 3_000)
    const mixed = copyStore(folder)
    store.close()
    for (const name of ['desk.db', 'desk.state']) copyFileSync(join(older, name), join(mixed, name))
    expect(look(mixed)).toMatchObject({ missing: [expect.stringMatching(/edits of your drafts/), expect.any(String)] })
    const db = new Database(join(mixed, 'desk.db'), { readonly: true })
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok')
    db.close()
  })
})
