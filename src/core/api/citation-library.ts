import { setImmediate } from 'node:timers/promises'
import type { KnownCitation } from '../../shared/contract/desk-citations.ts'
import type { Citation } from '../../shared/domain/structured.ts'
import { textToStructure } from '../../shared/rules/structure-text.ts'
import type { Drafts } from '../drafts/create-drafts.ts'
import type { CitedFieldRow } from '../store/cited-fields-table.ts'
import type { Store } from '../store/open-store.ts'

/** So many fields are read before others have their turn. */
const FIELDS_AT_ONCE = 5
/** More than anybody looks through; the newest are kept. */
const MOST = 2_000

type Read = { readonly version: number; readonly at: number; readonly citations: readonly Citation[] }

type Place = { readonly taskNo: number; readonly field: string }
export type CitationLibrary = {
  /** @param except a field that is left out */
  all(except?: Place): Promise<KnownCitation[]>
}

/**
 * The expert's own library of sources. It is nowhere stored: what stands in the fields is the library, each field read
 * again only when something was written in it.
 */
export function createCitationLibrary(store: Store, drafts: Pick<Drafts, 'at'>): CitationLibrary {
  const fields: CitedFieldRow[] = []
  const read = new Map<number, Read>()
  let seen = 0
  /** Of what has been read; gone when something else was. */
  let merged: KnownCitation[] | undefined

  async function bringUpToDate(): Promise<void> {
    const newest = store.citedFields.newest()
    if (newest > seen) {
      fields.push(...store.citedFields.added(seen))
      seen = newest
    }
    let turns = 0
    for (const { no, taskNo, field } of fields) {
      const version = store.drafts.version(no)
      if (read.get(no)?.version === version) continue
      const draft = drafts.at(taskNo, field, version)
      const structure = draft !== undefined && 'text' in draft ? textToStructure(draft.text) : undefined
      const value = structure?.ok === true ? structure.value : null
      const citations = value?.kind === 'citations' ? value.citations : []
      merged = undefined
      read.set(no, { version, at: store.drafts.lastEdit(no)?.wall ?? 0, citations })
      if (++turns % FIELDS_AT_ONCE === 0) await setImmediate()
    }
  }

  function given(some: readonly CitedFieldRow[]): Given[] {
    return some.map(({ no, taskNo }) => ({ taskNo, ...(read.get(no) ?? { at: 0, citations: [] }) }))
  }

  return {
    all: async (except) => {
      await bringUpToDate()
      if (except === undefined) return (merged ??= merge(given(fields)))
      return merge(given(fields.filter(({ taskNo, field }) => taskNo !== except.taskNo || field !== except.field)))
    },
  }
}

type Given = { readonly taskNo: number; readonly at: number; readonly citations: readonly Citation[] }

function merge(given: readonly Given[]): KnownCitation[] {
  const known = new Map<string, { citation: KnownCitation; tasks: Set<number> }>()
  for (const { taskNo, at, citations } of given.toSorted((a, b) => b.at - a.at)) {
    for (const { id: _, note: _note, ...said } of citations) {
      if (said.standard.trim() === '') continue
      const key = keyOf(said)
      const found = known.get(key) ?? { citation: { ...said, tasks: 1, lastAt: at }, tasks: new Set() }
      found.tasks.add(taskNo)
      known.set(key, found)
    }
  }
  return [...known.values()].slice(0, MOST).map(({ citation, tasks }) => ({ ...citation, tasks: tasks.size }))
}

/** Two that differ in blanks or capitals only say the same. */
function keyOf({ standard, edition, section, page, link, validUntil }: Omit<Citation, 'id' | 'note'>): string {
  return JSON.stringify(
    [standard, edition, section, page, link, validUntil].map((part) =>
      (part ?? '').trim().replaceAll(/\s+/g, ' ').toLowerCase(),
    ),
  )
}
