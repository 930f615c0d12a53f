import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Facets, TaskRow } from '../../shared/contract/desk-views.ts'
import { errorToText } from '../client/error-text.ts'
import type { Desk } from '../client/desk.ts'
import { firstView, type InboxView, viewToFilter } from './inbox-view.ts'
import { createPageCache } from './page-cache.ts'
import { createResource, type Resource } from './resource.ts'
import { createThrottle } from './throttle.ts'
import type { Toasts } from './toasts.ts'
import { createWatch, type Watch } from './watch.ts'

const PAGE_SIZE = 100
/** A task that has moved by more rows than this has gone elsewhere. */
const NEAR = 10
/** While a batch arrives the list changes many times a second; looking again so often is enough. */
const LOOK_AGAIN_MS = 250
/** Counting all of them costs more than a page. */
const COUNT_AGAIN_MS = 1_000

export type InboxState = {
  readonly view: InboxView
  /** Number of tasks in the view; undefined until the first answer. */
  readonly total: number | undefined
  /** The row the keyboard is on. */
  readonly current: number
  /** Counts up whenever a row changed. */
  readonly version: number
  readonly problem: string | undefined
}

export type Inbox = Watch & {
  readonly store: StoreApi<InboxState>
  readonly facets: Resource<Facets>
  row(index: number): TaskRow | undefined
  /** Where a task lies among the rows that are here. */
  find(taskId: string): number | undefined
  /** Has the rows that are seen, and more around them, here. */
  ensure(first: number, last: number): void
  change(change: Partial<InboxView>): void
  moveTo(index: number): void
  /** Takes a task on offer, with an undo. */
  take(row: Pick<TaskRow, 'id' | 'title'>): Promise<void>
  /** How far the list was scrolled when it was last seen, in pixels. */
  scrollTop: number
}

/** The list of tasks, as one left it. */
export function createInbox(desk: Desk, toasts: Toasts): Inbox {
  const store = createStore<InboxState>(() => ({
    view: firstView,
    total: undefined,
    current: 0,
    version: 0,
    problem: undefined,
  }))
  const facets = createResource(() => desk.tasks.facets({}))
  const cache = createPageCache<TaskRow, InboxView>({
    pageSize: PAGE_SIZE,
    ask: (view, offset, limit) => desk.tasks.list({ filter: viewToFilter(view), sort: view.sort, offset, limit }),
    onChange: () => follow(),
    onProblem: (error) => store.setState({ problem: errorToText(error) }),
  })
  let currentId: string | undefined

  /**
   * The keyboard stays on its task when a few rows above it come or go. Where the task has gone to another part of the
   * list, because it was taken, say, the keyboard stays in its place: one was not going there.
   */
  function follow(): void {
    const { current, version } = store.getState()
    const total = cache.total ?? 0
    const found = currentId === undefined ? undefined : cache.find((row) => row.id === currentId)
    const isNear = found !== undefined && Math.abs(found - current) <= NEAR
    const next = Math.max(0, Math.min(isNear ? found : current, total - 1))
    currentId = cache.row(next)?.id ?? currentId
    store.setState({ total, current: next, version: version + 1, problem: undefined })
  }

  const lookAgain = createThrottle(LOOK_AGAIN_MS, () => {
    if (store.getState().total === undefined) void cache.show(store.getState().view)
    else void cache.refresh()
  })
  const countAgain = createThrottle(COUNT_AGAIN_MS, () => void facets.refresh())

  async function take(row: Pick<TaskRow, 'id' | 'title'>): Promise<void> {
    try {
      await desk.tasks.take({ taskId: row.id })
      const undo = (): void => {
        desk.tasks.undo({ taskId: row.id }).then(
          () => toasts.say('Taken back.'),
          (error: unknown) => toasts.complain(errorToText(error)),
        )
      }
      toasts.offerUndo(`“${row.title}” is yours.`, undo, row.id)
    } catch (error) {
      toasts.complain(errorToText(error))
    }
  }

  const inbox: Inbox = {
    store,
    facets,
    scrollTop: 0,
    row: (index) => cache.row(index),
    find: (taskId) => cache.find(({ id }) => id === taskId),
    ensure: (first, last) => cache.ensure(first, last),
    change: (change) => {
      const view = { ...store.getState().view, ...change }
      currentId = undefined
      inbox.scrollTop = 0
      store.setState({ view, current: 0 })
      void cache.show(view)
    },
    moveTo: (index) => {
      const total = cache.total ?? 0
      const current = Math.max(0, Math.min(index, total - 1))
      currentId = cache.row(current)?.id
      store.setState({ current })
    },
    ...createWatch(() => {
      lookAgain()
      countAgain()
    }),
    take,
  }
  return inbox
}
