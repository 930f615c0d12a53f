import type Database from 'better-sqlite3'
import { Id } from '../../shared/domain/primitives.ts'
import { Task } from '../../shared/domain/task.ts'
import { Assignment } from '../../shared/domain/work.ts'
import { taskToEntry } from '../../shared/rules/check-feed.ts'
import { isChangeSet } from './rescue-log.ts'
import { readRows, tryRead } from './rescue-read.ts'
import { SAMPLE_NAME, stableId } from './sample-id.ts'
import { columnsOf } from './tasks-table.ts'

/**
 * Rows that others hang on, and that cannot be read where they lie, are put together from what stands elsewhere in the store.
 * Without them all that was written in a task would go with the one page that says whose it is.
 * @param fresh has all other rows, but the edits
 */
export function reviveParents(fresh: Database.Database, damaged: Database.Database): void {
  reviveFields(fresh, damaged)
  reviveTasks(fresh)
  reviveHubs(fresh)
}

/** What a task is paid by itself stands in its content, too; where it names nothing its programme's holds. */
export function reviveRates(fresh: Database.Database): void {
  fresh.exec(
    `UPDATE tasks SET rate = (SELECT content -> '$.rate' FROM task_contents WHERE task_no = no) WHERE rate IS NULL`,
  )
}

/** A receipt is what it was, whatever has become of the work since. @returns how many are there again */
export function reviveReceipts(fresh: Database.Database, backup: Database.Database): number {
  const lacking = fresh.prepare<[], string>('SELECT id FROM submissions WHERE receipt IS NULL').pluck()
  const had = backup.prepare<[string], string | null>('SELECT receipt FROM submissions WHERE id = ?').pluck()
  const give = fresh.prepare<[string, string]>('UPDATE submissions SET receipt = ? WHERE id = ?')
  let found = 0
  for (const id of lacking.all()) {
    const receipt = had.get(id) ?? null
    if (receipt !== null) found += give.run(receipt, id).changes
  }
  return found
}

/** Whoever signs in with it again gives it its name, its address and its key. */
const NAMELESS = 'A hub whose name is lost'

/**
 * Of a hub its number at least, which stands with all that is of it: its page is one, and everything hangs on it. It counts
 * as one that has signed this desk out.
 */
function reviveHubs(fresh: Database.Database): void {
  const lost = fresh
    .prepare<[], string>(
      `SELECT hub_id FROM tasks UNION SELECT hub_id FROM batches UNION SELECT hub_id FROM programmes UNION SELECT hub_id FROM outbox
       EXCEPT SELECT id FROM hubs`,
    )
    .pluck()
    .all()
  const add = fresh.prepare(
    `INSERT OR IGNORE INTO hubs (id, kind, name, address, public_key, request_bytes, file_bytes, operations, expert_id, expert_name,
       device_id, signed_in) VALUES (?, ?, ?, '', '', 8000000, 25000000, 1, '', '', '', 0)`,
  )
  for (const id of lost) {
    if (!Id.safeParse(id).success) continue
    if (id === stableId('hub')) add.run(id, 'sample', SAMPLE_NAME)
    else add.run(id, 'hub', NAMELESS)
  }
}

/** The index that keeps a field from being there twice says all of it but its kind, which its edits show. */
function reviveFields(fresh: Database.Database, damaged: Database.Database): void {
  const add = fresh.prepare('INSERT OR IGNORE INTO draft_fields (no, task_no, field, kind) VALUES (?, ?, ?, ?)')
  const known = new Set(fresh.prepare<[], number>('SELECT no FROM draft_fields').pluck().all())
  const inIndex = { table: 'draft_fields', columns: ['no', 'task_no', 'field'], key: ['task_no', 'field'] }
  const found = new Map<number, readonly [taskNo: number, field: string]>()
  readRows(damaged, inIndex, ({ no, task_no: taskNo, field }) => {
    const isWhole = typeof no === 'number' && typeof taskNo === 'number' && typeof field === 'string'
    if (isWhole && !known.has(no)) found.set(no, [taskNo, field])
  })
  for (const [no, [taskNo, field]] of found) {
    const change = tryRead(() => readChange(damaged, no))
    if (typeof change === 'string') add.run(no, taskNo, field, isChangeSet(change) ? 'text' : 'value')
  }
}

function readChange(db: Database.Database, fieldNo: number): unknown {
  return db
    .prepare<[number]>('SELECT change FROM edits WHERE field_no = ? ORDER BY version LIMIT 1')
    .pluck()
    .get(fieldNo)
}

/** A task as it came from its hub, and how that assigns it; the hub is asked for all of it again. */
function reviveTasks(fresh: Database.Database): void {
  const lost = fresh
    .prepare<[], { no: number; content: string; assignment: string }>(
      'SELECT task_no AS no, content, assignment FROM task_contents WHERE task_no NOT IN (SELECT no FROM tasks)',
    )
    .all()
  const hubOf = fresh.prepare<[string], string>('SELECT hub_id FROM batches WHERE id = ?').pluck()
  const workOf = fresh
    .prepare<[number], string>(
      `SELECT state FROM submissions WHERE task_no = ? AND state <> 'undone' ORDER BY id DESC LIMIT 1`,
    )
    .pluck()
  const draftOf = fresh.prepare<[number], number>('SELECT 1 FROM draft_fields WHERE task_no = ? LIMIT 1').pluck()
  const add = fresh.prepare(
    `INSERT OR IGNORE INTO tasks (no, id, hub_id, state, added_at, batch_id, kind, title, occupation_code, occupation_title, rate,
       hourly_minor, estimate_ms, due_at, revision) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  for (const { no, content, assignment } of lost) {
    const task = Task.safeParse(JSON.parse(content)).data
    const assigned = Assignment.safeParse(JSON.parse(assignment)).data
    const hubId = task && hubOf.get(task.batchId)
    if (task === undefined || assigned === undefined || hubId === undefined) continue
    const isInWork = assigned.state === 'taken' && draftOf.get(no) !== undefined
    const state = workOf.get(no) ?? (isInWork ? 'drafting' : assigned.state)
    add.run(no, task.id, hubId, state, assigned.offeredAt, ...columnsOf(taskToEntry(task), assigned))
  }
}
