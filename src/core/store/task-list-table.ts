import type { Database, Statement } from 'better-sqlite3'
import type { TaskSort } from '../../shared/contract/desk-views.ts'
import type { TaskKind } from '../../shared/domain/task.ts'
import type { TaskState } from '../../shared/domain/work.ts'
import { WRITABLE } from '../../shared/rules/task-states.ts'
import { countedOf, type SubmissionState } from './submissions-table.ts'
import { statesToSql } from './tasks-table.ts'

export type TaskListRow = {
  no: number
  id: string
  title: string
  kind: TaskKind
  occupationCode: string
  occupationTitle: string
  programmeId: string
  programmeName: string
  batchId: string
  batchTitle: string
  state: TaskState
  rate: string
  estimateMs: number | null
  dueAt: number | null
  hubKind: 'hub' | 'sample'
  missingFiles: number
  missingBytes: number
}

/** What billing reads of a task. */
export type BillableRow = Pick<
  TaskListRow,
  | 'no'
  | 'id'
  | 'title'
  | 'kind'
  | 'occupationTitle'
  | 'programmeId'
  | 'programmeName'
  | 'state'
  | 'rate'
  | 'estimateMs'
  | 'hubKind'
> & {
  /** Of the submission that it is paid by (`countedOf`), where it has one that is the hub's. */
  receipt: string | null
  /** How that submission stands. */
  countedState: SubmissionState | null
}

export type ListFilter = {
  /** An FTS5 expression, or undefined for no search. */
  match: string | undefined
  states: readonly string[]
  kinds: readonly string[]
  batchIds: readonly string[]
  occupations: readonly string[]
}

export type FacetCount = { key: string; title: string; extra: string; count: number }

/** Something written that was not sent. */
export type UnsentRow = {
  id: string
  title: string
  state: TaskState
  dueAt: number | null
  isAsked: number
  hubKind: 'hub' | 'sample'
}

export type TaskListTable = {
  page(filter: ListFilter, sort: TaskSort, limit: number, offset: number): TaskListRow[]
  count(filter: ListFilter): number
  row(no: number): TaskListRow | undefined
  /** Those of these tasks that are here, read in one go: there may be thousands. */
  billable(taskIds: readonly string[]): BillableRow[]
  /** Drafts of tasks that were withdrawn, or that are due before this instant; the nearest day first. */
  unsent(dueBefore: number): UnsentRow[]
  /** Tasks of a programme that are being worked on. */
  inWork(programmeId: string): string[]
  facet(of: 'state' | 'kind' | 'batch' | 'occupation'): FacetCount[]
}

/** The join is to be made in this order: else every file that is missing anywhere is gone through for each task. */
const missing = `FROM task_files tf CROSS JOIN files f ON f.sha256 = tf.sha256 WHERE tf.task_no = t.no AND f.here = 0`

const columns = `t.no, t.id, t.title, t.kind, t.occupation_code AS occupationCode, t.occupation_title AS occupationTitle,
  p.id AS programmeId, p.name AS programmeName, b.id AS batchId, b.title AS batchTitle, t.state,
  COALESCE(t.rate, p.rate) AS rate, t.estimate_ms AS estimateMs, COALESCE(t.due_at, b.due_at) AS dueAt, h.kind AS hubKind,
  (SELECT count(*) ${missing}) AS missingFiles, (SELECT coalesce(sum(f.size), 0) ${missing}) AS missingBytes`

/**
 * What a task `t` is joined with in lists. It is listed once its batch and programme are there too; the feed may bring them
 * in any order. They are read by the indexes that hold what a list shows: to find a row in the tables themselves SQLite
 * reads whole rows, a programme's terms and guideline with them, and that for each task.
 */
export const withProgramme = `CROSS JOIN batches b INDEXED BY batches_to_list ON b.id = t.batch_id
  CROSS JOIN programmes p INDEXED BY programmes_to_list ON p.id = b.programme_id CROSS JOIN hubs h ON h.id = t.hub_id`
const from = `FROM tasks t ${withProgramme}`

const writable = statesToSql(WRITABLE)

/** What needs the expert comes first. */
const rank = `CASE t.state WHEN 'returned' THEN 0 WHEN 'drafting' THEN 1 WHEN 'taken' THEN 2 WHEN 'offered' THEN 3
  WHEN 'elsewhere' THEN 4 WHEN 'ready' THEN 4 WHEN 'sent' THEN 4 WHEN 'received' THEN 5 ELSE 6 END`

const orders: Record<TaskSort, string> = {
  due: `${rank}, COALESCE(t.due_at, b.due_at, 9e15), t.title, t.no`,
  newest: 't.no DESC',
  title: 't.title COLLATE NOCASE, t.no',
  rate: 'COALESCE(t.hourly_minor, p.hourly_minor) DESC, t.no',
  estimate: 'COALESCE(t.estimate_ms, 9e15), t.no',
}

