import type { Candidate, Offer, OpenTask } from '../assign/plan-distribution.ts'
import { compiled } from '../../shared/rules/compiled.ts'
import { Assignment } from '../../shared/domain/work.ts'
import type { Queryable, Tx } from './db.ts'

/** Which tasks to look at: those of a batch, some by id, or all that wait for one of these SOC occupations. */
export type TaskChoice =
  | { readonly batchId: string }
  | { readonly taskIds: readonly string[] }
  | { readonly occupations: readonly string[]; readonly expertId: string }

export type OpenTaskRow = OpenTask & {
  readonly bytes: number
  readonly batchId: string
  readonly programmeId: string
  readonly programmeBytes: number
}

/** The chosen tasks that want more experts, in the order of their batch. */
export async function openTasks(tx: Tx, choice: TaskChoice): Promise<OpenTaskRow[]> {
  const [condition, params] =
    'batchId' in choice
      ? ['t.batch_id = $1', [choice.batchId]]
      : 'taskIds' in choice
        ? ['t.id = any($1::uuid[])', [choice.taskIds]]
        : [
            '((b.only_expert is null and left(t.occupation_code, 7) = any($1::text[])) or b.only_expert = $2)',
            [choice.occupations.map((code) => code.slice(0, 7)), choice.expertId],
          ]
  return tx.query<OpenTaskRow>(
    `select id, occupation, copies - active as wanted, only_expert as "onlyExpert", had, bytes,
       batch_id as "batchId", programme_id as "programmeId", programme_bytes as "programmeBytes"
     from (
       select t.id, t.occupation_code as occupation, b.copies, b.only_expert, octet_length(t.content) as bytes, t.batch_id,
         b.programme_id, (select octet_length(m.terms) + 2000 from programmes m where m.id = b.programme_id) as programme_bytes,
         b.created_at, t.position,
         (select count(*)::integer from assignments a where a.task_id = t.id and a.state in ('offered', 'taken')) as active,
         array(select a.expert_id::text from assignments a where a.task_id = t.id
           and (a.state <> 'withdrawn' or a.taken_at is not null)) as had
       from tasks t join batches b on b.id = t.batch_id
       where t.withdrawn_at is null and ${condition}
     ) chosen where active < copies order by created_at, batch_id, position`,
    params,
  )
}

/** Experts who may get one of the tasks, with what they have to do already. */
export async function candidatesFor(tx: Tx, tasks: readonly OpenTask[]): Promise<Candidate[]> {
  const socs = [...new Set(tasks.map((task) => task.occupation.slice(0, 7)))]
  const named = [...new Set(tasks.flatMap((task) => (task.onlyExpert === null ? [] : [task.onlyExpert])))]
  return tx.query<Candidate>(
    `select e.id, array(select o.code from expert_occupations o where o.expert_id = e.id) as occupations,
       (select count(*)::integer from assignments a where a.expert_id = e.id and a.state in ('offered', 'taken')
          and not exists (select 1 from submissions s where s.task_id = a.task_id and s.expert_id = a.expert_id)) as load
     from experts e
     where e.revoked_at is null and (e.id = any($2::uuid[]) or exists (
       select 1 from expert_occupations o where o.expert_id = e.id and left(o.code, 7) = any($1::text[])))
     order by e.id`,
    [socs, named],
  )
}

/** Experts of these SOC occupations, whether or not they may get a task now. */
export async function expertsOfSoc(tx: Tx, codes: readonly string[]): Promise<string[]> {
  const rows = await tx.query<{ expert_id: string }>(
    'select distinct expert_id from expert_occupations where left(code, 7) = any($1::text[])',
    [codes.map((code) => code.slice(0, 7))],
  )
  return rows.map((row) => row.expert_id)
}

/** Offers tasks; an offer that was taken back from an expert may be made to them again. */
export async function insertOffers(tx: Tx, offers: readonly Offer[], at: number): Promise<void> {
  for (let from = 0; from < offers.length; from += 10_000) {
    const part = offers.slice(from, from + 10_000)
    await tx.query(
      `insert into assignments (task_id, expert_id, state, offered_at)
       select task, expert, 'offered', $3 from unnest($1::uuid[], $2::uuid[]) as o(task, expert)
       on conflict (task_id, expert_id) do update set state = 'offered', offered_at = excluded.offered_at, reason = null,
         device_id = null, revision = assignments.revision + 1`,
      [part.map((offer) => offer.taskId), part.map((offer) => offer.expertId), at],
    )
  }
}

export type AssignmentRow = {
  readonly state: 'offered' | 'taken' | 'declined' | 'withdrawn'
  readonly dueAt: number | null
  readonly leaseDays: number
  /** The day that the operator gave its batch. */
  readonly batchDueAt: number | null
  readonly bytes: number
  readonly hasSubmission: boolean
  /** The device that writes on it, while it is taken. */
  readonly deviceId: string | null
  /** As the feed shows it. */
  readonly view: Assignment
}

