import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, describe, expect, it } from 'vitest'
import { migrate, NEWEST_VERSION } from '../../src/core/store/migrate.ts'
import { openDatabase } from '../../src/core/store/open-database.ts'
import { openStore, writeErrorToText } from '../../src/core/store/open-store.ts'
import { RESCUE_KEY } from '../../src/core/store/rescue.ts'
import { runtimeProblem } from '../../src/core/store/runtime.ts'
import { RescueView } from '../../src/shared/contract/desk-backup.ts'
import { rightsOfOthers, skipWithoutModes } from '../support/core/rights.ts'
import { makeTempFolder, removeTempFolders } from '../support/core/test-core.ts'
import { openTestStore } from '../support/core/test-store.ts'

afterEach(removeTempFolders)

const storePath = (folder: string): string => join(folder, 'desk.db')

/** Runs a script that has `openStore`, in a process of its own. @returns what it printed */
async function runScript(script: string, options: { uid?: number; gid?: number } = {}): Promise<string> {
  const child = spawn(process.execPath, ['--input-type=module', '-e', `${openStoreImport}\n${script}`], {
    stdio: ['ignore', 'pipe', 'inherit'],
    ...options,
  })
  let printed = ''
  child.stdout.on('data', (data: Buffer) => (printed += data.toString()))
  await once(child, 'exit')
  return printed
}

const openStoreImport = `const { openStore } = await import(${JSON.stringify(new URL('../../src/core/store/open-store.ts', import.meta.url))})`

describe('opening a store', () => {
  it('makes it with the pragmas that keep every commit, readable by its owner only', () => {
    const folder = join(makeTempFolder(), 'deep', 'inside')
    const store = openTestStore(folder)
    store.close()
    const db = new Database(storePath(folder))
    expect(db.pragma('journal_mode', { simple: true })).toBe('wal')
    expect(db.pragma('user_version', { simple: true })).toBe(NEWEST_VERSION)
    expect(db.pragma('foreign_key_check')).toEqual([])
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok')
    db.close()
    expect(rightsOfOthers(storePath(folder))).toBe(0)
  })

  it('has each commit flushed, on a Mac through the memory of the drive as well [D1]', () => {
    const opened = openDatabase(makeTempFolder(), Date.now())
    if (!('db' in opened)) throw new Error('not opened')
    expect(opened.db.pragma('synchronous', { simple: true })).toBe(2)
    expect(opened.db.pragma('fullfsync', { simple: true })).toBe(1)
    opened.db.close()
  })

  it('refuses a second desk, says where the first one is, and lets it in when the first has gone', () => {
    const folder = makeTempFolder()
    const first = openTestStore(folder)
    first.announce('http://127.0.0.1:4870/')
    const second = openStore(folder)
    expect(second).toMatchObject({ ok: false, error: { code: 'locked' } })
    expect(!second.ok && second.error.text).toContain('http://127.0.0.1:4870/')
    first.close()
    const third = openStore(folder)
    expect(third.ok).toBe(true)
    if (third.ok) third.value.close()
  })

  it('is not kept out by a desk that was killed', async () => {
    const folder = makeTempFolder()
    const script = `${openStoreImport}
      // Kept: what nobody refers to is collected, and its lock with it.
      globalThis.store = openStore(${JSON.stringify(folder)}).value
      globalThis.store.announce('x')
      console.log('open')
      setInterval(() => {}, 1000)`
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    await once(child.stdout, 'data')
    const second = openStore(folder)
    child.kill('SIGKILL')
    await once(child, 'exit')
    expect(second).toMatchObject({ ok: false, error: { code: 'locked' } })
    const after = openStore(folder)
    expect(after.ok).toBe(true)
    if (after.ok) after.value.close()
  })

  it('leaves a store of a newer version untouched and says so', () => {
    const folder = makeTempFolder()
    openTestStore(folder).close()
    const db = new Database(storePath(folder))
    db.pragma(`user_version = ${NEWEST_VERSION + 1}`)
    db.close()
    const before = readFileSync(storePath(folder))
    const opened = openStore(folder)
    expect(opened).toMatchObject({ ok: false, error: { code: 'newer' } })
    expect(!opened.ok && opened.error.text).toMatch(/newer Understudy/)
    expect(readFileSync(storePath(folder)).equals(before)).toBe(true)
    // The refusal holds no lock.
    expect(openStore(folder)).toMatchObject({ ok: false, error: { code: 'newer' } })
  })

  it('keeps what was no store at all, and says that nothing could be read of it', () => {
    const folder = makeTempFolder()
    openTestStore(folder).close()
    writeFileSync(storePath(folder), 'this was a store once'.repeat(1000))
    const opened = openStore(folder)
    if (!opened.ok) throw new Error(opened.error.text)
    const rescue = RescueView.parse(JSON.parse(opened.value.meta.get(RESCUE_KEY) ?? ''))
    expect(rescue.missing.join()).toMatch(/no part of it could be read/)
    expect(readFileSync(rescue.path, 'utf8')).toContain('this was a store once')
    opened.value.close()
  })

  it('says when it may not write in its folder', async (context) => {
    skipWithoutModes(context)
    const folder = makeTempFolder()
    chmodSync(folder, 0o555)
    // Root may write everywhere, so as root the question is asked by somebody else.
    const asNobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {}
    const { code, text } = JSON.parse(
      await runScript(`console.log(JSON.stringify(openStore(${JSON.stringify(folder)}).error))`, asNobody),
    )
    expect(code).toBe('read-only')
    expect(text).toMatch(/may not write/)
    chmodSync(folder, 0o700)
  })

  it('says what to do where another program holds the store', () => {
    const folder = makeTempFolder()
    openTestStore(folder).close()
    const other = new Database(storePath(folder))
    other.pragma('locking_mode = EXCLUSIVE')
    other.exec('BEGIN EXCLUSIVE')
    const opened = openStore(folder)
    expect(!opened.ok && opened.error.text).toMatch(/Another program holds the store.*start again/)
    other.close()
    openTestStore(folder).close()
  })

  it('says when its folder cannot be made', () => {
    const folder = makeTempFolder()
    writeFileSync(join(folder, 'file'), '')
    const opened = openStore(join(folder, 'file', 'store'))
    expect(opened.ok).toBe(false)
    expect(existsSync(join(folder, 'file'))).toBe(true)
  })
})

