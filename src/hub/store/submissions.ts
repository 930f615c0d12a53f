import type { Queryable, Tx } from './db.ts'
import { wholeContent } from './withheld.ts'

export type SubmissionState = 'received' | 'accepted' | 'returned' | 'rejected'
export type NewSubmission = {
  readonly id: string
  readonly taskId: string
  readonly expertId: string
  readonly supersedes: string | null
  readonly content: string
  readonly contentSha256: string
  readonly receivedAt: number
  readonly late: boolean
  readonly withdrawn: boolean
  readonly receipt: string
}

/** In their order: the later one of two to the same task supersedes the other. */
export async function insertSubmissions(tx: Tx, rows: readonly NewSubmission[]): Promise<void> {
  if (rows.length === 0) return
  await tx.query(
    `insert into submissions (id, task_id, expert_id, supersedes, content, content_sha256, received_at, late, withdrawn,
       receipt, state)
     select id, task_id, expert_id, supersedes, content, content_sha256, received_at, late, withdrawn, receipt, 'received'
     from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $6::text[], $7::bigint[], $8::boolean[],
       $9::boolean[], $10::text[]) with ordinality as n(id, task_id, expert_id, supersedes, content, content_sha256,
       received_at, late, withdrawn, receipt, place)
     order by place`,
    [
      rows.map((row) => row.id),
      rows.map((row) => row.taskId),
      rows.map((row) => row.expertId),
      rows.map((row) => row.supersedes),
      rows.map((row) => row.content),
      rows.map((row) => row.contentSha256),
      rows.map((row) => row.receivedAt),
      rows.map((row) => row.late),
      rows.map((row) => row.withdrawn),
      rows.map((row) => row.receipt),
    ],
  )
}

/** Whether the id names a submission of this expert to this task. */
export async function isSubmissionOf(db: Queryable, id: string, taskId: string, expertId: string): Promise<boolean> {
  const rows = await db.query('select 1 from submissions where id = $1 and task_id = $2 and expert_id = $3', [
    id,
    taskId,
    expertId,
  ])
  return rows.length > 0
}

/**
 * Whether a device has handed in a newer version of its work before this one came: what was refused, put on a stick and
 * taken back since may still come by that stick. Ids of one device rise (S6), those of two say nothing of each other.
 */
export async function hasNewerOf(
  db: Queryable,
  { id, taskId, expertId, deviceId }: { id: string; taskId: string; expertId: string; deviceId: string },
): Promise<boolean> {
  const rows = await db.query(
    `select 1 from submissions s join operations o on o.id = s.id
     where s.task_id = $2 and s.expert_id = $3 and s.id > $1 and o.device_id = $4 limit 1`,
    [id, taskId, expertId, deviceId],
  )
  return rows.length > 0
}

export type SubmissionRow = {
  readonly id: string
  readonly taskId: string
  readonly expertId: string
  readonly expertName: string
  readonly title: string
  readonly batchId: string
  readonly programmeId: string
  readonly state: SubmissionState
  readonly receivedAt: number
  readonly late: boolean
  readonly withdrawn: boolean
  readonly contentSha256: string
  readonly receipt: string
  /** A later submission to the same task by the same expert. */
  readonly supersededBy: string | null
}

const later = `from submissions n where n.task_id = s.task_id and n.expert_id = s.expert_id and n.no > s.no`
const columns = `s.id, s.task_id as "taskId", s.expert_id as "expertId", e.name as "expertName", t.title,
  t.batch_id as "batchId", b.programme_id as "programmeId", s.state, s.received_at as "receivedAt", s.late, s.withdrawn,
  s.content_sha256 as "contentSha256", s.receipt,
  (select n.id ${later} order by n.no desc limit 1) as "supersededBy"`
const tables = `submissions s join experts e on e.id = s.expert_id join tasks t on t.id = s.task_id
  join batches b on b.id = t.batch_id`

export type SubmissionFilter = {
  readonly state?: SubmissionState
  readonly programmeId?: string
  /**
   * Without those that a later one took the place of: `newest`, about which something can be decided; `counted`, also what was
   * accepted before, where the newest was not.
   */
  readonly only?: 'newest' | 'counted'
}

/** In the order in which they came. @param after the last one of the page before */
export async function listSubmissions(
  db: Queryable,
  filter: SubmissionFilter,
  limit: number,
  after?: { readonly receivedAt: number; readonly id: string },
): Promise<SubmissionRow[]> {
  return db.query<SubmissionRow>(
    `select ${columns} from ${tables}
     where ($1::text is null or s.state = $1) and ($2::uuid is null or b.programme_id = $2)
       and ($4::bigint is null or (s.received_at, s.id) > ($4, $5::uuid))
       and ($6::text is null or not exists (select 1 ${later})
         or ($6 = 'counted' and s.state = 'accepted' and not exists (select 1 ${later} and n.state = 'accepted')
           and 'rejected' = (select n.state ${later} order by n.no desc limit 1)))
     order by s.received_at, s.id limit $3`,
    [
      filter.state ?? null,
      filter.programmeId ?? null,
      limit,
      after?.receivedAt ?? null,
      after?.id ?? null,
      filter.only ?? null,
    ],
  )
}

/** The experts whose work these are. */
export async function ownersOf(db: Queryable, ids: readonly string[]): Promise<string[]> {
  const rows = await db.query<{ id: string }>(
    'select distinct expert_id as id from submissions where id = any($1::uuid[])',
    [ids],
  )
  return rows.map((row) => row.id)
}

export type SubmissionContents = SubmissionRow & {
  /** JSON of the submission, of its task and of its reviews, oldest first. */
  readonly content: string
  readonly task: string
  readonly reviews: readonly string[]
}

export async function readSubmissions(db: Queryable, ids: readonly string[]): Promise<SubmissionContents[]> {
  const rows = await db.query<SubmissionContents & { readonly withheld: string | null }>(
    `select ${columns}, s.content, t.content as task, t.withheld,
       array(select r.body from reviews r where r.submission_id = s.id order by r.no) as reviews
     from ${tables} where s.id = any($1::uuid[]) order by s.received_at, s.id`,
    [ids],
  )
  return rows.map(({ withheld, ...row }) => ({ ...row, task: wholeContent(row.task, withheld) }))
}

export type NewReview = {
  readonly id: string
  readonly submissionId: string
  /** JSON in exactly the shape of Review. */
  readonly body: string
  readonly state: SubmissionState
}

/** Adds reviews, one of a submission; the newest decides how it stands. */
export async function insertReviews(tx: Tx, rows: readonly NewReview[], at: number): Promise<void> {
  if (rows.length === 0) return
  await tx.query(
    `insert into reviews (id, submission_id, body, reviewed_at)
     select id, submission_id, body, $4 from unnest($1::uuid[], $2::uuid[], $3::text[]) with ordinality
       as n(id, submission_id, body, place) order by place`,
    [rows.map((row) => row.id), rows.map((row) => row.submissionId), rows.map((row) => row.body), at],
  )
  await tx.query(
    'update submissions s set state = n.state from unnest($1::uuid[], $2::text[]) as n(id, state) where s.id = n.id',
    [rows.map((row) => row.submissionId), rows.map((row) => row.state)],
  )
}
