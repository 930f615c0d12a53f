/** Rows of a long list that the core gives page by page. */
export type Page<T> = { readonly total: number; readonly rows: readonly T[] }

export type PageCache<T, Q> = {
  /** Shows another list. What was there stays until the first rows of the new one are here. */
  show(query: Q): Promise<void>
  /** Has the rows from `first` to `last` here, and a page more on both sides. */
  ensure(first: number, last: number): void
  /** Asks again for what is seen: the list has changed. Calls that come quicker than answers become one. */
  refresh(): Promise<void>
  /** @returns undefined while the row is not here */
  row(index: number): T | undefined
  /** Where a row lies among those that are here. */
  find(test: (row: T) => boolean): number | undefined
  /** Number of rows of the list; undefined until the first answer. */
  readonly total: number | undefined
}

type Options<T, Q> = {
  readonly pageSize: number
  readonly ask: (query: Q, offset: number, limit: number) => Promise<Page<T>>
  /** Called when a row or the total changed. */
  readonly onChange: () => void
  readonly onProblem: (error: unknown) => void
}

/** So many questions are on their way at once; on a fast scroll those for pages long gone by are not even asked. */
const AT_ONCE = 2
/** So many pages are kept; those farthest from what is seen go first. */
const KEPT = 30

export function createPageCache<T, Q>({ pageSize, ask, onChange, onProblem }: Options<T, Q>): PageCache<T, Q> {
  let query: Q | undefined
  let pages = new Map<number, readonly T[]>()
  /** The list that the pages are of: another one while that which is wanted has not answered. */
  let shown: Q | undefined
  let total: number | undefined
  /** Counts up with every list and every refresh: an answer to an older one is dropped. */
  let turn = 0
  let seen = { first: 0, last: 0 }
  const asked = new Set<number>()
  /** Pages to be fetched, the most urgent first. */
  let wanted: readonly number[] = []
  let refreshing: Promise<void> | undefined
  let again = false

  function fetchNext(): void {
    // Rows of two lists would stand among each other.
    if (shown !== query) return
    for (const number of wanted) {
      if (asked.size >= AT_ONCE) return
      if (!pages.has(number) && !asked.has(number)) void fetchPage(number)
    }
  }

  async function fetchPage(number: number): Promise<void> {
    if (query === undefined) return
    asked.add(number)
    const mine = turn
    try {
      const page = await ask(query, number * pageSize, pageSize)
      if (mine !== turn) return
      pages.set(number, page.rows)
      total = page.total
      forget()
      onChange()
    } catch (error) {
      // Asked again when the page is next looked at, not at once: what fails now would fail again.
      if (mine !== turn) return
      wanted = []
      onProblem(error)
    } finally {
      if (mine === turn) {
        asked.delete(number)
        fetchNext()
      }
    }
  }

  /** Lets go of pages far from what is seen. */
  function forget(): void {
    if (pages.size <= KEPT) return
    const middle = Math.floor((seen.first + seen.last) / 2 / pageSize)
    const byDistance = [...pages.keys()].sort((a, b) => Math.abs(b - middle) - Math.abs(a - middle))
    for (const number of byDistance.slice(0, pages.size - KEPT)) pages.delete(number)
  }

  /** Fetches the pages that are seen anew and then changes over in one step. */
  async function renew(asker: Q, first: number, last: number): Promise<void> {
    const mine = ++turn
    asked.clear()
    wanted = []
    query = asker
    const numbers = range(Math.floor(first / pageSize), Math.floor(Math.max(first, last) / pageSize))
    try {
      const fresh = await Promise.all(numbers.map((number) => ask(asker, number * pageSize, pageSize)))
      if (mine !== turn) return
      shown = asker
      pages = new Map(fresh.map((page, i) => [numbers[i] ?? 0, page.rows]))
      total = fresh[0]?.total ?? 0
      onChange()
    } catch (error) {
      if (mine === turn) onProblem(error)
    }
  }

  return {
    show: async (asker) => {
      seen = { first: 0, last: 0 }
      await renew(asker, 0, 0)
    },
    ensure: (first, last) => {
      seen = { first, last }
      if (total === undefined) return
      const end = Math.max(0, Math.ceil(total / pageSize) - 1)
      const from = Math.max(0, Math.floor(first / pageSize) - 1)
      const to = Math.min(end, Math.floor(last / pageSize) + 1)
      // What is seen first, its neighbours after.
      const middle = (first + last) / 2 / pageSize - 0.5
      wanted = range(from, to).sort((a, b) => Math.abs(a - middle) - Math.abs(b - middle))
      fetchNext()
    },
    refresh: async () => {
      if (refreshing !== undefined) {
        again = true
        return refreshing
      }
      refreshing = (async () => {
        do {
          again = false
          if (query !== undefined) await renew(query, seen.first, seen.last)
        } while (again)
        refreshing = undefined
      })()
      return refreshing
    },
    row: (index) => pages.get(Math.floor(index / pageSize))?.[index % pageSize],
    find: (test) => {
      for (const [number, rows] of pages) {
        const at = rows.findIndex(test)
        if (at >= 0) return number * pageSize + at
      }
      return undefined
    },
    get total() {
      return total
    },
  }
}

function range(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => from + i)
}
