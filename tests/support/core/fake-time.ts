import type { Clock, Timers } from '../../../src/core/ports.ts'

export type FakeTime = {
  readonly clock: Clock
  readonly timers: Timers
  /** Lets time pass on both clocks; timers that fall due run in order, each at its own moment. */
  advance(ms: number): Promise<void>
  /** The machine sleeps: the wall clock goes on, the monotonic one and the timers stand still. */
  sleep(ms: number): void
  /** Somebody sets the clock: only the wall clock jumps. */
  setWall(ms: number): void
  setZone(zone: string, offsetMinutes: number): void
  reboot(): void
  now(): number
}

/** Both clocks and the timers, turned by hand. */
export function createFakeTime(start = Date.UTC(2026, 10, 23, 8, 0, 0)): FakeTime {
  let wall = start
  let mono = 1_000_000
  let boot = 1
  let zone = 'Europe/Berlin'
  let offsetMinutes = 60
  let nextId = 0
  const due = new Map<number, { at: number; run: () => void }>()

  async function settle(): Promise<void> {
    // Promises and immediates that a timer or a call has started.
    for (let i = 0; i < 3; i++) await new Promise((resolve) => setImmediate(resolve))
  }

  return {
    clock: { read: () => ({ wall, mono, boot: `boot-${boot}`, zone, offsetMinutes }) },
    timers: {
      after: (ms, run) => {
        const id = nextId++
        due.set(id, { at: mono + ms, run })
        return () => due.delete(id)
      },
    },
    advance: async (ms) => {
      const end = mono + ms
      await settle()
      for (;;) {
        const next = [...due.entries()]
          .filter(([, t]) => t.at <= end)
          .sort((a, b) => a[1].at - b[1].at || a[0] - b[0])[0]
        if (next === undefined) break
        const [id, timer] = next
        due.delete(id)
        const step = Math.max(0, timer.at - mono)
        mono += step
        wall += step
        timer.run()
        await settle()
      }
      wall += end - mono
      mono = end
    },
    sleep: (ms) => {
      wall += ms
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
    now: () => wall,
  }
}
