import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { checkpointSum, editSum } from '../../../src/core/store/checksums.ts'
import { migrate } from '../../../src/core/store/migrate.ts'
import { testBatch, testId, testProgramme, testTask } from '../core/tasks.ts'
import { makeTempFolder } from '../core/test-core.ts'
import { AT } from '../core/test-store.ts'

/** Hashes of files of an older store: one that its task brought, two that its expert attached. */
export const brought = hashOf('brought')
export const attached = hashOf('attached')
export const handedIn = hashOf('handed in')
/** Work that waits, and work that the hub has. */
export const waiting = testId('submission', 1)
export const received = testId('submission', 2)

/** A folder with a store as an older version left it: two tasks with drafts, work that waits and work that the hub has. */
export function makeOlderStore(version: number): string {
  const folder = makeTempFolder('older')
  const db = new Database(join(folder, 'desk.db'))
  db.pragma('journal_mode = WAL')
  db.pragma('foreign_keys = ON')
  migrate(db, version)
  db.transaction(() => fillOlder(db, version))()
  db.close()
  const state = { closed: true, suspect: false, generation: 'older', version }
  writeFileSync(join(folder, 'desk.state'), JSON.stringify(state))
  return folder
}

function fillOlder(db: Database.Database, version: number): void {
  const put = (table: string, row: Record<string, unknown>): void => {
    const names = Object.keys(row)
    db.prepare(`INSERT INTO ${table} (${names.join(', ')}) VALUES (${names.map((name) => `@${name}`).join(', ')})`).run(
      row,
    )
  }
  const hub_id = testId('hub')
  put('meta', { key: 'generation', value: 'older' })
  put('hubs', {
    id: hub_id,
    kind: 'hub',
    name: 'Test hub',
    address: 'http://127.0.0.1:1/',
    public_key: 'A'.repeat(43),
    request_bytes: 8_000_000,
    file_bytes: 25_000_000,
    operations: 100,
    expert_id: testId('expert'),
    expert_name: 'Ada Fields',
    device_id: testId('session', 999),
    epoch: 'first',
    cursor: 40,
    signed_in: 0,
  })
  const { rate, ...programme } = testProgramme()
  put('programmes', {
    id: programme.id,
    hub_id,
    name: programme.name,
    rate: JSON.stringify(rate),
    hourly_minor: 12_000,
    content: JSON.stringify({ ...programme, rate }),
  })
  const batch = testBatch()
  put('batches', {
    id: batch.id,
    hub_id,
    programme_id: programme.id,
    title: batch.title,
    content: JSON.stringify(batch),
  })
  for (const [no, state] of [
    [1, 'ready'],
    [2, 'received'],
  ] as const) {
    const task = testTask(no, { title: `Weiße Felder ${no}` })
    put('tasks', {
      no,
      id: task.id,
      hub_id,
      batch_id: batch.id,
      kind: task.kind,
      title: task.title,
      occupation_code: task.occupation.code,
      occupation_title: task.occupation.title,
      state,
      revision: 1,
      added_at: AT,
    })
    const assignment = JSON.stringify({ state: 'taken', offeredAt: AT })
    put('task_contents', { task_no: no, content: JSON.stringify(task), assignment })
  }
  put('edit_sessions', { no: 1, id: testId('session'), began_at: AT, boot: 'boot' })
  const words = ['Rye. ', 'Äpfel, ', '🌾 and oats.']
  for (const no of [1, 2]) {
    put('draft_fields', { no, task_no: no, field: 'plan', kind: 'text' })
    let text = ''
    words.forEach((word, at) => {
      const change = JSON.stringify(text === '' ? [[0, word]] : [text.length, [0, word]])
      addEdit(no, at, change)
      text += word
    })
    const sum = version < 12 ? {} : { crc: checkpointSum(no, 2, `${words[0]}${words[1]}`) }
    put('checkpoints', { field_no: no, version: 2, text: `${words[0]}${words[1]}`, ...sum })
  }
  put('draft_fields', { no: 3, task_no: 1, field: 'files', kind: 'value' })
  addEdit(3, 0, JSON.stringify([fileRef('plan.pdf', attached)]))
  addEdit(3, 1, 'null')

  function addEdit(field_no: number, at: number, change: string): void {
    const row = {
      field_no,
      version: at,
      session_no: 1,
      origin: 0,
      wall: AT + at,
      mono: at,
      anchor: null,
      head: null,
      change,
    }
    const named = {
      fieldNo: field_no,
      version: at,
      sessionNo: 1,
      origin: 0,
      wall: AT + at,
      mono: at,
      anchor: null,
      head: null,
      change,
      source: null,
    }
    put('edits', { ...row, ...(version < 12 ? {} : { crc: editSum(named) }) })
  }

  const files = [
    [brought, 0],
    [attached, 1],
    [handedIn, 1],
  ] as const
  for (const [sha256, made] of files) {
    put('files', { sha256, size: 10, here: 1, at_hub: sha256 === handedIn ? 1 : 0, ...(version < 3 ? {} : { made }) })
  }
  put('task_files', { task_no: 1, sha256: brought })
  const works = [
    { id: waiting, task_no: 1, values: { plan: 'Rye, with a \u0000 and “quotes”' }, receipt: null, state: 'ready' },
    {
      id: received,
      task_no: 2,
      values: { plan: 'Oats', files: [fileRef('a.pdf', handedIn)] },
      receipt: 'x.y.z',
      state: 'received',
    },
  ]
  for (const { id, task_no, values, receipt, state } of works) {
    const content = JSON.stringify({ id, taskId: testId('task', task_no), values })
    const sha256 = hashOf(content)
    const rest = {
      id,
      task_no,
      sha256,
      finished_at: AT + task_no,
      claimed_ms: 60_000,
      state,
      receipt,
      verified: receipt && 1,
    }
    if (version < 11) put('submissions', { ...rest, content })
    else {
      put('submission_contents', { no: task_no + 4, content })
      put('submissions', { ...rest, content_no: task_no + 4, bytes: Buffer.byteLength(content) })
    }
    if (version >= 4 && values.files !== undefined)
      put('submission_files', { submission_id: id, sha256: handedIn, size: 10 })
    const done = receipt === null ? 'waiting' : 'done'
    put('outbox', { id, hub_id, task_no, kind: 'submit', body: '', at: AT, state: done })
  }
  if (version >= 14) put('files_at_hubs', { hub_id, sha256: handedIn })
  for (const seq of [1, 2, 3]) {
    const kind = seq === 1 ? 'started' : seq === 2 ? 'heartbeat' : 'stopped'
    const data = seq === 1 ? '{"by":"hand"}' : seq === 2 ? '{}' : '{"by":"hand"}'
    put('ledger', {
      seq,
      task_id: testId('task'),
      kind,
      data,
      wall: AT + seq,
      mono: seq,
      boot: 'boot',
      zone: 'UTC',
      offset_minutes: 0,
      hash: hashOf(String(seq)),
    })
  }
  put('notices', { id: testId('session', 7), at: AT, tone: 'info', text: 'A notice.' })
}

function fileRef(name: string, sha256: string): object {
  return { name, sha256, size: 10, mediaType: 'application/pdf' }
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
