import type { Timers } from '../ports.ts'

export type SilenceLimit = {
  /** Aborted when nothing has moved for too long. */
  readonly signal: AbortSignal
  /** Something came. */
  readonly moved: () => void
  readonly cancel: () => void
}

/**
 * Gives a call up when nothing moves on it, however long it takes while something does: a slow line is not a dead one.
 * @param firstMs how long the first sign may take: the other side has to take in what it is sent and to think
 * @param ms how long it may be silent afterwards
 */
export function createSilenceLimit(timers: Timers, firstMs: number, ms: number): SilenceLimit {
  const limit = new AbortController()
  const giveUp = (): void => limit.abort(new Error('no answer in time'))
  let cancel = timers.after(firstMs, giveUp)
  return {
    signal: limit.signal,
    moved: () => {
      cancel()
      cancel = timers.after(ms, giveUp)
    },
    cancel: () => cancel(),
  }
}
