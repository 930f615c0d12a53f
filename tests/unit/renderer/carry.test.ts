import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { Desk } from '../../../src/renderer/client/desk.ts'
import { createCarry } from '../../../src/renderer/state/carry.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

it('follows the files that travel, and goes through all tasks and files once a second at most', async () => {
  const asked: string[] = []
  const answer = (what: string, value: unknown) => async () => {
    asked.push(what)
    return value
  }
  const none = { files: 0, bytes: 0 }
  const desk = {
    carry: { overview: answer('overview', {}), batches: answer('batches', []), spare: answer('spare', none) },
    offline: { status: answer('trip', {}) },
    // Only these are asked.
  } as unknown as Desk
  const carry = createCarry(desk)
  carry.watch()
  for (let i = 0; i < 3; i++) {
    await vi.advanceTimersByTimeAsync(300)
    carry.changed()
  }
  const times = (what: string): number => asked.filter((one) => one === what).length
  expect(times('overview')).toBe(4)
  expect([times('batches'), times('spare'), times('trip')]).toEqual([1, 1, 1])
  await vi.advanceTimersByTimeAsync(100)
  expect([times('batches'), times('spare'), times('trip')]).toEqual([2, 2, 2])
})
