import { randomFillSync } from 'node:crypto'

export type Random = {
  /** 0 ≤ n < below */
  below(below: number): number
  chance(probability: number): boolean
  pick<T>(of: readonly T[]): T
  /** One of the names, each as often as its weight says. */
  weighed<K extends string>(weights: Readonly<Record<K, number>>): K
  fill(bytes: Uint8Array): void
}

/** sfc32 (PractRand): 128 bits of state, so that two seeds never run into each other. The same seed, the same numbers. */
export function createRandom(seed: number, stream = 0): Random {
  let a = seed >>> 0
  let b = Math.floor(seed / 2 ** 32) >>> 0
  let c = stream >>> 0
  let count = 1
  const next = (): number => {
    const sum = (a + b + count) | 0
    count = (count + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = ((c << 21) | (c >>> 11)) + sum
    return sum >>> 0
  }
  for (let i = 0; i < 16; i++) next()
  const below = (limit: number): number => Math.floor((next() / 2 ** 32) * limit)
  return {
    below,
    chance: (probability) => next() / 2 ** 32 < probability,
    pick: (of) => {
      const found = of[below(of.length)]
      if (found === undefined) throw new Error('nothing to choose from')
      return found
    },
    weighed: (weights) => {
      const names = Object.keys(weights) as (keyof typeof weights)[]
      let left = below(names.reduce((sum, name) => sum + weights[name], 0))
      for (const name of names) {
        left -= weights[name]
        if (left < 0) return name
      }
      throw new Error('nothing weighs anything')
    },
    fill: (bytes) => {
      for (let i = 0; i < bytes.length; i++) bytes[i] = next() >>> 24
    },
  }
}

/**
 * Random bytes for the two programs: what decides something (jitter, the order of ids) comes from the seed, and the tail
 * of an id or token from the system, so that a seed may run twice on one database.
 */
export function seededBytes(random: Random): (bytes: Uint8Array) => void {
  return (bytes) => {
    random.fill(bytes)
    if (bytes.length > 4) randomFillSync(bytes, bytes.length - 4)
  }
}
