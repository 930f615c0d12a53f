import { createHash } from 'node:crypto'
import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { ChangeSet } from '@codemirror/state'
import Database from 'better-sqlite3'
import { createDrafts } from '../../../src/core/drafts/create-drafts.ts'
import { openStore, type Store } from '../../../src/core/store/open-store.ts'
import { tableNames } from '../../../src/core/store/soundness.ts'
import { createLedger } from '../../../src/core/time/ledger.ts'
import { testId, testTask } from '../core/tasks.ts'
import { makeTempFolder } from '../core/test-core.ts'
import { AT, openTestStore } from '../core/test-store.ts'

export const DAY_MS = 24 * 3_600_000
/** Tasks of a full store that have a draft. */
export const DRAFTED = 6

/** A store as after some weeks: 300 tasks, drafts of several thousand edits, time, submissions, things to be sent. */
export function makeFullStore(): string {
  const folder = makeTempFolder('full')
  const tasks = Array.from({ length: 300 }, (_, i) => testTask(i + 1, { title: `Task ${i + 1}` }))
  const store = openTestStore(folder, tasks)
  for (let n = 1; n <= DRAFTED; n++) typeInto(store, n, 700)
  const ledger = createLedger(store.ledger)
  store.transaction(() => {
    for (let i = 0; i < 800; i++) {
      const at = { wall: AT + i * 60_000, mono: i * 60_000, boot: 'boot', zone: 'UTC', offsetMinutes: 0 }
      ledger.append({ kind: 'heartbeat', taskId: testId('task', 1), data: {} }, at)
    }
    for (let n = 1; n <= 40; n++) {
      const id = testId('submission', n)
      const content = JSON.stringify({ n, text: 'What was handed in. '.repeat(20) })
      const sha256 = createHash('sha256').update(content).digest('hex')
      const taskNo = store.tasks.head(testId('task', n))?.no ?? 0
      const handedIn = { id, taskNo, content, sha256, finishedAt: AT + n, claimedMs: 60_000, supersedes: null }
      store.submissions.add({ ...handedIn, state: 'ready' }, [])
      store.outbox.add({ id, hubId: testId('hub'), taskNo, kind: 'submit', body: '', at: AT + n })
    }
  })
  store.close()
  return folder
}

/** Types a line at a time at the end of a task's first text. */
export function typeInto(store: Store, n: number, edits: number): void {
  const drafts = createDrafts(store, () => ({ wall: AT, mono: 0, boot: 'boot', zone: 'UTC', offsetMinutes: 0 }))
  const taskId = testId('task', n)
  const no = store.tasks.head(taskId)?.no ?? 0
  const before = drafts.at(no, 'plan', Number.MAX_SAFE_INTEGER)
  let version = before?.version ?? 0
  let length = before !== undefined && 'text' in before ? before.text.length : 0
  for (let i = 0; i < edits; i += 100) {
    const burst = Array.from({ length: Math.min(100, edits - i) }, (_, j) => {
      const insert = `Line ${i + j} of task ${n}.\n`
      const changes = ChangeSet.of({ from: length, insert }, length).toJSON()
      length += insert.length
      return { change: { changes }, origin: 'typed' as const }
    })
    const result = drafts.edit(no, 'text', { taskId, field: 'plan', version, session: testId('session'), edits: burst })
    if (!result.ok) throw new Error(JSON.stringify(result.error))
    version = result.value.version
    if (i % 600 === 500) drafts.settle()
  }
}

export function copyStore(folder: string): string {
  const copy = makeTempFolder('copy')
  cpSync(folder, copy, { recursive: true })
  return copy
}

export type Dump = ReadonlyMap<string, ReadonlyMap<string, string>>

/** Every row of every table by its key. */
export function dumpStore(folder: string): Dump {
  const db = new Database(join(folder, 'desk.db'))
  const dump = new Map<string, Map<string, string>>()
  for (const table of tableNames(db).filter((name) => !name.startsWith('task_words'))) {
    const columns = db.prepare<[], { name: string; pk: number }>(`PRAGMA table_info("${table}")`).all()
    const key = columns.filter(({ pk }) => pk > 0).map(({ name }) => name)
    const rows = db.prepare<[], Record<string, unknown>>(`SELECT * FROM "${table}"`).all()
    dump.set(table, new Map(rows.map((row) => [key.map((name) => String(row[name])).join(' '), JSON.stringify(row)])))
  }
  db.close()
  return dump
}

/** The texts of all drafts by task. */
export function draftTexts(folder: string, now: () => number): Map<number, string> {
  const opened = openStore(folder, { now })
  if (!opened.ok) throw new Error(opened.error.text)
  const store = opened.value
  const drafts = createDrafts(store, () => ({ wall: AT, mono: 0, boot: 'boot', zone: 'UTC', offsetMinutes: 0 }))
  const texts = new Map<number, string>()
  for (let n = 1; n <= DRAFTED; n++) {
    const no = store.tasks.head(testId('task', n))?.no
    const value = no === undefined ? undefined : drafts.values(no)['plan']
    if (typeof value === 'string') texts.set(n, value)
  }
  store.close()
  return texts
}
