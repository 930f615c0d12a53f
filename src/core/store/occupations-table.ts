import type { Database } from 'better-sqlite3'
import type { Occupation } from '../../shared/domain/task.ts'

export type OccupationsTable = {
  /** Puts a hub's list in place of the one it had. */
  put(hubId: string, list: readonly Occupation[]): void
  /** Those of all hubs, each code once, in the order of the codes. */
  all(): Occupation[]
}

/** Occupations by hub. About a thousand rows, which are read whole in a millisecond or two. */
export function createOccupationsTable(db: Database): OccupationsTable {
  const clear = db.prepare<[string]>('DELETE FROM occupations WHERE hub_id = ?')
  const add = db.prepare<[string, string, string]>(
    'INSERT OR REPLACE INTO occupations (hub_id, code, title) VALUES (?, ?, ?)',
  )
  const all = db.prepare<[], Occupation>(
    'SELECT code, max(title) AS title FROM occupations GROUP BY code ORDER BY code',
  )
  return {
    put: (hubId, list) => {
      clear.run(hubId)
      for (const { code, title } of list) add.run(hubId, code, title)
    },
    all: () => all.all(),
  }
}
