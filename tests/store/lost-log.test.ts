import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, describe, expect, it } from 'vitest'
import { readRescue } from '../../src/core/api/backup-keeper.ts'
import { createDrafts } from '../../src/core/drafts/create-drafts.ts'
import type { Store } from '../../src/core/store/open-store.ts'
import { readStoreState, writeStoreState } from '../../src/core/store/store-state.ts'
import { testId } from '../support/core/tasks.ts'
import { makeTempFolder, removeTempFolders } from '../support/core/test-core.ts'
import { AT, openTestStore } from '../support/core/test-store.ts'
import { copyStore, typeInto } from '../support/store/full-store.ts'
import { openAt } from '../support/store/open-at.ts'

const PAGE = 4096

afterEach(removeTempFolders)

/** Closes a store of 100 edits, and the same with 200, and puts the older one back, as another program may. */
async function withOlder(backUp: boolean): Promise<{ folder: string; texts: readonly string[] }> {
  const folder = makeTempFolder()
  let store = openTestStore(folder)
  typeInto(store, 1, 100)
  const texts = [textOf(store)]
  store.close()
  const older = readFileSync(join(folder, 'desk.db'))
  store = openAt(folder)
  typeInto(store, 1, 100)
  texts.push(textOf(store))
  if (backUp) await store.backups.make('daily', AT)
  store.close()
  writeFileSync(join(folder, 'desk.db'), older)
  return { folder, texts }
}

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

describe('an older store that another program has put back after this one was closed', () => {
  it('is told of, and begins another history [K2] [K5]', async () => {
    const { folder, texts } = await withOlder(false)
    const { generation } = readStoreState(folder) ?? {}
    const store = openAt(folder)
    expect(textOf(store)).toBe(texts[0])
    expect(readRescue(store)?.missing[0]).toMatch(/another program has put it in the place of yours/)
    expect(store.generation).not.toBe(generation)
    store.close()
  })

  it('gets what a backup has had since [K2]', async () => {
    const { folder, texts } = await withOlder(true)
    const store = openAt(folder)
    expect(textOf(store)).toBe(texts[1])
    store.close()
  })

  it('is opened as it is where its own state came back with it', async () => {
    const { folder, texts } = await withOlder(false)
    const whole = copyStore(folder)
    // As a copy of all of the folder has both.
    const state = readStoreState(whole)
    const db = new Database(join(whole, 'desk.db'), { readonly: true })
    const closedAs = db.prepare<[], string>(`SELECT value FROM meta WHERE key = 'closed-as'`).pluck().get()
    db.close()
    if (state !== undefined) writeStoreState(whole, { ...state, closedAs })
    const store = openAt(whole)
    expect(textOf(store)).toBe(texts[0])
    expect(readRescue(store)).toBeUndefined()
    store.close()
  })
})

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
