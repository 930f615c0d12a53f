import type { Database } from 'better-sqlite3'
import type { Assignment, TaskState } from '../../shared/domain/work.ts'
import type { TaskEntry } from '../../shared/rules/check-feed.ts'
import { hourlyMinor } from '../../shared/rules/pay.ts'

export type TaskHead = {
  no: number
  id: string
  hubId: string
  batchId: string
  title: string
  state: TaskState
  revision: number
  /** The guideline under which the draft began, or the newer one that the expert went over to. */
  guidelineVersion: number | null
}

export type TasksTable = {
  head(id: string): TaskHead | undefined
  headByNo(no: number): TaskHead | undefined
  /**
   * Adds a task. `content` is the task as JSON text.
   * @returns its number, or undefined when there is a task with this id already
   */
  add(
    hubId: string,
    task: TaskEntry,
    content: string,
    assignment: Assignment,
    state: TaskState,
    at: number,
  ): number | undefined
  renew(no: number, task: TaskEntry, content: string, assignment: Assignment, state: TaskState): void
  setState(no: number, state: TaskState): void
  setGuidelineVersion(no: number, version: number): void
  /** The stored JSON texts of the task and its assignment. */
  content(no: number): { content: string; assignment: string } | undefined
  /** The stored JSON text of the assignment. */
  assignment(no: number): string | undefined
  setAssignment(no: number, assignment: Assignment): void
  /** What a hub says of its tasks from now on is newer than all before, whatever its number. */
  forgetRevisions(hubId: string): void
  /** Tasks whose words are not in the search index yet. */
  toIndex(limit: number): { no: number; content: string }[]
  index(no: number, words: { title: string; persona: string; brief: string; occupation: string }): void
}

/** As a list for `IN`. */
export function statesToSql(states: readonly TaskState[]): string {
  return `(${states.map((state) => `'${state}'`).join(', ')})`
}

const headColumns =
  'no, id, hub_id AS hubId, batch_id AS batchId, title, state, revision, guideline_version AS guidelineVersion'

export function createTasksTable(db: Database): TasksTable {
  const head = db.prepare<[string], TaskHead>(`SELECT ${headColumns} FROM tasks WHERE id = ?`)
  const headByNo = db.prepare<[number], TaskHead>(`SELECT ${headColumns} FROM tasks WHERE no = ?`)
  // Positions and not names: ten thousand of them come at once.
  const add = db.prepare(
    `INSERT INTO tasks (hub_id, state, added_at, batch_id, kind, title, occupation_code, occupation_title, rate, hourly_minor,
       estimate_ms, due_at, revision, id)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING`,
  )
  const renew = db.prepare(
    `UPDATE tasks SET state = ?, indexed = CASE WHEN revision = ? THEN indexed ELSE 0 END, batch_id = ?, kind = ?, title = ?,
       occupation_code = ?, occupation_title = ?, rate = ?, hourly_minor = ?, estimate_ms = ?, due_at = ?, revision = ?
     WHERE no = ?`,
  )
  // Also of a task that is here already: a rescue may have saved the one row and not the other.
  const putContent = db.prepare<[number, string, string]>(
    `INSERT INTO task_contents (task_no, content, assignment) VALUES (?, ?, ?)
     ON CONFLICT (task_no) DO UPDATE SET content = excluded.content, assignment = excluded.assignment`,
  )
  const setState = db.prepare<[string, number, string]>('UPDATE tasks SET state = ? WHERE no = ? AND state <> ?')
  const setGuidelineVersion = db.prepare<[number, number]>('UPDATE tasks SET guideline_version = ? WHERE no = ?')
  const content = db.prepare<[number], { content: string; assignment: string }>(
    'SELECT content, assignment FROM task_contents WHERE task_no = ?',
  )
  const assignment = db.prepare<[number], string>('SELECT assignment FROM task_contents WHERE task_no = ?').pluck()
  const setAssignment = db.prepare<[string, number]>('UPDATE task_contents SET assignment = ? WHERE task_no = ?')
  const forgetRevisions = db.prepare<[string]>(
    `UPDATE task_contents SET assignment = json_remove(assignment, '$.revision')
     WHERE task_no IN (SELECT no FROM tasks WHERE hub_id = ?) AND assignment ->> '$.revision' IS NOT NULL`,
  )
  const setDue = db.prepare<[number | null, number]>('UPDATE tasks SET due_at = ? WHERE no = ?')
  const toIndex = db.prepare<[number], { no: number; content: string }>(
    `SELECT no, content FROM tasks INDEXED BY tasks_to_index JOIN task_contents ON task_no = no WHERE indexed = 0 ORDER BY no LIMIT ?`,
  )
  const dropWords = db.prepare<[number]>('DELETE FROM task_words WHERE rowid = ?')
  const addWords = db.prepare<[number, string, string, string, string]>(
    'INSERT INTO task_words (rowid, title, persona, brief, occupation) VALUES (?, ?, ?, ?, ?)',
  )
  const setIndexed = db.prepare<[number]>('UPDATE tasks SET indexed = 1 WHERE no = ?')

  return {
    head: (id) => head.get(id),
    headByNo: (no) => headByNo.get(no),
    add: (hubId, task, content, assignment, state, at) => {
      const { changes, lastInsertRowid } = add.run(hubId, state, at, ...columnsOf(task, assignment), task.id)
      if (changes === 0) return undefined
      const no = Number(lastInsertRowid)
      putContent.run(no, content, JSON.stringify(assignment))
      return no
    },
    renew: (no, task, content, assignment, state) => {
      renew.run(state, task.revision, ...columnsOf(task, assignment), no)
      putContent.run(no, content, JSON.stringify(assignment))
    },
    setState: (no, state) => void setState.run(state, no, state),
    setGuidelineVersion: (no, version) => void setGuidelineVersion.run(version, no),
    content: (no) => content.get(no),
    assignment: (no) => assignment.get(no),
    setAssignment: (no, assignment) => {
      setAssignment.run(JSON.stringify(assignment), no)
      setDue.run(assignment.dueAt ?? null, no)
    },
    forgetRevisions: (hubId) => void forgetRevisions.run(hubId),
    toIndex: (limit) => toIndex.all(limit),
    index: (no, words) => {
      dropWords.run(no)
      addWords.run(no, words.title, words.persona, words.brief, words.occupation)
      setIndexed.run(no)
    },
  }
}

/** What a row of `tasks` says of a task, from `batch_id` to `revision`. */
export function columnsOf(task: TaskEntry, assignment: Assignment): (string | number | null)[] {
  const { batchId, kind, title, occupation, rate, estimateMs, revision } = task
  return [
    batchId,
    kind,
    title,
    occupation.code,
    occupation.title,
    rate === undefined ? null : JSON.stringify(rate),
    rate === undefined ? null : hourlyMinor(rate, estimateMs),
    estimateMs ?? null,
    assignment.dueAt ?? null,
    revision,
  ]
}
