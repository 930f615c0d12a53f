import { createStore, type StoreApi } from 'zustand/vanilla'
import type { TimeReport } from '../../shared/contract/desk-views.ts'
import type { Desk } from '../client/desk.ts'
import { errorToText } from '../client/error-text.ts'
import { createResource, type Resource } from './resource.ts'
import { choiceToRange, dayOf, type Dates, type RangeChoice, toDate, weekOf } from './time-ranges.ts'
import type { Toasts } from './toasts.ts'

export type TimeReportState = { readonly choice: RangeChoice; readonly custom: Dates }

export type TimeReportKeeper = {
  readonly store: StoreApi<TimeReportState>
  /** This week by day and task. */
  readonly week: Resource<TimeReport>
  /** The chosen range; undefined value while the dates make no range. */
  readonly chosen: Resource<TimeReport | undefined>
  choose(change: Partial<TimeReportState>): void
  /** The clock has moved. Nothing is asked while nobody looks. */
  changed(): void
  /** While the screen is shown, it is kept up to date. @returns what ends that */
  watch(): () => void
  /** Saves the chosen range as a file. */
  exportTimesheet(): Promise<void>
}

/** @param save hands a file to the person */
export function createTimeReport(
  desk: Desk,
  toasts: Toasts,
  now: () => number,
  save: (fileName: string, mediaType: string, text: string) => void,
): TimeReportKeeper {
  const store = createStore<TimeReportState>(() => ({
    choice: 'this-week',
    custom: { first: toDate(dayOf(now(), -30).from), last: toDate(now()) },
  }))
  const rangeNow = () => choiceToRange(store.getState().choice, store.getState().custom, now())
  const week = createResource(() => desk.time.report(weekOf(now())))
  const chosen = createResource(async () => {
    const range = rangeNow()
    return range === undefined ? undefined : desk.time.report(range)
  })
  let watchers = 0

  function refresh(): void {
    void week.refresh()
    void chosen.refresh()
  }

  return {
    store,
    week,
    chosen,
    choose: (change) => {
      store.setState(change)
      void chosen.refresh()
    },
    changed: () => {
      if (watchers > 0) refresh()
    },
    watch: () => {
      watchers += 1
      refresh()
      return () => {
        watchers -= 1
      }
    },
    exportTimesheet: async () => {
      const range = rangeNow()
      if (range === undefined) {
        toasts.complain('Choose two dates, the first one not after the last.')
        return
      }
      try {
        const { fileName, mediaType, text } = await desk.time.timesheet(range)
        save(fileName, mediaType, text)
        toasts.say(`Saved as ${fileName}.`)
      } catch (error) {
        toasts.complain(errorToText(error))
      }
    },
  }
}
