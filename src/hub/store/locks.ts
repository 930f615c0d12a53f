import type { Tx } from './db.ts'

/**
 * The order in which every writer takes its locks, so that none waits in a ring:
 * 1. `lockDistribution`, where tasks find experts or a programme changes
 * 2. `lockExperts`, all that are needed at once, ordered by id
 * Every other row belongs to one of these and is written after them.
 */

const DISTRIBUTION = 7_310_011

/**
 * One at a time decides who gets which task: otherwise a new expert and a new batch could miss each other, or an expert
 * could join a programme while its new guideline goes out and never hear of it.
 */
export async function lockDistribution(tx: Tx): Promise<void> {
  await tx.query('select pg_advisory_xact_lock($1)', [DISTRIBUTION])
}

/**
 * Holds the experts' rows until the transaction ends. Their feed numbers are given out under this lock, so numbers
 * become visible in their order and a cursor can never pass a change that commits later.
 */
export async function lockExperts(tx: Tx, expertIds: readonly string[]): Promise<void> {
  if (expertIds.length === 0) return
  await tx.query('select 1 from experts where id = any($1::uuid[]) order by id for no key update', [expertIds])
}
