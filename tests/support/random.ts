export type Random = {
  /** A whole number from `from` to `to`, both included. */
  int(from: number, to: number): number
  /** From 0 up to 1. */
  readonly fraction: () => number
  pick<T>(items: readonly T[]): T
}

/** Random numbers that are the same for the same seed (mulberry32). */
export function createRandom(seed: number): Random {
  let state = seed >>> 0
  const fraction = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
  return {
    fraction,
    int: (from, to) => from + Math.floor(fraction() * (Math.floor(to) - from + 1)),
    pick: (items) => items[Math.floor(fraction() * items.length)] as (typeof items)[number],
  }
}
