import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readRescue } from '../../src/core/api/backup-keeper.ts'
import { checkStore } from '../../src/core/store/soundness.ts'
import { ZEROS, zeroJson } from '../support/store/zero-json.ts'
import { makeTempFolder, openTestCore, removeTempFolders } from '../support/core/test-core.ts'
import { createFakeTime } from '../support/core/fake-time.ts'
import { testId } from '../support/core/tasks.ts'
import { AT, openTestStore } from '../support/core/test-store.ts'
import { addAcceptedWork } from '../support/billing/accepted-work.ts'
import { copyStore, DAY_MS, draftTexts, type Dump, dumpStore, makeFullStore } from '../support/store/full-store.ts'
import { markSuspect, openAt } from '../support/store/open-at.ts'

const later = (): number => AT + 2 * DAY_MS

let template: string
let texts: Map<number, string>
let rows: Dump

/** One row of each kind that a full store lacks. */
const more = `
  INSERT INTO customers (id, name, content) VALUES ('c', 'A buyer', '{"name":"A buyer"}');
  INSERT INTO billing_profile (one, content) VALUES (1, '{"name":"A seller"}');
  INSERT INTO invoices (id, state, kind, made_at, content) VALUES ('i', 'draft', 'invoice', 0, '{"taskIds":[]}');
  INSERT INTO version_names (id, task_no, name, at, versions) VALUES ('n', 1, 'First', 0, '{"1":2}');
  INSERT INTO draft_views (task_no, window, at) VALUES (1, '{}', 0);
  INSERT INTO outbox (id, hub_id, task_no, kind, body, at, state)
    SELECT 'o', hub_id, no, 'decline', '{"reason":"ill"}', 0, 'waiting' FROM tasks WHERE no = 200;
  INSERT INTO meta (key, value) VALUES ('settings', '{"theme":"dark"}');
  UPDATE tasks SET rate = '{"type":"hourly","amount":4200,"currency":"EUR"}' WHERE no = 1;
  UPDATE task_contents SET content = json_set(content, '$.rate', json('{"type":"hourly","amount":4200,"currency":"EUR"}')) WHERE task_no = 1;
  UPDATE outbox SET state = 'done' WHERE id = (SELECT min(id) FROM submissions);
  UPDATE submissions SET state = 'accepted', receipt = 'a.b.c', verified = 1, received_at = 1, review = '{"decision":"accepted"}'
    WHERE id = (SELECT min(id) FROM submissions)`

beforeAll(() => {
  template = makeFullStore()
  const db = new Database(join(template, 'desk.db'))
  db.exec(more)
  db.close()
  texts = draftTexts(template, () => AT)
  rows = dumpStore(template)
})
afterAll(removeTempFolders)

/** Opens a store that is to be checked. @returns what the person is told is missing */
function heal(folder: string, now = later): readonly string[] | undefined {
  markSuspect(folder)
  const store = openAt(folder, now)
  const missing = readRescue(store)?.missing
  store.close()
  return missing
}

/** What the person is told, and whether the row stays where only a backup could have what it lost. */
const columns: readonly (readonly [table: string, column: string, told: RegExp, stays: boolean])[] = [
  ['programmes', 'rate', /1 programme, batch or hub/, false],
  ['programmes', 'content', /1 programme, batch or hub/, false],
  ['batches', 'content', /1 programme, batch or hub/, false],
  ['tasks', 'rate', /^$/, true],
  ['task_contents', 'content', /1 task/, false],
  ['task_contents', 'assignment', /1 task/, false],
  ['draft_views', 'window', /1 place of the caret/, false],
  ['version_names', 'versions', /1 name of a version/, false],
  ['submissions', 'receipt', /The receipt of 1 piece of work: the hub sends it again/, true],
  ['submissions', 'review', /The review of 1 piece of work/, true],
  ['submission_contents', 'content', /1 submission/, false],
  ['outbox', 'body', /1 thing to be sent/, false],
  ['ledger', 'data', /1 entry of your time/, false],
  ['billing_profile', 'content', /1 entry of your invoices/, false],
  ['customers', 'content', /1 entry of your invoices/, false],
  ['invoices', 'content', /1 entry of your invoices/, false],
  ['meta', 'value', /1 setting or notice/, false],
]

