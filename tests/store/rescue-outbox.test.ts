import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, describe, expect, it } from 'vitest'
import { contentSum } from '../../src/core/store/checksums.ts'
import type { Store } from '../../src/core/store/open-store.ts'
import { testId, testTask } from '../support/core/tasks.ts'
import { makeTempFolder, openTestCore, removeTempFolders } from '../support/core/test-core.ts'
import { AT, openTestStore } from '../support/core/test-store.ts'
import { typeInto } from '../support/store/full-store.ts'
import { losePage, markSuspect } from '../support/store/open-at.ts'

afterEach(removeTempFolders)

const PAGE = 4096
const taskId = testId('task', 1)

/** Finishes a version of the task's work, which waits to be sent. */
function finish(store: Store, n: number): void {
  const taskNo = store.tasks.head(taskId)?.no ?? 0
  const content = JSON.stringify({ n, values: {} })
  const row = {
    id: testId('submission', n),
    taskNo,
    content,
    sha256: contentSum(content),
    claimedMs: 0,
    supersedes: null,
  }
  store.transaction(() => {
    store.submissions.add({ ...row, finishedAt: AT + n, state: 'ready' }, [])
    store.outbox.add({ id: row.id, hubId: testId('hub'), taskNo, kind: 'submit', body: '', at: AT + n })
    store.tasks.setState(taskNo, 'ready')
  })
}

/** A second version is finished; it is in the backup, and the store has lost it and its place in the outbox. */
async function withLostWork(isBackedUp: boolean): Promise<string> {
  const folder = makeTempFolder()
  const store = openTestStore(folder, [testTask(1)])
  typeInto(store, 1, 10)
  finish(store, 1)
  store.submissions.setReceipt(testId('submission', 1), 'a.b.c', AT, false, true)
  store.submissions.setState(testId('submission', 1), 'received')
  store.outbox.setDone(testId('submission', 1))
  if (!isBackedUp) await store.backups.make('daily', AT)
  finish(store, 2)
  if (isBackedUp) await store.backups.make('daily', AT)
  store.close()
  const path = join(folder, 'desk.db')
  const db = new Database(path)
  db.pragma('foreign_keys = OFF')
  for (const table of ['submissions', 'outbox'])
    db.prepare(`DELETE FROM ${table} WHERE id = ?`).run(testId('submission', 2))
  const root = Number(db.prepare(`SELECT rootpage FROM sqlite_schema WHERE name = 'submissions_by_time'`).pluck().get())
  db.close()
  const bytes = readFileSync(path)
  writeFileSync(path, bytes.fill(0, (root - 1) * PAGE, root * PAGE))
  markSuspect(folder)
  return folder
}

describe('a second version that was finished and of which a damaged store has lost its place in the outbox [K2]', () => {
  it.each([
    ['that a backup has is a draft again, which can be finished', true, 'drafting'],
    ['that is nowhere leaves the task as the first version left it', false, 'received'],
  ])('%s', async (_, isBackedUp, state) => {
    const core = await openTestCore({ folder: await withLostWork(isBackedUp) })
    const { row, submissions } = await core.desk.tasks.get({ taskId })
    expect(row.state).toBe(state)
    expect(submissions).toMatchObject([{ id: testId('submission', 1), state: 'received' }])
    expect((await core.desk.work.revise({ taskId })).state).toBe('drafting')
    await core.stop()
  })
})

describe('work that was finished after the backup from which its task is taken [K2] [O1]', () => {
  it.each(['ready', 'sent'] as const)('has its task stand as it does: %s', async (state) => {
    const folder = makeTempFolder()
    const store = openTestStore(folder, [testTask(1)])
    typeInto(store, 1, 10)
    store.tasks.setState(store.tasks.head(taskId)?.no ?? 0, 'drafting')
    await store.backups.make('daily', AT)
    finish(store, 1)
    if (state === 'sent') {
      store.outbox.setSent(testId('submission', 1))
      store.submissions.setState(testId('submission', 1), 'sent')
      store.tasks.setState(store.tasks.head(taskId)?.no ?? 0, 'sent')
    }
    store.close()
    losePage(folder, 'tasks')
    markSuspect(folder)
    const core = await openTestCore({ folder })
    expect((await core.desk.backup.list({})).rescue).toBeDefined()
    const { row, submissions } = await core.desk.tasks.get({ taskId })
    expect([row.state, submissions.map((one) => one.state)]).toEqual([state, [state]])
    await core.stop()
  })
})
