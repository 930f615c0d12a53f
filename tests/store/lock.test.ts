import fs, { readdirSync, readFileSync } from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, describe, expect, it } from 'vitest'
import { openStore } from '../../src/core/store/open-store.ts'
import { makeTempFolder, removeTempFolders } from '../support/core/test-core.ts'
import { openTestStore } from '../support/core/test-store.ts'

const { rmSync, writeFileSync } = fs
function letAll(): void {
  Object.assign(fs, { rmSync, writeFileSync })
  syncBuiltinESMExports()
}
afterEach(() => {
  letAll()
  removeTempFolders()
})

describe('the place where a desk can be found', () => {
  it('that cannot be cleared keeps no lock: the next try is not told of another window', () => {
    const folder = makeTempFolder()
    openTestStore(folder).close()
    fs.rmSync = (path) => {
      throw Object.assign(new Error(`may not remove ${String(path)}`), { code: 'EPERM' })
    }
    syncBuiltinESMExports()
    expect(openStore(folder)).toMatchObject({ ok: false, error: { code: 'read-only' } })
    letAll()
    const again = openStore(folder)
    expect(again).toMatchObject({ ok: true })
    if (again.ok) again.value.close()
  })

  it('that cannot be told on a full disk does not end the desk, which is found as one without a place', () => {
    const store = openTestStore()
    fs.writeFileSync = (path) => {
      throw Object.assign(new Error(`no room for ${String(path)}`), { code: 'ENOSPC' })
    }
    syncBuiltinESMExports()
    expect(() => store.announce('http://127.0.0.1:4870/')).not.toThrow()
    letAll()
    expect(openStore(store.folder)).toMatchObject({ ok: false, error: { code: 'locked' } })
    store.announce('http://127.0.0.1:4870/')
    expect(readFileSync(join(store.folder, 'desk.where'), 'utf8')).toContain('4870')
    store.close()
  })
})

describe('a folder on a drive that cannot lock files', () => {
  const prototype: { exec: (this: Database.Database, sql: string) => unknown } = Database.prototype
  const { exec } = prototype
  afterEach(() => {
    prototype.exec = exec
  })

  it.each(['SQLITE_BUSY', 'SQLITE_IOERR_LOCK'])('is told as one, and not as a desk that runs: %s', (code) => {
    const folder = makeTempFolder()
    openTestStore(folder).close()
    const names = readdirSync(folder)
    // What SQLite makes of ENOLCK and EOPNOTSUPP, which fcntl(2) answers there.
    prototype.exec = function refused(sql) {
      if (sql === 'BEGIN EXCLUSIVE') throw new Database.SqliteError('no lock', code)
      return exec.call(this, sql)
    }
    const opened = openStore(folder)
    expect(opened).toMatchObject({ error: { text: expect.stringMatching(/cannot lock files.*network.*--data/) } })
    expect(readdirSync(folder)).toEqual(names)
  })
})
