/** Keeps something up to date while at least one screen shows it. */
export type Watch = {
  /** What it rests on has changed. Nothing is asked while nobody looks. */
  changed(): void
  /** Asks at once, and with every change from here on. @returns what ends that */
  watch(): () => void
}

/** @param look asks for it anew */
export function createWatch(look: () => void): Watch {
  let watchers = 0
  return {
    changed: () => {
      if (watchers > 0) look()
    },
    watch: () => {
      watchers += 1
      look()
      return () => {
        watchers -= 1
      }
    },
  }
}
