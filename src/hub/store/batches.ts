import type { Rate } from '../../shared/domain/money.ts'
import { isWaiting } from './assignments.ts'
import { type Queryable, storable, type Tx } from './db.ts'

export type NewBatch = {
  readonly id: string
  readonly programmeId: string
  readonly title: string
  readonly note: string
  readonly dueAt: number | null
  readonly copies: number
  readonly onlyExpert: string | null
  /** Where the batch pays otherwise than its programme. */
  readonly rate: Rate | null
  readonly at: number
  readonly sourceKey: string | null
}

export async function insertBatch(tx: Tx, row: NewBatch): Promise<void> {
  await tx.query(
    `insert into batches (id, programme_id, title, note, due_at, copies, only_expert, rate, revision, created_at, source_key)
     values ($1, $2, $3, $4, $5, $6, $7, $8, 1, $9, $10)`,
    [
      row.id,
      row.programmeId,
      storable(row.title),
      storable(row.note),
      row.dueAt,
      row.copies,
      row.onlyExpert,
      row.rate === null ? null : JSON.stringify(row.rate),
      row.at,
      row.sourceKey,
    ],
  )
}

export async function updateBatch(tx: Tx, id: string, title: string, note: string): Promise<void> {
  await tx.query('update batches set title = $2, note = $3, revision = revision + 1 where id = $1', [
    id,
    storable(title),
    storable(note),
  ])
}

export type SourceBatch = { readonly id: string; readonly title: string; readonly note: string }

export async function batchBySource(
  db: Queryable,
  programmeId: string,
  sourceKey: string,
): Promise<SourceBatch | undefined> {
  const rows = await db.query<SourceBatch>(
    'select id, title, note from batches where programme_id = $1 and source_key = $2',
    [programmeId, sourceKey],
  )
  return rows[0]
}

export type BatchRow = {
  readonly id: string
  readonly programmeId: string
  readonly programme: string
  readonly title: string
  readonly dueAt: number | null
  readonly copies: number
  readonly rate: Rate | null
  readonly tasks: number
  /** Tasks that fewer experts have than are to have them. */
  readonly waiting: number
  readonly submissions: number
}

export async function listBatches(db: Queryable, programmeId?: string): Promise<BatchRow[]> {
  const rows = await db.query<Omit<BatchRow, 'rate'> & { rate: string | null }>(
    `select b.id, b.programme_id as "programmeId", m.name as programme, b.title, b.due_at as "dueAt", b.copies, b.rate,
       (select count(*)::integer from tasks t where t.batch_id = b.id) as tasks,
       (select count(*)::integer from tasks t where t.batch_id = b.id and ${isWaiting}) as waiting,
       (select count(*)::integer from submissions s join tasks t on t.id = s.task_id where t.batch_id = b.id) as submissions
     from batches b join programmes m on m.id = b.programme_id
     where $1::uuid is null or b.programme_id = $1 order by b.created_at, b.id`,
    [programmeId ?? null],
  )
  // It was checked when the batch came in.
  return rows.map((row) => ({ ...row, rate: row.rate === null ? null : (JSON.parse(row.rate) as Rate) }))
}
