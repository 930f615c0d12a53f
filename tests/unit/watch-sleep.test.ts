import { expect, it, vi } from 'vitest'
import { watchSleep } from '../../src/serve/watch-sleep.ts'

it('the browser shell notices by a timer that came much too late that the computer has slept', () => {
  vi.useFakeTimers()
  let wall = 1_000
  let woken = 0
  const stop = watchSleep(
    () => void (woken += 1),
    15_000,
    () => wall,
  )
  const pass = (ms: number): void => {
    wall += ms
    vi.advanceTimersByTime(15_000)
  }
  for (let i = 0; i < 10; i++) pass(15_000)
  // A busy computer, and a clock that was set back.
  pass(40_000)
  pass(-3_600_000)
  expect(woken).toBe(0)
  pass(3_600_000)
  pass(15_000)
  expect(woken).toBe(1)
  stop()
  pass(3_600_000)
  expect(woken).toBe(1)
  vi.useRealTimers()
})
