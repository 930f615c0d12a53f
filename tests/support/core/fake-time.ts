import { setTimeout as wait } from 'node:timers/promises'
import type { Clock, Timers } from '../../../src/core/ports.ts'

export type FakeTime = {
  readonly clock: Clock
  readonly timers: Timers
  /** Lets time pass on both clocks; timers that fall due run in order, each at its own moment. */
  advance(ms: number): Promise<void>
  /** The same at once, for timers that begin nothing that has to be waited for. */
  pass(ms: number): void
  /** The machine sleeps: the wall clock goes on, the monotonic one and the timers stand still. */
  sleep(ms: number): void
  /** Somebody sets the clock: only the wall clock jumps. */
  setWall(ms: number): void
  setZone(zone: string, offsetMinutes: number): void
  reboot(): void
  /** Real work that a call on this clock waits for: however slow this machine is, `turn` lets no time pass meanwhile. */
  during<T>(work: Promise<T>): Promise<T>
  /** Lets time pass by itself, a few seconds at each turn, so that waits end. @returns what stops it, done when it stands */
  turn(): () => Promise<void>
  /** All timers are gone, as with the process that has set them. */
  drop(): void
  now(): number
}

/** Real work that takes longer waits for something itself. */
const MOST_WORK_MS = 3_000

/** Both clocks and the timers, turned by hand. @param options.knowsSleep the system says how long it slept, as Linux does */
export function createFakeTime(start = Date.UTC(2026, 10, 23, 8, 0, 0), { knowsSleep = false } = {}): FakeTime {
  let wall = start
  let asleep = 0
  let mono = 1_000_000
  let boot = 1
  let zone = 'Europe/Berlin'
  let offsetMinutes = 60
  let nextId = 0
  const working = new Set<symbol>()
  const due = new Map<number, { at: number; run: () => void }>()

  async function settle(): Promise<void> {
    // Promises and immediates that a timer or a call has started.
    for (let i = 0; i < 3; i++) await new Promise((resolve) => setImmediate(resolve))
  }

  /** Runs the timer that falls due next, up to `end`, at its own moment. @returns whether there was one */
  function runNext(end: number): boolean {
    let first: [number, { at: number; run: () => void }] | undefined
    for (const entry of due) {
      if (entry[1].at <= end && (first === undefined || entry[1].at < first[1].at)) first = entry
    }
    if (first === undefined) return false
    const [id, timer] = first
    due.delete(id)
    const step = Math.max(0, timer.at - mono)
    mono += step
    wall += step
    timer.run()
    return true
  }

  async function advance(ms: number): Promise<void> {
    const end = mono + ms
    await settle()
    while (runNext(end)) await settle()
    wall += end - mono
    mono = end
  }

  return {
    clock: {
      read: () => ({ wall, mono, boot: `boot-${boot}`, zone, offsetMinutes }),
      asleepMs: () => (knowsSleep ? asleep : undefined),
    },
    timers: {
      after: (ms, run) => {
        const id = nextId++
        due.set(id, { at: mono + ms, run })
        return () => due.delete(id)
      },
    },
    advance,
    during: async (work) => {
      const one = Symbol()
      working.add(one)
      // It may wait for something that only time brings.
      const limit = setTimeout(() => working.delete(one), MOST_WORK_MS)
      return work.finally(() => {
        clearTimeout(limit)
        working.delete(one)
      })
    },
    turn: () => {
      const ending = new AbortController()
      const { signal } = ending
      const turning = (async () => {
        while (!signal.aborted) {
          await wait(20, undefined, { signal }).catch(() => undefined)
          if (working.size === 0 && !signal.aborted) await advance(5_000)
        }
      })()
      return () => {
        ending.abort()
        return turning
      }
    },
    pass: (ms) => {
      const end = mono + ms
      while (runNext(end)) continue
      wall += end - mono
      mono = end
    },
    sleep: (ms) => {
      wall += ms
      asleep += ms
    },
    setWall: (ms) => {
      wall = ms
    },
    setZone: (name, minutes) => {
      zone = name
      offsetMinutes = minutes
    },
    reboot: () => {
      boot += 1
      mono = 1_000
      due.clear()
    },
    drop: () => due.clear(),
    now: () => wall,
  }
}
