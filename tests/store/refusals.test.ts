import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, describe, expect, it } from 'vitest'
import { NEWEST_VERSION } from '../../src/core/store/migrate.ts'
import { openStore } from '../../src/core/store/open-store.ts'
import { skipWithoutModes } from '../support/core/rights.ts'
import { makeTempFolder, removeTempFolders } from '../support/core/test-core.ts'
import { openTestStore } from '../support/core/test-store.ts'

afterEach(removeTempFolders)

const entry = join(import.meta.dirname, '..', '..', 'src', 'serve', 'index.ts')

/** Starts the browser shell as a person would. @returns what they read, and the exit code */
async function startDesk(folder: string, account: object = {}): Promise<{ code: number | null; text: string }> {
  const args = [entry, '--data', folder, '--port', '0', '--no-open']
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'], ...account })
  let text = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data: Buffer) => (text += data.toString()))
  const [code] = await once(child, 'close')
  return { code, text }
}

describe('what a person reads when their desk cannot open', () => {
  it('because the store is of a newer version: it is left untouched', async () => {
    const folder = makeTempFolder()
    openTestStore(folder).close()
    const db = new Database(join(folder, 'desk.db'))
    db.pragma(`user_version = ${NEWEST_VERSION + 1}`)
    db.close()
    const before = readFileSync(join(folder, 'desk.db'))
    const { code, text } = await startDesk(folder)
    expect(text).toMatch(/written by a newer Understudy.*left untouched\. Install the newer Understudy/)
    expect(code).toBe(2)
    expect(readFileSync(join(folder, 'desk.db')).equals(before)).toBe(true)
  })

  it('because another desk has the folder: where that one is', async () => {
    const folder = makeTempFolder()
    const store = openTestStore(folder)
    store.announce('http://127.0.0.1:4870/?token=x')
    const { code, text } = await startDesk(folder)
    expect(text).toMatch(/already running with this folder, at http:\/\/127\.0\.0\.1:4870/)
    expect(code).toBe(3)
    store.close()
  })

  it('because they may not write in the folder: what to do', async (context) => {
    skipWithoutModes(context)
    const folder = join(makeTempFolder(), 'desk')
    mkdirSync(folder)
    chmodSync(folder, 0o555)
    chmodSync(join(folder, '..'), 0o755)
    // Root may write everywhere, so as root the question is asked by somebody else.
    const account = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {}
    const { code, text } = await startDesk(folder, account)
    expect(text).toMatch(
      /may not write in .*Give yourself the right to write there, or choose another folder with --data/,
    )
    expect(code).toBe(2)
    chmodSync(folder, 0o755)
  })

  it('because the disk is full: that nothing was lost', () => {
    const full = Object.assign(new Error('full'), { code: 'ENOSPC' })
    const opened = openStore(makeTempFolder(), {
      now: () => {
        throw full
      },
    })
    expect(opened).toMatchObject({
      ok: false,
      error: {
        code: 'disk-full',
        text: expect.stringMatching(/no room on the disk.*Make room and start again; nothing was lost/),
      },
    })
  })
})

describe('a clock that was set back a day', () => {
  it('has the store checked, keeps what is there and takes what comes', () => {
    const folder = makeTempFolder()
    const day = 24 * 3_600_000
    const at = Date.UTC(2026, 10, 23, 8)
    const first = openStore(folder, { now: () => at })
    if (!first.ok) throw new Error(first.error.text)
    first.value.meta.set('kept', 'yes')
    first.value.close()
    const second = openStore(folder, { now: () => at - day })
    if (!second.ok) throw new Error(second.error.text)
    expect(second.value.meta.get('kept')).toBe('yes')
    expect(second.value.meta.get('checked-at')).toBe(String(at - day))
    second.value.close()
  })
})
