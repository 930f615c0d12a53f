import type { Queryable, Tx } from './db.ts'

export type CodeRow = {
  readonly expertId: string
  readonly expiresAt: number
  readonly used: boolean
  /** The device that used it. */
  readonly deviceId: string | null
  readonly tokenHash: Buffer | null
}

export async function insertCode(
  db: Queryable,
  hash: Buffer,
  expertId: string,
  at: number,
  expiresAt: number,
): Promise<void> {
  await db.query('insert into codes (code_sha256, expert_id, created_at, expires_at) values ($1, $2, $3, $4)', [
    hash,
    expertId,
    at,
    expiresAt,
  ])
}

/** Reads a code and holds it until the transaction ends. */
export async function lockCode(tx: Tx, hash: Buffer): Promise<CodeRow | undefined> {
  type Row = {
    expert_id: string
    expires_at: number
    used_at: number | null
    device_id: string | null
    token: Buffer | null
  }
  // Two statements: one that waited for the lock would still see the devices as they were before it waited.
  await tx.query('select 1 from codes where code_sha256 = $1 for update', [hash])
  const rows = await tx.query<Row>(
    `select c.expert_id, c.expires_at, c.used_at, c.device_id,
       (select d.token_sha256 from devices d where d.id = c.device_id and d.revoked_at is null) as token
     from codes c where c.code_sha256 = $1`,
    [hash],
  )
  const row = rows[0]
  if (row === undefined) return undefined
  return {
    expertId: row.expert_id,
    expiresAt: row.expires_at,
    used: row.used_at !== null,
    deviceId: row.device_id,
    tokenHash: row.token,
  }
}

export async function useCode(tx: Tx, hash: Buffer, deviceId: string, at: number): Promise<void> {
  await tx.query('update codes set used_at = $2, device_id = $3 where code_sha256 = $1', [hash, at, deviceId])
}

export async function dropUnusedCodes(db: Queryable, expertId: string): Promise<void> {
  await db.query('delete from codes where expert_id = $1 and used_at is null', [expertId])
}

/** Wrong codes of one address since `since`; older counts are forgotten, and those of a clock that was far ahead. */
export async function countWrongCode(db: Queryable, address: string, now: number, windowMs: number): Promise<void> {
  await db.query(
    `insert into wrong_codes (address, since, count) values ($1, $2, 1)
     on conflict (address) do update set
       count = case when wrong_codes.since between $3 and $4 then wrong_codes.count + 1 else 1 end,
       since = case when wrong_codes.since between $3 and $4 then wrong_codes.since else excluded.since end`,
    [address, now, now - windowMs, now + windowMs],
  )
  await db.query('delete from wrong_codes where since < $1', [now - 10 * windowMs])
}

export async function wrongCodes(
  db: Queryable,
  address: string,
): Promise<{ since: number; count: number } | undefined> {
  const rows = await db.query<{ since: number; count: number }>(
    'select since, count from wrong_codes where address = $1',
    [address],
  )
  return rows[0]
}
