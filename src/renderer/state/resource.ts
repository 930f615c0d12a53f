import { createStore, type StoreApi } from 'zustand/vanilla'
import { errorToText } from '../client/error-text.ts'

export type ResourceState<T> = {
  /** What was last heard; kept while it is asked for again, so that nothing flickers. */
  readonly value: T | undefined
  /** Why the last question got no answer. */
  readonly problem: string | undefined
}

export type Resource<T> = {
  readonly store: StoreApi<ResourceState<T>>
  /** Asks again. Calls made while a question is on its way become one more question after it. */
  refresh(): Promise<void>
  /** Takes an answer that came another way. */
  put(value: T): void
}

/** Something the core knows, held here as it was last heard. */
export function createResource<T>(ask: () => Promise<T>): Resource<T> {
  const store = createStore<ResourceState<T>>(() => ({ value: undefined, problem: undefined }))
  let asking: Promise<void> | undefined
  let again = false
  let puts = 0

  async function run(): Promise<void> {
    do {
      again = false
      const before = puts
      try {
        const value = await ask()
        // What was put meanwhile may be newer than this answer: ask once more.
        if (puts === before) store.setState({ value, problem: undefined })
        else again = true
      } catch (error) {
        store.setState({ problem: errorToText(error) })
      }
    } while (again)
    asking = undefined
  }

  return {
    store,
    refresh: async () => {
      if (asking === undefined) asking = run()
      else again = true
      return asking
    },
    put: (value) => {
      puts += 1
      store.setState({ value, problem: undefined })
    },
  }
}
