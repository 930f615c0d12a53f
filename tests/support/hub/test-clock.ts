/** A clock that a test turns. */
export type TestClock = { now(): number; advance(ms: number): void }

export const minute = 60_000
export const day = 86_400_000

export function createTestClock(start = Date.UTC(2026, 10, 2, 8)): TestClock {
  let at = start
  return {
    now: () => at,
    advance(ms) {
      at += ms
    },
  }
}
