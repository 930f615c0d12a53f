import type { Citation, StructuredOf } from '../../domain/structured.ts'
import { thereAre } from '../counted.ts'
import type { Check } from './check.ts'

export const citationsProblem: Check<'citations'> = (field, { citations }) => {
  if (citations.length < field.minCitations) {
    return {
      code: 'too-few',
      text: `At least ${field.minCitations} sources are asked for; ${thereAre(citations.length)}.`,
    }
  }
  const at = citations.findIndex(({ standard }) => standard.trim() === '')
  return at < 0 ? undefined : { code: 'too-short', part: citations[at]?.id, text: `Source ${at + 1} has no name yet.` }
}

/**
 * Sources whose edition no longer holds.
 * @param today the local day as YYYY-MM-DD; the last day of an edition still counts
 */
export function expiredCitations({ citations }: StructuredOf<'citations'>, today: string): Dated[] {
  return citations.filter((one): one is Dated => one.validUntil !== undefined && one.validUntil < today)
}

type Dated = Citation & { readonly validUntil: string }

/** A source in one line: `EN 206, 2021, section 5.3, p. 14`. */
export function citationInWords({ standard, edition, section, page }: Omit<Citation, 'id'>): string {
  const parts = [standard, edition, section, page === undefined || page.trim() === '' ? '' : `p. ${page.trim()}`]
  return parts
    .map((part) => (part ?? '').trim())
    .filter((part) => part !== '')
    .join(', ')
}
