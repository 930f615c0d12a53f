import type { Queryable, Tx } from './db.ts'

export async function insertFile(db: Queryable, sha256: string, size: number, at: number): Promise<void> {
  await db.query('insert into files (sha256, size, created_at) values ($1, $2, $3) on conflict do nothing', [
    sha256,
    size,
    at,
  ])
}

export async function insertUpload(db: Queryable, sha256: string, expertId: string, at: number): Promise<void> {
  await db.query('insert into uploads (sha256, expert_id, at) values ($1, $2, $3) on conflict do nothing', [
    sha256,
    expertId,
    at,
  ])
}

export async function fileSizes(db: Queryable, hashes: readonly string[]): Promise<Map<string, number>> {
  const rows = await db.query<{ sha256: string; size: number }>(
    'select sha256, size from files where sha256 = any($1::text[])',
    [hashes],
  )
  return new Map(rows.map((row) => [row.sha256, row.size]))
}

/** Hashes of the files that came last. */
export async function newestFiles(db: Queryable, limit: number): Promise<string[]> {
  const rows = await db.query<{ sha256: string }>(
    'select sha256 from files order by created_at desc, sha256 limit $1',
    [limit],
  )
  return rows.map((row) => row.sha256)
}

/**
 * The files an expert has a reason to see, with their sizes: what they uploaded themselves, and what belongs to a task that
 * is or was theirs.
 */
export async function filesOf(
  db: Queryable,
  expertId: string,
  hashes: readonly string[],
): Promise<Map<string, number>> {
  if (hashes.length === 0) return new Map()
  const rows = await db.query<{ sha256: string; size: number }>(
    `select f.sha256, f.size from files f where f.sha256 = any($2::text[]) and (
       exists (select 1 from uploads u where u.sha256 = f.sha256 and u.expert_id = $1)
       or exists (select 1 from task_files tf join assignments a on a.task_id = tf.task_id
                  where tf.sha256 = f.sha256 and a.expert_id = $1))`,
    [expertId, hashes],
  )
  return new Map(rows.map((row) => [row.sha256, row.size]))
}

export async function insertTaskFiles(tx: Tx, pairs: readonly { taskId: string; sha256: string }[]): Promise<void> {
  if (pairs.length === 0) return
  await tx.query(
    `insert into task_files (task_id, sha256) select * from unnest($1::uuid[], $2::text[]) on conflict do nothing`,
    [pairs.map((pair) => pair.taskId), pairs.map((pair) => pair.sha256)],
  )
}
