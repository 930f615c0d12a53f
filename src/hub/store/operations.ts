import type { Queryable, Tx } from './db.ts'

export type DoneOperation = { readonly expertId: string; readonly bodySha256: Buffer; readonly result: string }

/** What came of operations that were carried out before, by their ids. */
export async function readOperations(db: Queryable, ids: readonly string[]): Promise<Map<string, DoneOperation>> {
  const rows = await db.query<DoneOperation & { id: string }>(
    'select id, expert_id as "expertId", body_sha256 as "bodySha256", result from operations where id = any($1::uuid[])',
    [ids],
  )
  return new Map(rows.map((row) => [row.id, row]))
}

export type NewOperation = DoneOperation & {
  readonly id: string
  readonly deviceId: string
  readonly kind: string
  readonly taskId: string
  readonly at: number
}

export async function insertOperations(tx: Tx, rows: readonly NewOperation[]): Promise<void> {
  if (rows.length === 0) return
  await tx.query(
    `insert into operations (id, expert_id, device_id, kind, task_id, body_sha256, result, received_at)
     select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::uuid[], $6::bytea[], $7::text[], $8::bigint[])`,
    [
      rows.map((row) => row.id),
      rows.map((row) => row.expertId),
      rows.map((row) => row.deviceId),
      rows.map((row) => row.kind),
      rows.map((row) => row.taskId),
      rows.map((row) => row.bodySha256),
      rows.map((row) => row.result),
      rows.map((row) => row.at),
    ],
  )
}
