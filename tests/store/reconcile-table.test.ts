import Database from 'better-sqlite3'
import { expect, it } from 'vitest'
import { migrate } from '../../src/core/store/migrate.ts'
import { createReconcileTable } from '../../src/core/store/reconcile-table.ts'

it('the reconciliation finds its rows in the list’s own order and reads the contents of one page only', () => {
  const db = new Database(':memory:')
  migrate(db)
  const asked: string[] = []
  createReconcileTable({
    prepare: (sql: string) => {
      asked.push(sql)
      return db.prepare(sql)
    },
    // Only `prepare` is used of a database; the type has all of it.
  } as never)
  expect(asked).toHaveLength(4)
  for (const sql of asked) {
    const plan = db
      .prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`)
      .all(...(sql.includes('LIMIT') ? [100, 0] : []))
      .map((row) => row.detail)
    const scans = plan.filter((line) => line.startsWith('SCAN'))
    expect(scans.filter((line) => !/^SCAN (chosen|s USING (COVERING )?INDEX submissions_)/.test(line))).toEqual([])
    expect(plan.join('; ')).not.toMatch(/AUTOMATIC/)
  }
  db.close()
})
