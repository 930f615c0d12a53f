import type { Queryable } from './db.ts'

export type OpenUpload = {
  readonly id: string
  readonly expertId: string
  readonly sha256: string
  readonly size: number
  readonly createdAt: number
  /** When the file came into its place; null while bytes are still to come. */
  readonly finishedAt: number | null
}

const columns = `id, expert_id as "expertId", sha256, size, created_at as "createdAt", finished_at as "finishedAt"`

export async function readOpenUpload(db: Queryable, id: string): Promise<OpenUpload | undefined> {
  return (await db.query<OpenUpload>(`select ${columns} from open_uploads where id = $1`, [id]))[0]
}

/** The expert's unfinished upload of a file, the oldest when several were begun. */
export async function unfinishedUpload(
  db: Queryable,
  expertId: string,
  sha256: string,
  size: number,
): Promise<OpenUpload | undefined> {
  const rows = await db.query<OpenUpload>(
    `select ${columns} from open_uploads where expert_id = $1 and sha256 = $2 and size = $3 and finished_at is null
     order by created_at, id limit 1`,
    [expertId, sha256, size],
  )
  return rows[0]
}

export async function countUnfinished(db: Queryable, expertId: string): Promise<number> {
  const rows = await db.query<{ n: number }>(
    'select count(*)::integer as n from open_uploads where expert_id = $1 and finished_at is null',
    [expertId],
  )
  return rows[0]?.n ?? 0
}

export async function insertOpenUpload(db: Queryable, upload: Omit<OpenUpload, 'finishedAt'>): Promise<void> {
  const { id, expertId, sha256, size, createdAt } = upload
  await db.query(
    'insert into open_uploads (id, expert_id, sha256, size, created_at) values ($1, $2, $3, $4, $5) on conflict do nothing',
    [id, expertId, sha256, size, createdAt],
  )
}

export async function finishOpenUpload(db: Queryable, id: string, at: number): Promise<void> {
  await db.query('update open_uploads set finished_at = $2 where id = $1 and finished_at is null', [id, at])
}

export async function dropOpenUpload(db: Queryable, id: string): Promise<void> {
  await db.query('delete from open_uploads where id = $1', [id])
}

/** Uploads begun before `before`, finished or not. */
export async function uploadsBegunBefore(db: Queryable, before: number): Promise<OpenUpload[]> {
  return db.query<OpenUpload>(
    `select ${columns} from open_uploads where created_at < $1 order by created_at limit 10000`,
    [before],
  )
}
