import type { TestHub } from './test-hub.ts'

/** How many statements at a hub wait for what another one holds: a test that holds it goes on once they do. */
export async function waitingForLock({ db }: TestHub): Promise<number> {
  const rows = await db.query(
    `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
  )
  return rows.length
}
