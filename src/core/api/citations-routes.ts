import { createCitationLibrary } from './citation-library.ts'
import type { Context } from './context.ts'
import type { Implementer } from './implementer.ts'

/** The expert's own library of sources. */
export function createCitationsRoutes(os: Implementer, { store, drafts }: Context) {
  const library = createCitationLibrary(store, drafts)
  return { library: os.citations.library.handler(() => library.all()) }
}
