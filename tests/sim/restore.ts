import { renewEpoch } from '../../src/hub/store/feed.ts'
import type { OperatorAction } from './actions.ts'
import type { SimHub } from './sim-hub.ts'
import type { World } from './world.ts'

/** A hub whose operator backs up its database and puts an older one back, where a seed has that. */
export type HubBackups = {
  /** As `pg_dump` does: all at one moment. */
  backUp(): Promise<void>
  /** Puts the backup back, says so to the hub (`restored`) and starts it again. */
  putBack(): Promise<void>
  /** How often that was done. */
  times(): number
}

/** Whose rows are copied, parents before children: those of one expert and one programme, since others have no part in this life. */
const tables = {
  programmes: 'id = $2',
  guidelines: 'programme_id = $2',
  experts: 'id = $1',
  expert_occupations: 'expert_id = $1',
  codes: 'expert_id = $1',
  devices: 'expert_id = $1',
  batches: 'programme_id = $2',
  tasks: 'batch_id in (select id from batches where programme_id = $2)',
  assignments: 'expert_id = $1',
  submissions: 'expert_id = $1',
  reviews: 'submission_id in (select id from submissions where expert_id = $1)',
  operations: 'expert_id = $1',
  feed: 'expert_id = $1',
} as const

export async function makeHubBackups(hub: SimHub, expertId: string, programmeId: string): Promise<HubBackups> {
  const { db, hub: real } = hub.test
  const ids = [expertId, programmeId]
  const names = Object.keys(tables) as (keyof typeof tables)[]
  /** Both numbers are named, so that Postgres knows their kind where a table asks for one only. */
  const rowsOf = (name: keyof typeof tables): string =>
    `${tables[name]} and $1::uuid is not null and $2::uuid is not null`
  const backup = new Map<string, string>()
  let times = 0

  async function backUp(): Promise<void> {
    await db.transaction(async (tx) => {
      await tx.query('set transaction isolation level repeatable read')
      for (const name of names) {
        const sql = `select coalesce(jsonb_agg(to_jsonb(x)), '[]')::text as rows from ${name} x where ${rowsOf(name)}`
        const [all] = await tx.query<{ rows: string }>(sql, ids)
        backup.set(name, all?.rows ?? '[]')
      }
    })
  }

  async function putBack(): Promise<void> {
    await db.transaction(async (tx) => {
      // Rows go and come in any order; what others hang on is there again at the end.
      await tx.query('set local session_replication_role = replica')
      for (const name of names.toReversed()) await tx.query(`delete from ${name} where ${rowsOf(name)}`, ids)
      for (const name of names)
        await tx.query(
          `insert into ${name} overriding system value select * from jsonb_populate_recordset(null::${name}, $1::jsonb)`,
          [backup.get(name)],
        )
      await renewEpoch(tx, real.context, expertId)
    })
    times += 1
    hub.restart()
  }

  await backUp()
  return { backUp, putBack, times: () => times }
}

/** Whether the hub of this life has lost what it had taken. */
export function wasRestored({ backups }: World): boolean {
  return backups !== undefined && backups.times() > 0
}

const backUp: OperatorAction = async ({ backups }) => backups?.backUp()
const putBack: OperatorAction = async ({ backups }) => backups?.putBack()

export const restoreOperatorActions = { backUp, putBack } as const satisfies Record<string, OperatorAction>
export const restoreOperatorWeights: Readonly<Record<keyof typeof restoreOperatorActions, number>> = {
  backUp: 5,
  putBack: 3,
}
