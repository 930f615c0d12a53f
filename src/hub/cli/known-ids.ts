import type { OperatorError } from '../context.ts'
import type { Queryable } from '../store/db.ts'

/**
 * Why nothing is listed: the id that the list was asked for stands for nothing here, such as a batch's in place of its
 * programme's. An empty list would seem to say that there is no work.
 */
export async function unknownFilter(
  db: Queryable,
  { programmeId, batchId }: { readonly programmeId?: string | undefined; readonly batchId?: string | undefined },
): Promise<OperatorError | undefined> {
  const [found] = await db.query<{ programme: boolean; batch: boolean }>(
    `select $1::uuid is null or exists (select 1 from programmes where id = $1) as programme,
       $2::uuid is null or exists (select 1 from batches where id = $2) as batch`,
    [programmeId ?? null, batchId ?? null],
  )
  if (found?.programme === false)
    return { code: 'unknown', text: 'There is no programme with this id. See: programme list' }
  if (found?.batch === false) return { code: 'unknown', text: 'There is no batch with this id. See: batch list' }
  return undefined
}
