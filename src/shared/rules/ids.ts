import type { Id } from '../domain/primitives.ts'

export type IdSource = {
  (): Id
  /** From here on ids are above this one. */
  riseAbove(id: Id): void
}

/** Whether there is room above an id: a hub could name one from the end of the time that 48 bits hold. */
export function hasRoomAbove(id: Id): boolean {
  return msOf(id) < 2 ** 48 - 2 ** 40
}

function msOf(id: Id): number {
  return Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16)
}

/**
 * Makes UUIDs of version 7 (RFC 9562 §5.7) that rise within one source even inside one millisecond and when the clock
 * goes back (§6.2, method 1: the 12 bits after the time are a counter that begins at random and the time runs ahead
 * when it is full).
 * @param now wall clock in milliseconds
 * @param fillRandom fills the array with random bytes
 * @param after the newest id that an earlier source has made, where the ids of both are to rise together
 */
export function createIdSource(now: () => number, fillRandom: (bytes: Uint8Array) => void, after?: Id): IdSource {
  const bytes = new Uint8Array(10)
  let lastMs = -1
  let counter = 0
  function riseAbove(id: Id): void {
    const ms = msOf(id)
    const count = Number.parseInt(id.slice(15, 18), 16)
    if (ms < lastMs || (ms === lastMs && count <= counter)) return
    lastMs = ms
    counter = count
  }
  if (after !== undefined) riseAbove(after)
  function next(): Id {
    fillRandom(bytes)
    const ms = now()
    if (ms > lastMs) {
      lastMs = ms
      counter = (((bytes[0] ?? 0) << 8) | (bytes[1] ?? 0)) & 0x7ff
    } else if (++counter > 0xfff) {
      lastMs += 1
      counter = 0
    }
    const time = lastMs.toString(16).padStart(12, '0')
    const a = (0x7000 | counter).toString(16)
    const variant = ((((bytes[2] ?? 0) & 0x3f) | 0x80) << 8) | (bytes[3] ?? 0)
    let tail = ''
    for (let i = 4; i < 10; i++) tail += (bytes[i] ?? 0).toString(16).padStart(2, '0')
    return `${time.slice(0, 8)}-${time.slice(8)}-${a}-${variant.toString(16)}-${tail}`
  }
  return Object.assign(next, { riseAbove })
}
