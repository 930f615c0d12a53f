import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createDrafts } from '../../src/core/drafts/create-drafts.ts'
import { testId } from '../support/core/tasks.ts'
import { removeTempFolders } from '../support/core/test-core.ts'
import { AT } from '../support/core/test-store.ts'
import { copyStore, draftTexts, makeFullStore } from '../support/store/full-store.ts'
import { markSuspect, openAt } from '../support/store/open-at.ts'

const PAGE = 4096

let template: string
let texts: Map<number, string>

beforeAll(() => {
  template = makeFullStore()
  const store = openAt(template)
  const at = { wall: AT, mono: 0, boot: 'boot', zone: 'UTC', offsetMinutes: 0 }
  const taskId = testId('task', 1)
  const burst = { taskId, field: 'confidence', version: 0, session: testId('session') }
  const no = store.tasks.head(taskId)?.no ?? 0
  createDrafts(store, () => at).edit(no, 'value', { ...burst, edits: [{ change: { value: 4 }, origin: 'set' }] })
  store.transaction(() => {
    // The first is written in, the third is at the hub, and all others that were finished wait to be sent.
    for (let n = 1; n <= 40; n++) {
      const state = n === 1 ? 'drafting' : n === 3 ? 'received' : 'ready'
      store.tasks.setState(store.tasks.head(testId('task', n))?.no ?? 0, state)
    }
    store.submissions.setState(testId('submission', 1), 'undone')
    store.outbox.setUndone(testId('submission', 1))
    store.submissions.setState(testId('submission', 3), 'received')
    store.outbox.setDone(testId('submission', 3))
  })
  store.close()
  texts = draftTexts(template, () => AT)
})
afterAll(removeTempFolders)

/** Puts zeros on the page at which a table begins; there is no backup. */
function without(table: string): string {
  const folder = copyStore(template)
  const path = join(folder, 'desk.db')
  const db = new Database(path)
  const root = db.prepare<[string], number>('SELECT rootpage FROM sqlite_schema WHERE name = ?').pluck().get(table) ?? 0
  db.close()
  const bytes = readFileSync(path)
  bytes.fill(0, (root - 1) * PAGE, root * PAGE)
  writeFileSync(path, bytes)
  markSuspect(folder)
  return folder
}

function tasksOf(folder: string): unknown[] {
  const db = new Database(join(folder, 'desk.db'), { readonly: true })
  const rows = db.prepare('SELECT no, id, hub_id, batch_id, title, state FROM tasks ORDER BY no').all()
  db.close()
  return rows
}

describe('what is written stays when the page is gone that says whose it is [K2]', () => {
  it('the page of the tasks: they are put together from their contents', () => {
    const before = tasksOf(template)
    const folder = without('tasks')
    expect(draftTexts(folder, () => AT)).toEqual(texts)
    expect(tasksOf(folder)).toEqual(before)
    const store = openAt(folder)
    // Finished work that waits is sent all the same.
    expect(store.outbox.hasOpen(2)).toBe(true)
    store.close()
  })

  it('the page of the fields: they are put together from their index and their edits', () => {
    const folder = without('draft_fields')
    expect(draftTexts(folder, () => AT)).toEqual(texts)
    const store = openAt(folder)
    const at = { wall: AT, mono: 0, boot: 'boot', zone: 'UTC', offsetMinutes: 0 }
    const values = createDrafts(store, () => at).values(store.tasks.head(testId('task', 1))?.no ?? 0)
    expect(values).toEqual({ plan: texts.get(1), confidence: 4 })
    store.close()
  })
})
