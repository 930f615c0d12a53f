import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, describe, expect, it } from 'vitest'
import { readRescue } from '../../src/core/api/backup-keeper.ts'
import { createDrafts } from '../../src/core/drafts/create-drafts.ts'
import type { Store } from '../../src/core/store/open-store.ts'
import { testId } from '../support/core/tasks.ts'
import { makeTempFolder, removeTempFolders } from '../support/core/test-core.ts'
import { AT, openTestStore } from '../support/core/test-store.ts'
import { copyStore, typeInto } from '../support/store/full-store.ts'
import { openAt } from '../support/store/open-at.ts'

const PAGE = 4096

afterEach(removeTempFolders)

function textOf(store: Store): string {
  const now = () => ({ wall: AT, mono: 0, boot: 'boot', zone: 'UTC', offsetMinutes: 0 })
  const plan = createDrafts(store, now).values(store.tasks.head(testId('task'))?.no ?? 0)['plan']
  return typeof plan === 'string' ? plan : ''
}

/** A store of 300 edits that ended without warning and lost its log: 100 are in the file, 200 in a backup. */
async function withoutLog(): Promise<{ folder: string; backedUp: string }> {
  const folder = makeTempFolder()
  openTestStore(folder).close()
  const store = openAt(folder)
  typeInto(store, 1, 100)
  const other = new Database(join(folder, 'desk.db'))
  other.pragma('wal_checkpoint(TRUNCATE)')
  other.close()
  typeInto(store, 1, 100)
  await store.backups.make('daily', AT)
  const backedUp = textOf(store)
  typeInto(store, 1, 100)
  const crashed = copyStore(folder)
  store.close()
  rmSync(join(crashed, 'desk.db-wal'))
  return { folder: crashed, backedUp }
}

describe('a store that has lost its log of writes', () => {
  it('has from a backup what that had of the log, and says what may be missing [K2]', async () => {
    const { folder, backedUp } = await withoutLog()
    const store = openAt(folder)
    expect(textOf(store)).toBe(backedUp)
    expect(readRescue(store)?.missing).toContainEqual(expect.stringMatching(/saved last.*log of writes is gone/))
    store.close()
  })

  it('begins another history: what is written from then on is not taken for what was lost [K5]', async () => {
    const { folder } = await withoutLog()
    let store = openAt(folder)
    typeInto(store, 1, 7)
    const text = textOf(store)
    store.close()
    const path = join(folder, 'desk.db')
    const bytes = readFileSync(path)
    const db = new Database(path)
    const root = db.prepare(`SELECT rootpage FROM sqlite_schema WHERE name = 'submissions_by_time'`).pluck().get()
    db.close()
    bytes.fill(0, (Number(root) - 1) * PAGE, Number(root) * PAGE)
    writeFileSync(path, bytes)
    store = openAt(folder, () => AT + 30 * 3_600_000)
    expect(textOf(store)).toBe(text)
    store.close()
  })
})
