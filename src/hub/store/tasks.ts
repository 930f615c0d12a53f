import type { Rate } from '../../shared/domain/money.ts'
import type { Queryable, Tx } from './db.ts'
import { isWaiting } from './assignments.ts'
import { wholeContent } from './withheld.ts'

/** What a submission to the task is measured by. */
export type TaskTerms = {
  /** JSON of the task. */
  readonly content: string
  readonly programmeRate: Rate
  /** Why the operator withdrew the task; null while they have not. */
  readonly withdrawnFor: string | null
}

/** By the tasks' ids. */
export async function readTaskTerms(db: Queryable, taskIds: readonly string[]): Promise<Map<string, TaskTerms>> {
  if (taskIds.length === 0) return new Map()
  const rows = await db.query<{ id: string; content: string; rate: string; withdrawnFor: string | null }>(
    `select t.id, t.content, m.rate, case when t.withdrawn_at is not null then coalesce(t.withdrawn_reason, '') end as "withdrawnFor"
     from tasks t join batches b on b.id = t.batch_id
       join programmes m on m.id = b.programme_id where t.id = any($1::uuid[])`,
    [taskIds],
  )
  // The rate was checked when the programme was made.
  return new Map(
    rows.map(({ id, content, rate, withdrawnFor }) => [
      id,
      { content, programmeRate: JSON.parse(rate) as Rate, withdrawnFor },
    ]),
  )
}

export async function occupationOf(db: Queryable, taskId: string): Promise<string | undefined> {
  const rows = await db.query<{ code: string }>('select occupation_code as code from tasks where id = $1', [taskId])
  return rows[0]?.code
}

export type NewTask = {
  readonly id: string
  readonly position: number
  readonly title: string
  readonly occupationCode: string
  /** JSON as desks are told it. */
  readonly content: string
  /** @see withhold */
  readonly withheld: string | null
  readonly externalId: string | null
}

export async function insertTasks(tx: Tx, batchId: string, tasks: readonly NewTask[]): Promise<void> {
  await tx.query(
    `insert into tasks (id, batch_id, position, revision, title, occupation_code, content, withheld, external_id)
     select id, $1, position, 1, title, code, content, withheld, external
     from unnest($2::uuid[], $3::integer[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[])
       as t(id, position, title, code, content, withheld, external)`,
    [
      batchId,
      tasks.map((task) => task.id),
      tasks.map((task) => task.position),
      tasks.map((task) => task.title),
      tasks.map((task) => task.occupationCode),
      tasks.map((task) => task.content),
      tasks.map((task) => task.withheld),
      tasks.map((task) => task.externalId),
    ],
  )
}

/** Replaces what a task says; its revision counts up. */
export async function updateTask(
  tx: Tx,
  task: Omit<NewTask, 'externalId'> & { readonly revision: number },
): Promise<void> {
  await tx.query(
    `update tasks set position = $2, revision = $3, title = $4, occupation_code = $5, content = $6, withheld = $7
     where id = $1`,
    [task.id, task.position, task.revision, task.title, task.occupationCode, task.content, task.withheld],
  )
}

/**
 * Tasks of a programme that somebody knows and that may be paid by its rate, in the order of their ids.
 * @param onlyTaken those that somebody has taken, or handed in, at some time
 */
export async function knownTasks(
  tx: Tx,
  { programmeId, onlyTaken }: { readonly programmeId: string; readonly onlyTaken: boolean },
  after: string,
  limit: number,
): Promise<{ id: string; content: string; revision: number }[]> {
  return tx.query<{ id: string; content: string; revision: number }>(
    `select t.id, t.content, t.revision from tasks t join batches b on b.id = t.batch_id
     where b.programme_id = $1 and b.rate is null and t.id > $3 and exists (
       select 1 from assignments a where a.task_id = t.id and (not $2::boolean or a.taken_at is not null
         or exists (select 1 from submissions s where s.task_id = t.id)))
     order by t.id limit $4`,
    [programmeId, onlyTaken, after, limit],
  )
}

/** Replaces what tasks say to desks; their revisions count up. */
export async function rewriteTasks(tx: Tx, tasks: readonly { id: string; content: string }[]): Promise<void> {
  await tx.query(
    `update tasks t set content = n.content, revision = t.revision + 1
     from unnest($1::uuid[], $2::text[]) as n(id, content) where t.id = n.id`,
    [tasks.map(({ id }) => id), tasks.map(({ content }) => content)],
  )
}

export type TaskRow = {
  readonly id: string
  readonly title: string
  readonly occupation: string
  readonly batchId: string
  readonly programmeId: string
  readonly offered: number
  readonly taken: number
  readonly submissions: number
  readonly withdrawn: boolean
  /** Fewer experts have it than are to have it. */
  readonly waiting: boolean
}
export type TaskFilter = { readonly batchId?: string; readonly waiting?: boolean }

export async function listTasks(db: Queryable, filter: TaskFilter, limit: number): Promise<TaskRow[]> {
  return db.query<TaskRow>(
    `select * from (
       select t.id, t.title, t.occupation_code as occupation, t.batch_id as "batchId", b.programme_id as "programmeId",
         (select count(*)::integer from assignments a where a.task_id = t.id and a.state = 'offered') as offered,
         (select count(*)::integer from assignments a where a.task_id = t.id and a.state = 'taken') as taken,
         (select count(*)::integer from submissions s where s.task_id = t.id) as submissions,
         t.withdrawn_at is not null as withdrawn, ${isWaiting} as waiting
       from tasks t join batches b on b.id = t.batch_id
       where $1::uuid is null or t.batch_id = $1 order by b.created_at, t.batch_id, t.position
     ) l where not $2::boolean or l.waiting limit $3`,
    [filter.batchId ?? null, filter.waiting ?? false, limit],
  )
}

export type TaskHolder = {
  readonly expertId: string
  readonly name: string
  readonly state: string
  readonly offeredAt: number
  readonly takenAt: number | null
  readonly dueAt: number | null
  readonly reason: string | null
}

export async function readTask(
  db: Queryable,
  id: string,
): Promise<{ content: string; holders: TaskHolder[] } | undefined> {
  const rows = await db.query<{ content: string; withheld: string | null }>(
    'select content, withheld from tasks where id = $1',
    [id],
  )
  const row = rows[0]
  if (row === undefined) return undefined
  const holders = await db.query<TaskHolder>(
    `select a.expert_id as "expertId", e.name, a.state, a.offered_at as "offeredAt", a.taken_at as "takenAt",
       a.due_at as "dueAt", a.reason from assignments a join experts e on e.id = a.expert_id
     where a.task_id = $1 order by a.offered_at, a.expert_id`,
    [id],
  )
  return { content: wholeContent(row.content, row.withheld), holders }
}

export async function markWithdrawn(tx: Tx, id: string, at: number, reason: string): Promise<void> {
  await tx.query('update tasks set withdrawn_at = $2, withdrawn_reason = $3 where id = $1', [id, at, reason])
}

export type BatchTask = {
  readonly id: string
  readonly externalId: string | null
  readonly content: string
  readonly revision: number
}

export async function tasksOfBatch(db: Queryable, batchId: string): Promise<BatchTask[]> {
  const rows = await db.query<BatchTask & { readonly withheld: string | null }>(
    'select id, external_id as "externalId", content, withheld, revision from tasks where batch_id = $1 order by position',
    [batchId],
  )
  return rows.map(({ withheld, ...row }) => ({ ...row, content: wholeContent(row.content, withheld) }))
}
