import { err, ok, type Result } from '../../shared/domain/result.ts'
import { readOccupationLines } from '../../shared/rules/occupation-lines.ts'
import type { HubContext, OperatorError } from '../context.ts'
import type { Tx } from '../store/db.ts'
import { expertsWithout, publish } from '../store/feed.ts'
import { readIdentity } from '../store/hub-identity.ts'
import { lockDistribution, lockExperts } from '../store/locks.ts'
import { countOccupations, type OccupationEntry, putOccupations } from '../store/occupations.ts'

/** A line of the list as JSON, about. */
const LINE_BYTES = 70

/** Reads a table of occupations whole, or says what is wrong with it (`readOccupationLines`). */
export function parseOccupations(text: string): Result<OccupationEntry[], OperatorError> {
  const { entries, problems } = readOccupationLines(text)
  if (problems.length > 0) {
    return err({
      code: 'bad-lines',
      text: `${problems.length} lines cannot be read; nothing was imported.`,
      details: problems,
    })
  }
  if (entries.length === 0) return err({ code: 'empty', text: 'There is no occupation in this file.' })
  return ok(entries)
}

/**
 * Brings occupations into the hub's list and, where that changes it, the whole list anew to every expert.
 * @returns how many experts are told
 */
export async function bringOccupations(context: HubContext, entries: readonly OccupationEntry[]): Promise<number> {
  return context.db.transaction(async (tx) => {
    await lockDistribution(tx)
    if ((await putOccupations(tx, entries)) === 0) return 0
    const experts = await tx.query<{ id: string }>('select id from experts order by id')
    return publishOccupations(
      tx,
      experts.map(({ id }) => id),
    )
  })
}

/** The list for experts whose feed is older than lists in feeds. Changes nothing where all have it. */
export async function catchUpOccupations(context: HubContext): Promise<number> {
  // Each command comes by here, and one that only reads must not wait while an import hands its tasks out.
  if ((await expertsWithout(context.db, 'occupations')).length === 0) return 0
  return context.db.transaction(async (tx) => {
    await lockDistribution(tx)
    return publishOccupations(tx, await expertsWithout(tx, 'occupations'))
  })
}

/** Puts the list at the end of the feeds of these experts. `lockDistribution` must be held, so that no expert is missed. */
export async function publishOccupations(tx: Tx, experts: readonly string[]): Promise<number> {
  if (experts.length === 0) return 0
  const { hubId } = await readIdentity(tx)
  const bytes = (await countOccupations(tx)) * LINE_BYTES
  await lockExperts(tx, experts)
  await publish(
    tx,
    experts.map((expertId) => ({ expertId, kind: 'occupations', entityId: hubId, bytes })),
  )
  return experts.length
}
