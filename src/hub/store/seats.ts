export type Seats = {
  /** Waits in turn until a seat is free. @returns gives it back; rejects where none became free in time */
  take(): Promise<() => void>
}

/** Lets only so many be at something at once. @param patienceMs how long one waits for a seat */
export function createSeats(count: number, patienceMs: number): Seats {
  let free = count
  // A set keeps its order.
  const waiting = new Set<() => void>()
  const giveBack = (): void => {
    const [next] = waiting
    if (next === undefined) free += 1
    else next()
  }
  return {
    take() {
      if (free > 0) {
        free -= 1
        return Promise.resolve(giveBack)
      }
      return new Promise((resolve, reject) => {
        const enter = (): void => {
          clearTimeout(timer)
          waiting.delete(enter)
          resolve(giveBack)
        }
        const timer = setTimeout(() => {
          waiting.delete(enter)
          reject(new Error('no seat became free in time'))
        }, patienceMs)
        waiting.add(enter)
      })
    },
  }
}