describe('migrations', () => {
  it('give the same schema from nothing, whichever way they are run, with all foreign keys whole', () => {
    const a = new Database(':memory:')
    expect(migrate(a)).toEqual({ from: 0, to: NEWEST_VERSION })
    expect(migrate(a)).toEqual({ from: NEWEST_VERSION, to: NEWEST_VERSION })
    expect(a.pragma('foreign_key_check')).toEqual([])
  })

  it('let the hot questions use their index', () => {
    const db = new Database(':memory:')
    migrate(db)
    const plan = (sql: string): string =>
      db
        .prepare<[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`)
        .all()
        .map((row) => row.detail)
        .join('; ')
    expect(plan('SELECT max(version) FROM edits WHERE field_no = 1')).toMatch(/SEARCH edits USING PRIMARY KEY/)
    expect(plan('SELECT change FROM edits WHERE field_no = 1 AND version >= 5 AND version < 9 ORDER BY version')).toBe(
      'SEARCH edits USING PRIMARY KEY (field_no=? AND version>? AND version<?)',
    )
    expect(plan("SELECT no FROM tasks WHERE id = 'x'")).toMatch(/SEARCH tasks USING COVERING INDEX/)
    expect(
      plan("SELECT seq FROM outbox WHERE hub_id = 'x' AND state IN ('waiting', 'sent', 'quarantined') ORDER BY seq"),
    ).toMatch(/USING (COVERING )?INDEX outbox_open/)
    expect(plan('SELECT no FROM tasks WHERE indexed = 0 ORDER BY no LIMIT 5')).toMatch(/INDEX tasks_to_index/)
  })
})

describe('what a person reads when the disk refuses', () => {
  it('names a full disk, and promises of words that nothing in the window is lost', () => {
    expect(writeErrorToText(Object.assign(new Error(), { code: 'SQLITE_FULL' }))).toMatchObject({ code: 'DISK_FULL' })
    expect(writeErrorToText(Object.assign(new Error(), { code: 'ENOSPC' }), true)?.text).toMatch(/kept in this window/)
    expect(writeErrorToText(Object.assign(new Error(), { code: 'ENOSPC' }))?.text).toMatch(/Make room and try again/)
    expect(writeErrorToText(Object.assign(new Error(), { code: 'SQLITE_IOERR_FSYNC' }))).toMatchObject({
      code: 'STORE_FAILED',
    })
    expect(writeErrorToText(new TypeError('a defect'))).toBeUndefined()
  })
})

describe('the runtime', () => {
  it('is refused with its version where the store’s library would end it without a word', () => {
    expect(runtimeProblem('20.20.2')).toMatch(/Node 22\.12 or newer.*20\.20\.2/)
    expect(runtimeProblem('22.11.0')).toBeDefined()
    expect(runtimeProblem('22.12.0')).toBeUndefined()
    expect(runtimeProblem('24.21.0')).toBeUndefined()
  })
})
