/**
 * A list in an order drawn from a seed: the same seed always gives the same order, so that whoever has the seed can draw
 * it again (Fisher-Yates over mulberry32, docs/decisions/0014-compare-blind.md).
 * @param seed an integer from 0 to 4,294,967,295
 */
export function shuffled<T>(items: readonly T[], seed: number): T[] {
  const drawn = [...items]
  const next = mulberry32(seed)
  for (let last = drawn.length - 1; last > 0; last--) {
    const at = Math.floor(next() * (last + 1))
    const [a, b] = [drawn[last], drawn[at]]
    drawn[last] = b as T
    drawn[at] = a as T
  }
  return drawn
}

/** Fractions from 0 to below 1 (mulberry32, Tommy Ettinger 2017, public domain). */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
