import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createThrottle } from '../../../src/renderer/state/throttle.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

test('what changes often is looked at at once, then once in a while, and never left behind', () => {
  let runs = 0
  const look = createThrottle(250, () => (runs += 1))
  look()
  expect(runs).toBe(1)
  for (let i = 0; i < 100; i++) look()
  expect(runs).toBe(1)
  vi.advanceTimersByTime(250)
  expect(runs).toBe(2)
  look()
  expect(runs).toBe(2)
  vi.advanceTimersByTime(250)
  expect(runs).toBe(3)
  vi.advanceTimersByTime(1000)
  expect(runs).toBe(3)
  look()
  expect(runs).toBe(4)
})
