import type { Queryable, Tx } from './db.ts'

export type DoneOperation = { readonly expertId: string; readonly bodySha256: Buffer; readonly result: string }

/** What came of an operation that was carried out before. */
export async function readOperation(db: Queryable, id: string): Promise<DoneOperation | undefined> {
  const rows = await db.query<DoneOperation>(
    'select expert_id as "expertId", body_sha256 as "bodySha256", result from operations where id = $1',
    [id],
  )
  return rows[0]
}

export type NewOperation = DoneOperation & {
  readonly id: string
  readonly deviceId: string
  readonly kind: string
  readonly taskId: string
  readonly at: number
}

export async function insertOperation(tx: Tx, row: NewOperation): Promise<void> {
  await tx.query(
    `insert into operations (id, expert_id, device_id, kind, task_id, body_sha256, result, received_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [row.id, row.expertId, row.deviceId, row.kind, row.taskId, row.bodySha256, row.result, row.at],
  )
}
