export type AtOnce = {
  /** One more is under way. @returns to be called when it is over; undefined where there are as many as may be */
  begin(key: string): (() => void) | undefined
}

/** Counts what is under way for each key, in this process. */
export function createAtOnce(most: number): AtOnce {
  const running = new Map<string, number>()
  return {
    begin(key) {
      const others = running.get(key) ?? 0
      if (others >= most) return undefined
      running.set(key, others + 1)
      return () => {
        const left = (running.get(key) ?? 1) - 1
        if (left > 0) running.set(key, left)
        else running.delete(key)
      }
    },
  }
}
