import { OccupationCode } from '../../shared/domain/primitives.ts'
import { err, ok, type Result } from '../../shared/domain/result.ts'
import type { Occupation } from '../../shared/domain/task.ts'
import type { Queryable } from '../store/db.ts'
import { occupationsByTitle } from '../store/occupations.ts'

/** Finds the occupation that a cell names by code or by title. The error is a sentence. */
export type OccupationFinder = (text: string) => Result<Occupation, string>

/** @param fallback the operator's word for rows whose occupation this hub does not know */
export async function createOccupationFinder(
  db: Queryable,
  fallback?: string,
): Promise<Result<OccupationFinder, string>> {
  const byTitle = await occupationsByTitle(db)
  const byCode = new Map([...byTitle.values()].map((occupation) => [occupation.code, occupation]))
  const find = (wanted: string): Occupation | undefined =>
    byCode.get(wanted) ??
    byTitle.get(wanted.toLowerCase()) ??
    // A code is good also where the list does not have its title.
    (OccupationCode.safeParse(wanted).success ? { code: wanted, title: wanted } : undefined)
  const spare = fallback === undefined ? undefined : find(fallback.trim())
  if (fallback !== undefined && spare === undefined) return err(unknown(fallback))
  return ok((text) => {
    const wanted = text.trim()
    const found = find(wanted) ?? spare
    return found === undefined ? err(unknown(wanted)) : ok(found)
  })
}

function unknown(text: string): string {
  const name = text.replaceAll(/\p{Cc}/gu, ' ').slice(0, 80)
  return name === ''
    ? 'occupation: is missing; give one for all with --occupation CODE'
    : `occupation: this hub knows none called "${name}"; see "occupations list WORDS", bring in the official list with "occupations import FILE", or give one for all with --occupation CODE`
}