/**
 * An assignment `a` as JSON in the shape of `Assignment`, for the feed and for answers. Written by hand: for 10,000 tasks
 * this takes 45 ms less than json_build_object.
 */
export const assignmentJson = `'{"state":"' || a.state || '","revision":' || a.revision || ',"offeredAt":' || a.offered_at
  || coalesce(',"takenAt":' || a.taken_at, '') || coalesce(',"dueAt":' || a.due_at, '')
  || case when a.state = 'taken' and a.device_id is not null then
       (select ',"holder":{"deviceId":"' || d.id || '","name":' || to_json(d.name)::text || '}' from devices d where d.id = a.device_id)
     else '' end
  || case when a.state = 'withdrawn' then coalesce(',"reason":' || to_json(a.reason)::text, '') else '' end || '}'`

/** How tasks stand for one expert, by their ids; without those that were never theirs. The expert must be locked. */
export async function readAssignments(
  tx: Tx,
  taskIds: readonly string[],
  expertId: string,
): Promise<Map<string, AssignmentRow>> {
  if (taskIds.length === 0) return new Map()
  const rows = await tx.query<Omit<AssignmentRow, 'view'> & { taskId: string; view: string }>(
    `select a.task_id as "taskId", a.state, a.due_at as "dueAt", m.lease_days as "leaseDays",
       b.due_at as "batchDueAt", octet_length(t.content) as bytes,
       a.device_id as "deviceId", ${assignmentJson} as view,
       exists (select 1 from submissions s where s.task_id = a.task_id and s.expert_id = a.expert_id) as "hasSubmission"
     from assignments a join tasks t on t.id = a.task_id join batches b on b.id = t.batch_id
       join programmes m on m.id = b.programme_id
     where a.task_id = any($1::uuid[]) and a.expert_id = $2`,
    [taskIds, expertId],
  )
  return new Map(
    rows.map(({ taskId, view, ...row }) => [taskId, { ...row, view: compiled(Assignment).parse(JSON.parse(view)) }]),
  )
}

export async function setTaken(
  tx: Tx,
  taskId: string,
  by: { readonly expertId: string; readonly deviceId: string },
  takenAt: number,
  dueAt: number,
  backBy: number | null,
): Promise<void> {
  await tx.query(
    `update assignments set state = 'taken', taken_at = $3, due_at = $4, back_by = $5, reason = null, device_id = $6,
       revision = revision + 1
     where task_id = $1 and expert_id = $2`,
    [taskId, by.expertId, takenAt, dueAt, backBy, by.deviceId],
  )
}

/** From now on this device writes on the task. */
export async function setHolder(
  tx: Tx,
  taskId: string,
  by: { readonly expertId: string; readonly deviceId: string },
): Promise<void> {
  await tx.query(
    'update assignments set device_id = $3, revision = revision + 1 where task_id = $1 and expert_id = $2',
    [taskId, by.expertId, by.deviceId],
  )
}

/**
 * Another lease for work that the operator has given back: it was there in time, and what is asked for now is not late by the
 * day of then. @returns about how long each of the tasks is as JSON, by task and expert (`pairKey`); without those that are
 * expected later anyhow, or are not taken
 */
export async function renewLeases(
  tx: Tx,
  pairs: readonly { readonly taskId: string; readonly expertId: string }[],
  now: number,
): Promise<Map<string, number>> {
  if (pairs.length === 0) return new Map()
  const rows = await tx.query<{ taskId: string; expertId: string; bytes: number }>(
    `update assignments a set due_at = $3 + m.lease_days * 86400000::bigint, revision = a.revision + 1
     from unnest($1::uuid[], $2::uuid[]) as n(task, expert), tasks t join batches b on b.id = t.batch_id
       join programmes m on m.id = b.programme_id
     where a.task_id = n.task and a.expert_id = n.expert and t.id = a.task_id and a.state = 'taken'
       and a.due_at < $3 + m.lease_days * 86400000::bigint
     returning a.task_id as "taskId", a.expert_id as "expertId", octet_length(t.content) as bytes`,
    [pairs.map(({ taskId }) => taskId), pairs.map(({ expertId }) => expertId), now],
  )
  return new Map(rows.map((row) => [pairKey(row), row.bytes]))
}

/** A task and an expert as one word. */
export function pairKey({ taskId, expertId }: { readonly taskId: string; readonly expertId: string }): string {
  return `${taskId}/${expertId}`
}

