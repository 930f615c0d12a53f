import { findOccupations, occupationCalled } from '../../shared/rules/find-occupations.ts'
import type { Context } from './context.ts'
import type { Implementer } from './implementer.ts'

export function createOccupationsRoutes(os: Implementer, { store }: Context) {
  return {
    search: os.occupations.search.handler(({ input: { query, limit } }) => {
      const list = store.occupations.all()
      const exact = occupationCalled(list, query)
      return {
        rows: findOccupations(list, query, limit),
        known: list.length,
        ...(exact === undefined ? {} : { exact }),
      }
    }),
  }
}
