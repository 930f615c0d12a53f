import { createHash } from 'node:crypto'
import fs, { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { basename, join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { listBackups } from '../../src/core/store/backup-files.ts'
import { settleFile } from '../../src/core/store/file-store.ts'
import { openStore } from '../../src/core/store/open-store.ts'
import { makeTempFolder, removeTempFolders } from '../support/core/test-core.ts'
import { openTestStore } from '../support/core/test-store.ts'

const { platform } = process
const { renameSync } = fs
const { rename } = fs.promises
afterEach(() => {
  fs.renameSync = renameSync
  fs.promises.rename = rename
  syncBuiltinESMExports()
  Object.defineProperty(process, 'platform', { value: platform })
  removeTempFolders()
})

/** As on a Windows where something looks into each file for a moment, once it is there: its first renames are refused. */
function scanEachFile(code: string, system = 'win32'): string[] {
  Object.defineProperty(process, 'platform', { value: system })
  const asked = new Map<string, number>()
  const look = (path: unknown): void => {
    const name = basename(String(path))
    asked.set(name, (asked.get(name) ?? 0) + 1)
    if ((asked.get(name) ?? 0) % 3 === 0) return
    refused.push(name)
    throw Object.assign(new Error(`${code}: operation not permitted, rename '${name}'`), { code })
  }
  const refused: string[] = []
  fs.renameSync = (from, to) => {
    look(from)
    renameSync(from, to)
  }
  fs.promises.rename = async (from, to) => {
    look(from)
    await rename(from, to)
  }
  syncBuiltinESMExports()
  return refused
}

describe('where a scanner of viruses holds each new file for a moment', () => {
  it.each(['EPERM', 'EACCES', 'EBUSY'])('the desk opens, and closes in good order (%s)', (code) => {
    const folder = makeTempFolder()
    openTestStore(folder).close()
    const refused = scanEachFile(code)
    const opened = openStore(folder)
    expect(opened).toMatchObject({ ok: true })
    if (opened.ok) opened.value.close()
    expect(refused).toContain('desk.state.new')
    expect(JSON.parse(readFileSync(join(folder, 'desk.state'), 'utf8'))).toMatchObject({ closed: true })
  })

  it('a backup is made and put back', async () => {
    const folder = makeTempFolder()
    const store = openTestStore(folder)
    const refused = scanEachFile('EPERM')
    const made = await store.backups.make('hand', Date.UTC(2026, 10, 30))
    if (!made.ok) throw new Error(made.error.text)
    expect(store.backups.planRestore(made.value.id, Date.UTC(2026, 11, 1), 'another')).toMatchObject({ ok: true })
    store.close()
    openTestStore(folder).close()
    expect(listBackups(folder).map(({ kind }) => kind)).toEqual(['aside', 'hand'])
    expect(refused).toEqual(expect.arrayContaining(['desk.replace.new', 'desk.db', 'desk.db.new']))
  })

  it('a file that has come gets its name', async () => {
    const folder = makeTempFolder()
    mkdirSync(join(folder, 'files'))
    const incoming = join(folder, 'files', 'incoming')
    writeFileSync(incoming, 'whole')
    const sha256 = createHash('sha256').update('whole').digest('hex')
    scanEachFile('EPERM')
    expect(await settleFile(folder, incoming, sha256)).toBe(true)
    expect(readdirSync(join(folder, 'files', sha256.slice(0, 2)))).toEqual([sha256])
  })
})

it('elsewhere such a refusal is one, and nobody waits', () => {
  const folder = makeTempFolder()
  openTestStore(folder).close()
  const refused = scanEachFile('EPERM', 'linux')
  expect(openStore(folder)).toMatchObject({ ok: false, error: { code: 'read-only' } })
  expect(refused).toHaveLength(1)
})