/** Moves the day on which taken work is expected back, and keeps why the expert asked for it. */
export async function setDue(
  tx: Tx,
  taskId: string,
  expertId: string,
  wish: { readonly dueAt: number; readonly backBy: number; readonly reason: string | null },
): Promise<void> {
  await tx.query(
    `update assignments set due_at = $3, back_by = $4, reason = $5, revision = revision + 1
     where task_id = $1 and expert_id = $2`,
    [taskId, expertId, wish.dueAt, wish.backBy, wish.reason],
  )
}

export async function setDeclined(tx: Tx, taskId: string, expertId: string, reason: string | null): Promise<void> {
  await tx.query(
    `update assignments set state = 'declined', reason = $3, revision = revision + 1 where task_id = $1 and expert_id = $2`,
    [taskId, expertId, reason],
  )
}

/** Whether the expert has given back one of the tasks. */
export async function hasDeclined(tx: Tx, expertId: string, taskIds: readonly string[]): Promise<boolean> {
  if (taskIds.length === 0) return false
  const rows = await tx.query(
    `select 1 from assignments where task_id = any($1::uuid[]) and expert_id = $2 and state = 'declined' limit 1`,
    [taskIds, expertId],
  )
  return rows.length > 0
}

/** Experts who hold the task now. */
export async function holdersOf(db: Queryable, taskId: string): Promise<string[]> {
  const rows = await db.query<{ expert_id: string }>(
    `select expert_id from assignments where task_id = $1 and state in ('offered', 'taken') order by expert_id`,
    [taskId],
  )
  return rows.map((row) => row.expert_id)
}

/** Takes a task back from everyone who holds it; nothing of theirs is deleted. */
export async function setWithdrawn(tx: Tx, taskId: string, reason: string): Promise<void> {
  await tx.query(
    `update assignments set state = 'withdrawn', reason = $2, revision = revision + 1 where task_id = $1 and state in ('offered', 'taken')`,
    [taskId, reason],
  )
}

/** The same from one expert, who did not hold it when it was withdrawn. */
export async function setWithdrawnFrom(tx: Tx, taskId: string, expertId: string, reason: string): Promise<void> {
  await tx.query(
    `update assignments set state = 'withdrawn', reason = $3, revision = revision + 1 where task_id = $1 and expert_id = $2`,
    [taskId, expertId, reason],
  )
}

/** What an expert has taken and not handed in, or was returned to them. */
export async function openWork(db: Queryable, expertId: string): Promise<{ taskId: string; occupation: string }[]> {
  return db.query<{ taskId: string; occupation: string }>(
    `select a.task_id as "taskId", t.occupation_code as occupation from assignments a join tasks t on t.id = a.task_id
     where a.expert_id = $1 and a.state = 'taken'
       and coalesce((select s.state from submissions s where s.task_id = a.task_id and s.expert_id = a.expert_id
         order by s.no desc limit 1), 'returned') = 'returned' order by a.task_id`,
    [expertId],
  )
}

/** Takes taken tasks back from one expert, to whom they are not offered again. @returns about how long each is as JSON */
export async function setRecalled(
  tx: Tx,
  expertId: string,
  taskIds: readonly string[],
  reason: string,
): Promise<Map<string, number>> {
  const rows = await tx.query<{ id: string; bytes: number }>(
    `update assignments a set state = 'withdrawn', reason = $3, revision = a.revision + 1 from tasks t
     where t.id = a.task_id and a.expert_id = $1 and a.task_id = any($2::uuid[])
     returning t.id, octet_length(t.content) as bytes`,
    [expertId, taskIds, reason],
  )
  return new Map(rows.map(({ id, bytes }) => [id, bytes]))
}

/** Whether a task `t` of a batch `b` waits: fewer experts have it than are to have it. */
export const isWaiting = `(t.withdrawn_at is null and b.copies > (select count(*) from assignments a
  where a.task_id = t.id and a.state in ('offered', 'taken')))`

/** How many of these tasks wait for an expert, or for one more. */
export async function countWaiting(
  db: Queryable,
  choice: { readonly batchId: string } | { readonly taskIds: readonly string[] },
): Promise<number> {
  const [condition, param] =
    'batchId' in choice ? ['t.batch_id = $1', choice.batchId] : ['t.id = any($1::uuid[])', choice.taskIds]
  const rows = await db.query<{ count: number }>(
    `select count(*)::integer as count from tasks t join batches b on b.id = t.batch_id where ${condition} and ${isWaiting}`,
    [param],
  )
  return rows[0]?.count ?? 0
}

/** Takes back what an expert was offered and did not take. @returns the tasks */
export async function withdrawOffers(tx: Tx, expertId: string, reason: string): Promise<string[]> {
  const rows = await tx.query<{ task_id: string }>(
    `update assignments set state = 'withdrawn', reason = $2, revision = revision + 1 where expert_id = $1 and state = 'offered' returning task_id`,
    [expertId, reason],
  )
  return rows.map((row) => row.task_id)
}
