import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Result } from '../../shared/domain/result.ts'
import { ok } from '../../shared/domain/result.ts'
import type { HubContext, OperatorError } from '../context.ts'
import { ensureIdentity } from '../store/hub-identity.ts'
import { migrate } from '../store/migrate.ts'
import { countOccupations, putOccupations } from '../store/occupations.ts'
import { catchUpOccupations, parseOccupations } from './occupations.ts'

const builtIn = join(import.meta.dirname, '..', '..', '..', 'resources', 'sample', 'occupations.tsv')

/**
 * Makes a database ready to be served: schema, the hub's id and key, and a short list of occupations where there is none
 * yet. Does nothing where all is there.
 */
export async function prepareDatabase(
  context: HubContext,
  name = 'Understudy hub',
): Promise<Result<void, OperatorError>> {
  const migrated = await migrate(context.db, () => context.log('warn', 'schema-waits-for-readers'))
  if (!migrated.ok) return migrated
  const { from, to } = migrated.value
  // Hubs of the older version that still serve it know neither the tables nor what stands in them.
  if (from > 0 && from < to) context.log('warn', 'schema-updated-start-older-hubs-anew', { from, to })
  await ensureIdentity(context, name)
  if ((await countOccupations(context.db)) === 0) {
    const parsed = parseOccupations(await readFile(builtIn, 'utf8'))
    if (!parsed.ok) throw new Error('the built-in list of occupations has errors')
    await putOccupations(context.db, parsed.value)
  }
  await catchUpOccupations(context)
  return ok(undefined)
}
