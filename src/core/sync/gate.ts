import type { Timers } from '../ports.ts'

export type Gate = {
  /** Lets a waiting loop go on now, and the next wait pass at once when none is waiting. */
  open(): void
  /** Waits for `open`, at most `ms`; without `ms` as long as it takes. */
  wait(ms?: number): Promise<void>
}

/** A loop's sleep that can be ended from outside. An `open` that comes before the `wait` is not lost. */
export function createGate(timers: Timers): Gate {
  let opened = false
  let release: (() => void) | undefined
  return {
    open: () => {
      opened = true
      release?.()
    },
    wait: async (ms) => {
      if (!opened) {
        await new Promise<void>((resolve) => {
          const cancel = ms === undefined ? () => {} : timers.after(ms, () => release?.())
          release = () => {
            cancel()
            release = undefined
            resolve()
          }
        })
      }
      opened = false
    },
  }
}
