import { useCallback, useEffect, useMemo, useState } from 'react'
import type { KnownCitation } from '../../shared/contract/desk-citations.ts'
import { citationInWords } from '../../shared/rules/checks/citations-check.ts'
import { useServices } from './services.ts'

export type CitationLibrary = {
  readonly known: readonly KnownCitation[]
  /** Asks again, for what was written meanwhile. */
  readonly refresh: () => void
}

/** Sources that were given before, in any task. Without the core there are none to offer, and nothing else changes. */
export function useCitationLibrary(): CitationLibrary {
  const { desk } = useServices()
  const [known, setKnown] = useState<readonly KnownCitation[]>([])
  const refresh = useCallback(() => {
    desk.citations.library({}).then(setKnown, () => undefined)
  }, [desk])
  useEffect(refresh, [refresh])
  return useMemo(() => ({ known, refresh }), [known, refresh])
}

/** What is offered while somebody types: those that hold every word, at most `most`; none before anything is typed. */
export function matchingCitations(known: readonly KnownCitation[], typed: string, most = 8): KnownCitation[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return []
  const found: KnownCitation[] = []
  for (const citation of known) {
    const line = citationInWords(citation).toLowerCase()
    if (line !== typed.trim().toLowerCase() && words.every((word) => line.includes(word))) found.push(citation)
    if (found.length === most) break
  }
  return found
}