const facets = {
  state: { key: 't.state', title: `''`, extra: `''` },
  kind: { key: 't.kind', title: `''`, extra: `''` },
  batch: { key: 'b.id', title: 'b.title', extra: 'p.name' },
  occupation: { key: 't.occupation_code', title: 't.occupation_title', extra: `''` },
}

/** Lists and counts for the inbox, over the narrow table only. */
export function createTaskListTable(db: Database): TaskListTable {
  const prepared = new Map<string, Statement>()
  const prepare = (sql: string): Statement => {
    let statement = prepared.get(sql)
    if (statement === undefined) prepared.set(sql, (statement = db.prepare(sql)))
    return statement
  }
  const row = db.prepare<[number], TaskListRow>(`SELECT ${columns} ${from} WHERE t.no = ?`)

  const billable = db.prepare<[string], BillableRow>(
    `SELECT t.no, t.id, t.title, t.kind, t.occupation_title AS occupationTitle, p.id AS programmeId,
       p.name AS programmeName, t.state, COALESCE(t.rate, p.rate) AS rate, t.estimate_ms AS estimateMs, h.kind AS hubKind,
       iif(s.verified = 1, s.receipt, NULL) AS receipt, s.state AS countedState
     ${from} LEFT JOIN submissions s ON s.id = ${countedOf('t.no')} WHERE t.id IN (SELECT value FROM json_each(?))`,
  )

  const unsent = db.prepare<[number], UnsentRow>(
    `SELECT t.id, t.title, t.state, COALESCE(t.due_at, b.due_at) AS dueAt, h.kind AS hubKind,
       EXISTS (SELECT 1 FROM outbox o WHERE o.task_no = t.no AND o.kind = 'extend' AND o.state IN ('waiting', 'sent')) AS isAsked
     FROM (SELECT DISTINCT task_no FROM draft_fields) d CROSS JOIN tasks t ON t.no = d.task_no ${withProgramme}
     WHERE t.state = 'withdrawn' OR (t.state IN ${writable} AND COALESCE(t.due_at, b.due_at) < ?)
     ORDER BY COALESCE(t.due_at, b.due_at, 0), t.no LIMIT 200`,
  )
  const inWork = db.prepare<[string], { id: string }>(
    `SELECT t.id FROM batches b INDEXED BY batches_to_list CROSS JOIN tasks t ON t.batch_id = b.id
     WHERE b.programme_id = ? AND t.state IN ${writable}`,
  )

  return {
    page: (filter, sort, limit, offset) => {
      const { where, values } = filterToSql(filter)
      // The page is chosen first: files are looked for of its tasks only, and not of all that come before it.
      const chosen = `SELECT t.no ${from} ${where} ORDER BY ${orders[sort]} LIMIT ? OFFSET ?`
      const sql = `SELECT ${columns} FROM (${chosen}) chosen CROSS JOIN tasks t ON t.no = chosen.no ${withProgramme} ORDER BY ${orders[sort]}`
      return prepare(sql).all(...values, limit, offset) as TaskListRow[]
    },
    count: (filter) => {
      const { where, values } = filterToSql(filter)
      return (prepare(`SELECT count(*) AS n ${from} ${where}`).get(...values) as { n: number }).n
    },
    row: (no) => row.get(no),
    billable: (taskIds) => (taskIds.length === 0 ? [] : billable.all(JSON.stringify(taskIds))),
    unsent: (dueBefore) => unsent.all(dueBefore),
    inWork: (programmeId) => inWork.all(programmeId).map(({ id }) => id),
    facet: (of) => {
      const { key, title, extra } = facets[of]
      const sql = `SELECT ${key} AS key, ${title} AS title, ${extra} AS extra, count(*) AS count ${from} GROUP BY ${key} ORDER BY count DESC, key`
      return prepare(sql).all() as FacetCount[]
    },
  }
}

function filterToSql(filter: ListFilter): { where: string; values: string[] } {
  const parts: string[] = []
  const values: string[] = []
  if (filter.match !== undefined) {
    parts.push('t.no IN (SELECT rowid FROM task_words WHERE task_words MATCH ?)')
    values.push(filter.match)
  }
  const oneOf = (column: string, wanted: readonly string[]): void => {
    if (wanted.length === 0) return
    parts.push(`${column} IN (SELECT value FROM json_each(?))`)
    values.push(JSON.stringify(wanted))
  }
  oneOf('t.state', filter.states)
  oneOf('t.kind', filter.kinds)
  oneOf('t.batch_id', filter.batchIds)
  oneOf('t.occupation_code', filter.occupations)
  return { where: parts.length === 0 ? '' : `WHERE ${parts.join(' AND ')}`, values }
}
