import type { Expert } from '../../shared/contract/hub.ts'
import type { Occupation } from '../../shared/domain/task.ts'
import { type Queryable, storable } from './db.ts'

export type NewExpert = {
  readonly id: string
  readonly name: string
  readonly email: string
  readonly epoch: string
  readonly at: number
}

export async function insertExpert(db: Queryable, expert: NewExpert): Promise<void> {
  await db.query('insert into experts (id, name, email, created_at, feed_epoch) values ($1, $2, $3, $4, $5)', [
    expert.id,
    storable(expert.name),
    storable(expert.email),
    expert.at,
    expert.epoch,
  ])
}

/** @returns those that the expert did not have before */
export async function addOccupations(
  db: Queryable,
  expertId: string,
  occupations: readonly Occupation[],
): Promise<string[]> {
  const rows = await db.query<{ code: string }>(
    `insert into expert_occupations (expert_id, code, title)
     select $1, code, title from unnest($2::text[], $3::text[]) as o(code, title)
     on conflict do nothing returning code`,
    [expertId, occupations.map((one) => one.code), occupations.map((one) => storable(one.title))],
  )
  return rows.map((row) => row.code)
}

export async function readExpert(db: Queryable, expertId: string): Promise<Expert | undefined> {
  const rows = await db.query<{ name: string; email: string }>('select name, email from experts where id = $1', [
    expertId,
  ])
  const row = rows[0]
  if (row === undefined) return undefined
  const occupations = await db.query<Occupation>(
    'select code, title from expert_occupations where expert_id = $1 order by code',
    [expertId],
  )
  return { id: expertId, name: row.name, email: row.email, occupations }
}

export async function expertByEmail(db: Queryable, email: string): Promise<string | undefined> {
  const rows = await db.query<{ id: string }>('select id from experts where lower(email) = lower($1) order by id', [
    email,
  ])
  return rows[0]?.id
}

/** @returns whether that changed anything */
export async function setRevoked(db: Queryable, expertId: string, at: number | null): Promise<boolean> {
  const rows = await db.query(
    'update experts set revoked_at = $2 where id = $1 and (revoked_at is null) <> ($2::bigint is null) returning id',
    [expertId, at],
  )
  return rows.length > 0
}

export type ExpertRow = {
  readonly id: string
  readonly name: string
  readonly email: string
  readonly occupations: string
  readonly devices: number
  /** Tasks that are offered or taken and not handed in, or returned. */
  readonly open: number
  readonly submissions: number
  readonly revoked: boolean
}

export async function listExperts(db: Queryable): Promise<ExpertRow[]> {
  return db.query<ExpertRow>(
    `select e.id, e.name, e.email, e.revoked_at is not null as revoked,
       coalesce((select string_agg(o.code, ' ' order by o.code) from expert_occupations o where o.expert_id = e.id), '') as occupations,
       (select count(*)::integer from devices d where d.expert_id = e.id and d.revoked_at is null) as devices,
       (select count(*)::integer from assignments a where a.expert_id = e.id and a.state in ('offered', 'taken')
          and coalesce((select s.state from submissions s where s.task_id = a.task_id and s.expert_id = e.id
            order by s.no desc limit 1), 'returned') = 'returned') as open,
       (select count(*)::integer from submissions s where s.expert_id = e.id) as submissions
     from experts e order by e.id`,
  )
}