describe('a store in which what should be JSON is none, which SQLite calls sound [K2]', () => {
  it.each(columns)('zeros in %s.%s: named, and the store is sound again', (table, column, told, stays) => {
    const folder = copyStore(template)
    const key = zeroJson(folder, table, column)
    const missing = heal(folder)
    expect(missing?.join('\n')).toMatch(told)
    const after = dumpStore(folder)
    expect(after.get(table)?.has(key)).toBe(stays)
    expect(JSON.stringify([...after.values()].map((found) => [...found.values()]))).not.toContain(ZEROS)
    expect(draftTexts(folder, later)).toEqual(texts)
    const db = new Database(join(folder, 'desk.db'), { readonly: true })
    expect(checkStore(db).sound).toBe(true)
    expect(db.prepare(`SELECT max(cursor) FROM hubs`).pluck().get()).toBe(0)
    db.close()
    // Checked again after days, nothing is found anew.
    expect(heal(folder, () => AT + 9 * DAY_MS)).toEqual(missing)
  })

  const inBackups = columns.filter(
    ([table, column]) => column !== 'review' && !['draft_views', 'outbox', 'meta'].includes(table),
  )
  it.each(inBackups)('zeros in %s.%s: taken from the backup', async (table, column) => {
    const folder = copyStore(template)
    const store = openAt(folder)
    await store.backups.make('daily', AT)
    store.close()
    const key = zeroJson(folder, table, column)
    expect(heal(folder)).toEqual([])
    const [found, before] = [dumpStore(folder), rows].map((dump) =>
      dump.get(table)?.get(key)?.replace('"indexed":0', '"indexed":1'),
    )
    expect(found).toBe(before)
  })

  it('has no other JSON than that, but for what has a check sum', () => {
    const known = new Set([...columns.map(([table, column]) => `${table}.${column}`), 'edits.change'])
    const found = [...rows].flatMap(([table, ofTable]) =>
      [...ofTable.values()].flatMap((row) =>
        Object.entries(JSON.parse(row) as Record<string, unknown>).flatMap(([column, value]) =>
          /^[{[]/.test(String(value)) || (column === 'receipt' && value !== null) ? [`${table}.${column}`] : [],
        ),
      ),
    )
    expect([...new Set(found)].filter((name) => !known.has(name))).toEqual([])
    expect(new Set(found).size).toBe(known.size)
  })

  it('in what a task is paid by itself: it is taken from the task', () => {
    const folder = copyStore(template)
    zeroJson(folder, 'tasks', 'rate')
    expect(heal(folder)).toEqual([])
    const db = new Database(join(folder, 'desk.db'), { readonly: true })
    expect(db.prepare('SELECT rate FROM tasks WHERE no = 1').pluck().get()).toContain('4200')
    expect(db.prepare('SELECT count(*) FROM tasks WHERE rate IS NOT NULL').pluck().get()).toBe(1)
    db.close()
  })

  it('while the desk is open: what reads it says that the store is damaged, and the desk mends itself', async () => {
    const folder = makeTempFolder('sample')
    let reopened = 0
    const core = await openTestCore({ folder, reopen: () => void (reopened += 1) })
    await core.desk.setup.openSample({})
    const [task] = (await core.desk.tasks.list({ limit: 1 })).rows
    const taskId = task?.id ?? ''
    await core.desk.tasks.get({ taskId })
    zeroJson(folder, 'batches', 'content')
    await expect(core.desk.tasks.get({ taskId })).rejects.toMatchObject({ code: 'STORE_FAILED' })
    expect(reopened).toBe(1)
    await core.stop()
    const again = await openTestCore({ folder })
    expect((await again.desk.backup.list({})).rescue?.missing.join()).toMatch(/1 programme, batch or hub/)
    await again.stop()
  })

  it('in a receipt, while the desk is open: what is paid is not told by another rate', async () => {
    const folder = makeTempFolder('accepted')
    const store = openTestStore(folder)
    addAcceptedWork(store, 1, 3_600_000)
    store.submissions.setReceipt(testId('submission', 1), 'a.b.c', AT, false, true)
    store.close()
    let reopened = 0
    const core = await openTestCore({ folder, reopen: () => void (reopened += 1) })
    await core.desk.invoices.billable({})
    zeroJson(folder, 'submissions', 'receipt')
    await expect(core.desk.invoices.billable({})).rejects.toMatchObject({ code: 'STORE_FAILED' })
    expect(reopened).toBe(1)
    await core.stop()
  })

  it('that nobody reads: the backup of the day finds it', async () => {
    const folder = copyStore(template)
    const time = createFakeTime(later())
    zeroJson(folder, 'batches', 'content')
    let reopened = 0
    const core = await openTestCore({ folder, time, reopen: () => void (reopened += 1) })
    await time.advance(60_000)
    while ((await core.desk.backup.list({})).backups.length + reopened === 0) await time.advance(1)
    expect(reopened).toBe(1)
    await core.stop()
  })
})
