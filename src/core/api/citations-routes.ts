import { createCitationLibrary } from './citation-library.ts'
import type { Context } from './context.ts'
import type { Implementer } from './implementer.ts'

/** The expert's own library of sources. */
export function createCitationsRoutes(os: Implementer, { store, drafts }: Context) {
  const library = createCitationLibrary(store, drafts)
  return {
    library: os.citations.library.handler(({ input: { except } }) => {
      const head = except === undefined ? undefined : store.tasks.head(except.taskId)
      return library.all(head && except && { taskNo: head.no, field: except.field })
    }),
  }
}
