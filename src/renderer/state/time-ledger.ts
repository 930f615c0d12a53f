import { createStore, type StoreApi } from 'zustand/vanilla'
import type { CorrectionWish, DayView, LedgerCheck, SpanView } from '../../shared/contract/desk-time.ts'
import { moveDate } from '../../shared/rules/days.ts'
import type { Desk } from '../client/desk.ts'
import { errorToText } from '../client/error-text.ts'
import { createResource, type Resource } from './resource.ts'
import { weekDates } from './time-ranges.ts'
import type { Toasts } from './toasts.ts'
import { createWatch, type Watch } from './watch.ts'

export type TimeLedgerState = {
  /** The local day that is shown, YYYY-MM-DD; the week is the one it lies in. Undefined: today, whenever that is. */
  readonly date: string | undefined
}

/** A day and its week as the ledger tells them, whether the ledger is whole, and corrections. */
export type TimeLedger = Watch & {
  readonly store: StoreApi<TimeLedgerState>
  readonly day: Resource<DayView>
  readonly week: Resource<SpanView>
  readonly check: Resource<LedgerCheck>
  /** The day that is shown. */
  date(): string
  /** To another day, never beyond today. */
  go(days: number): void
  goToday(): void
  /** Checks every entry again, from the first on. */
  recheck(): Promise<void>
  /** @returns why it was refused, in words; undefined where it was taken */
  correct(wish: CorrectionWish): Promise<string | undefined>
}

export function createTimeLedger(desk: Desk, toasts: Toasts, today: () => string): TimeLedger {
  const store = createStore<TimeLedgerState>(() => ({ date: undefined }))
  const date = (): string => store.getState().date ?? today()
  const day = createResource(() => desk.time.day({ date: date() }))
  const week = createResource(() => {
    const dates = weekDates(date())
    return desk.time.span({ first: dates[0] ?? date(), last: dates.at(-1) ?? date() })
  })
  const check = createResource(() => desk.time.verify({}))

  function refresh(): void {
    void day.refresh()
    void week.refresh()
    void check.refresh()
  }

  function show(next: string): void {
    store.setState({ date: next >= today() ? undefined : next })
    refresh()
  }

  return {
    store,
    day,
    week,
    check,
    date,
    go: (days) => show(moveDate(date(), days)),
    goToday: () => show(today()),
    ...createWatch(refresh),
    recheck: async () => {
      try {
        check.put(await desk.time.verify({ again: true }))
      } catch (error) {
        toasts.complain(errorToText(error))
      }
    },
    correct: async (wish) => {
      try {
        await desk.time.correct(wish)
        toasts.say('Corrected. What the clock measured stays in the record.')
        return undefined
      } catch (error) {
        return errorToText(error)
      }
    },
  }
}
