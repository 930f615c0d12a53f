import type { Queryable } from './db.ts'

/** The files that an expert needs for some tasks, as far as these are still his, small ones first. */
export async function filesForTasks(
  db: Queryable,
  expertId: string,
  taskIds: readonly string[],
): Promise<{ sha256: string; size: number }[]> {
  return db.query<{ sha256: string; size: number }>(
    `select distinct f.sha256, f.size from task_files tf
     join files f on f.sha256 = tf.sha256
     join assignments a on a.task_id = tf.task_id and a.expert_id = $1
     where tf.task_id = any($2::uuid[]) and a.state in ('offered', 'taken') order by f.size, f.sha256`,
    [expertId, taskIds],
  )
}

/** Of these operations, those that were carried out before. */
export async function doneAmong(db: Queryable, ids: readonly string[]): Promise<Set<string>> {
  const rows = await db.query<{ id: string }>('select id from operations where id = any($1::uuid[])', [ids])
  return new Set(rows.map((row) => row.id))
}

/** The name of an expert who has access, or why there is none. */
export async function expertForCarriage(
  db: Queryable,
  expertId: string,
): Promise<{ name: string } | 'unknown' | 'withdrawn'> {
  const rows = await db.query<{ name: string; revoked: boolean }>(
    'select name, revoked_at is not null as revoked from experts where id = $1',
    [expertId],
  )
  const row = rows[0]
  if (row === undefined) return 'unknown'
  return row.revoked ? 'withdrawn' : { name: row.name }
}
