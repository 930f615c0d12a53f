import { useCallback, useEffect, useMemo, useState } from 'react'
import type { KnownCitation } from '../../shared/contract/desk-citations.ts'
import type { Citation } from '../../shared/domain/structured.ts'
import { citationInWords } from '../../shared/rules/checks/citations-check.ts'
import { useServices } from './services.ts'

export type CitationLibrary = {
  readonly known: readonly KnownCitation[]
  /** Asks again, for what was written meanwhile. */
  readonly refresh: () => void
}

/**
 * Sources that were given before, in any task. Without the core there are none to offer, and nothing else changes.
 * @param taskId and `field`: one that is left out, because the window knows better what stands in it (`withPresent`)
 */
export function useCitationLibrary(taskId?: string, field?: string): CitationLibrary {
  const { desk } = useServices()
  const [known, setKnown] = useState<readonly KnownCitation[]>([])
  const refresh = useCallback(() => {
    const except = taskId === undefined || field === undefined ? {} : { except: { taskId, field } }
    desk.citations.library(except).then(setKnown, () => undefined)
  }, [desk, taskId, field])
  useEffect(refresh, [refresh])
  return useMemo(() => ({ known, refresh }), [known, refresh])
}

/**
 * What may be offered in a field: its other sources as they stand in the window now, and those of all other fields. The
 * core hears of the former a little later, and would offer one as it was while its last part was being typed.
 * @param known the library without this field
 * @param present other sources of the field
 */
export function withPresent(known: readonly KnownCitation[], present: readonly Citation[]): KnownCitation[] {
  const told = new Map(known.map((citation) => [citationInWords(citation), citation]))
  // Of two that read the same the later one counts.
  const own = new Map(
    present.map((citation) => {
      const { id: _, note: _note, ...source } = citation
      const { tasks = 0, lastAt = 0 } = told.get(citationInWords(citation)) ?? {}
      return [citationInWords(citation), { ...source, tasks: tasks + 1, lastAt }]
    }),
  )
  return [
    ...[...own].flatMap(([words, citation]) => (words === '' ? [] : citation)),
    ...known.filter((citation) => !own.has(citationInWords(citation))),
  ]
}

/**
 * A source with all that was given of a known one. A part that the known one lacks goes: an edition or a page left over
 * from another source would make one that does not exist. What is noted of it stays.
 */
export function withTaken({ id, note }: Citation, taken: KnownCitation): Citation {
  const { tasks: _, lastAt: _at, ...source } = taken
  return { id, ...source, ...(note === undefined ? {} : { note }) }
}

const MOST_OFFERED = 8

/** What is offered while somebody types: those that hold every word; none before anything is typed. */
export function matchingCitations(known: readonly KnownCitation[], typed: string): KnownCitation[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return []
  const found: KnownCitation[] = []
  for (const citation of known) {
    const line = citationInWords(citation).toLowerCase()
    if (line !== typed.trim().toLowerCase() && words.every((word) => line.includes(word))) found.push(citation)
    if (found.length === MOST_OFFERED) break
  }
  return found
}
