import Database from 'better-sqlite3'
import { migrate } from '../../../src/core/store/migrate.ts'

/**
 * What tables ask of an empty store of this version, and how SQLite would answer it.
 * @param run makes tables, and calls of them what prepares a statement only then
 */
export function askedStatements(run: (db: Database.Database) => void): { sql: string; plan: string[] }[] {
  const db = new Database(':memory:')
  migrate(db)
  const asked: string[] = []
  const noting = Object.assign(Object.create(db) as Database.Database, {
    prepare: (sql: string) => {
      asked.push(sql)
      return db.prepare(sql)
    },
    transaction: () => () => undefined,
  })
  run(noting)
  const explained = asked.map((sql) => {
    const plan = db.prepare<[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql.replaceAll('?', '1')}`).all()
    return { sql, plan: plan.map(({ detail }) => detail) }
  })
  db.close()
  return explained
}
