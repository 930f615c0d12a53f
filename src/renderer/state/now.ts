import { createStore, type StoreApi } from 'zustand/vanilla'

const MINUTE = 60_000

export type Now = { readonly store: StoreApi<{ readonly now: number }>; start(window: Window): void; stop(): void }

/**
 * The time of day for words such as "tomorrow" and "14:02": moves on the minute, and when one comes back to the window
 * (timers of a hidden window may sleep).
 */
export function createNow(wall: () => number): Now {
  const store = createStore(() => ({ now: wall() }))
  const look = (): void => store.setState({ now: wall() })
  let stop = (): void => {}
  return {
    store,
    start: (window) => {
      let timer = 0
      const tick = (): void => {
        look()
        timer = window.setTimeout(tick, MINUTE - (wall() % MINUTE) + 1)
      }
      tick()
      window.addEventListener('focus', look)
      stop = () => {
        window.clearTimeout(timer)
        window.removeEventListener('focus', look)
      }
    },
    stop: () => stop(),
  }
}
