import { z } from 'zod'
import { createStore, type StoreApi } from 'zustand/vanilla'

const KEY = 'understudy-written'

const Kept = z.object({ day: z.string(), words: z.int().min(0) })

export type WrittenState = {
  /** Words written by hand since the window was opened. */
  readonly sitting: number
  /** Words written by hand today, in all windows of this computer. */
  readonly today: number
}

/** How much was written. What is taken out again was written all the same; what is pasted was not. */
export type Written = {
  readonly store: StoreApi<WrittenState>
  add(words: number): void
  /** The calendar has gone on. */
  newDay(): void
}

/**
 * @param storage keeps the day's figure over windows; a browser may forbid it, and then each window counts for itself
 * @param now the time of day, in milliseconds
 */
export function createWritten(storage: Pick<Storage, 'getItem' | 'setItem'>, now: () => number): Written {
  const store = createStore<WrittenState>(() => ({ sitting: 0, today: read() ?? 0 }))
  let day = dayOf(now())

  function read(): number | undefined {
    try {
      const kept = Kept.safeParse(JSON.parse(storage.getItem(KEY) ?? 'null'))
      return kept.success && kept.data.day === dayOf(now()) ? kept.data.words : undefined
    } catch {
      return undefined
    }
  }

  return {
    store,
    add: (words) => {
      if (words === 0) return
      const before = store.getState()
      const isSameDay = day === dayOf(now())
      day = dayOf(now())
      const today = (read() ?? (isSameDay ? before.today : 0)) + words
      try {
        storage.setItem(KEY, JSON.stringify({ day, words: today }))
      } catch {
        // Full, or forbidden.
      }
      store.setState({ sitting: before.sitting + words, today })
    },
    newDay: () => {
      day = dayOf(now())
      store.setState({ today: read() ?? 0 })
    },
  }
}

/** The day on this computer's calendar. */
function dayOf(time: number): string {
  const date = new Date(time)
  return `${date.getFullYear()}-${date.getMonth() + 1}-${date.getDate()}`
}
