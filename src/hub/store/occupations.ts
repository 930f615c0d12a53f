import type { Occupation } from '../../shared/domain/task.ts'
import { type Queryable, storable } from './db.ts'

export type OccupationEntry = Occupation & { readonly description: string }

export async function countOccupations(db: Queryable): Promise<number> {
  const rows = await db.query<{ count: number }>('select count(*)::integer as count from occupations')
  return rows[0]?.count ?? 0
}

/**
 * Adds occupations and brings titles up to date; what is not in the list stays.
 * @returns how many are new or have changed
 */
export async function putOccupations(db: Queryable, entries: readonly OccupationEntry[]): Promise<number> {
  const rows = await db.query(
    `insert into occupations (code, title, description) select * from unnest($1::text[], $2::text[], $3::text[])
     on conflict (code) do update set title = excluded.title, description = excluded.description
     where (occupations.title, occupations.description) is distinct from (excluded.title, excluded.description)
     returning code`,
    [
      entries.map((entry) => entry.code),
      entries.map((entry) => storable(entry.title)),
      entries.map((entry) => storable(entry.description)),
    ],
  )
  return rows.length
}

/** @returns those of the codes that are known */
export async function occupationsByCode(db: Queryable, codes: readonly string[]): Promise<Map<string, Occupation>> {
  const rows = await db.query<Occupation>('select code, title from occupations where code = any($1::text[])', [codes])
  return new Map(rows.map((row) => [row.code, row]))
}

/** All titles, lower-case, with their occupation; the first code where two share a title. */
export async function occupationsByTitle(db: Queryable): Promise<Map<string, Occupation>> {
  const rows = await db.query<Occupation>('select code, title from occupations order by code desc')
  return new Map(rows.map((row) => [row.title.toLowerCase(), row]))
}

/** Occupations whose code, title or description holds every word. */
export async function findOccupations(db: Queryable, words: readonly string[], limit: number): Promise<Occupation[]> {
  const patterns = words.map((word) => `%${word.replace(/[\\%_]/g, '\\$&')}%`)
  return db.query<Occupation>(
    `select code, title from occupations o
     where (select coalesce(bool_and(o.code || ' ' || o.title || ' ' || o.description ilike p), true) from unnest($1::text[]) as w(p))
     order by (select count(*) from unnest($1::text[]) as w(p) where o.title ilike p) desc, code limit $2`,
    [patterns, limit],
  )
}
