import { createStore, type StoreApi } from 'zustand/vanilla'
import type { ReconcilePage, ReconcileRow, ReconcileShow } from '../../shared/contract/desk-reconcile.ts'
import { errorToText } from '../client/error-text.ts'
import type { Desk } from '../client/desk.ts'
import { createPageCache } from './page-cache.ts'
import { handedOut } from './save-file.ts'
import { createThrottle } from './throttle.ts'
import type { Toasts } from './toasts.ts'
import { createWatch, type Watch } from './watch.ts'

const PAGE_SIZE = 100
/** The list is looked at again at most this often while much goes out. */
const LOOK_AGAIN_MS = 500

export type ReconciliationState = {
  readonly show: ReconcileShow
  /** Undefined until the core has answered for the first time. */
  readonly total: number | undefined
  readonly counts: ReconcilePage['counts'] | undefined
  /** Counts up when rows have come: who reads rows draws again. */
  readonly version: number
  readonly problem: string | undefined
}

export type Reconciliation = Watch & {
  readonly store: StoreApi<ReconciliationState>
  /** @returns undefined while the row is not here */
  row(index: number): ReconcileRow | undefined
  /** Has the rows from `first` to `last` here. */
  ensure(first: number, last: number): void
  show(show: ReconcileShow): void
  /** Saves what is shown as a file. */
  exportCsv(): Promise<void>
}

/**
 * What was handed in beside what the hubs have proven to hold.
 * @param save hands a file to the person
 */
export function createReconciliation(
  desk: Desk,
  toasts: Toasts,
  save: (fileName: string, mediaType: string, text: string) => void,
): Reconciliation {
  const store = createStore<ReconciliationState>(() => ({
    show: 'all',
    total: undefined,
    counts: undefined,
    version: 0,
    problem: undefined,
  }))
  const cache = createPageCache<ReconcileRow, ReconcileShow>({
    pageSize: PAGE_SIZE,
    ask: async (show, offset, limit) => {
      const page = await desk.sync.reconcile({ show, offset, limit })
      store.setState({ counts: page.counts })
      return page
    },
    onChange: () => store.setState(({ version }) => ({ total: cache.total, version: version + 1, problem: undefined })),
    onProblem: (error) => store.setState({ problem: errorToText(error) }),
  })
  const lookAgain = createThrottle(LOOK_AGAIN_MS, () => {
    if (store.getState().total === undefined) void cache.show(store.getState().show)
    else void cache.refresh()
  })

  return {
    store,
    row: (index) => cache.row(index),
    ensure: (first, last) => cache.ensure(first, last),
    show: (show) => {
      store.setState({ show })
      void cache.show(show)
    },
    ...createWatch(lookAgain),
    exportCsv: async () => {
      try {
        const { fileName, mediaType, text } = await desk.sync.reconcileCsv({ show: store.getState().show })
        save(fileName, mediaType, text)
        toasts.say(handedOut(fileName))
      } catch (error) {
        toasts.complain(errorToText(error))
      }
    },
  }
}
