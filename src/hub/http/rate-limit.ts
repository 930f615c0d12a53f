export type RateLimit = {
  /** Counts one request. @returns 0 when it may pass, else how long to wait, in milliseconds */
  take(key: string): number
}

/**
 * A token bucket per key: `perMinute` on the long run, a quarter of that at once. It lives in this process only; a
 * restart forgets it, which harms nobody.
 */
export function createRateLimit(perMinute: number, now: () => number): RateLimit {
  const burst = Math.max(1, perMinute / 4)
  const perMs = perMinute / 60_000
  const buckets = new Map<string, { left: number; at: number }>()

  /** Keeps the map small: a bucket that is full again says nothing. */
  const sweep = (at: number) => {
    for (const [key, bucket] of buckets) if (bucket.left + (at - bucket.at) * perMs >= burst) buckets.delete(key)
  }

  return {
    take(key) {
      const at = now()
      if (buckets.size >= 10_000) sweep(at)
      const bucket = buckets.get(key) ?? { left: burst, at }
      const left = Math.min(burst, bucket.left + Math.max(0, at - bucket.at) * perMs)
      const passes = left >= 1
      buckets.set(key, { left: passes ? left - 1 : left, at })
      return passes ? 0 : Math.ceil((1 - left) / perMs)
    },
  }
}
