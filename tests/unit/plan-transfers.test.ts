import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MOST_TRANSFERS, planTransfer, type Transfer } from '../../src/core/sync/plan-transfers.ts'

const file = (sha256: string, size: number, direction: 'up' | 'down' = 'down'): Transfer => ({
  direction,
  sha256,
  size,
})

describe('which file travels next', () => {
  it('is a small one before a large one, and one that goes up before one that comes down [F5]', () => {
    const waiting = [file('a', 50_000_000), file('b', 9_000_000, 'up'), file('c', 2_000), file('d', 3_000, 'up')]
    expect(planTransfer([], waiting)?.sha256).toBe('d')
    expect(planTransfer([], waiting.slice(0, 3))?.sha256).toBe('c')
    expect(planTransfer([], waiting.slice(0, 2))?.sha256).toBe('b')
    expect(planTransfer([], waiting.slice(0, 1))?.sha256).toBe('a')
    // A small one also in the place that is kept free, and a large one while none runs.
    expect(planTransfer([file('x', 2_000_000)], waiting.slice(0, 3))?.sha256).toBe('c')
    expect(planTransfer([file('x', 2_000)], waiting.slice(0, 1))?.sha256).toBe('a')
  })

  it('is one that failed only when nothing else is left, the one first that failed longest ago [F5]', () => {
    const waiting = [
      { ...file('a', 2_000, 'up'), failed: 3 },
      { ...file('b', 2_000, 'up'), failed: 1 },
      { ...file('c', 50_000_000), failed: 2 },
      file('d', 9_000_000),
    ]
    const order: string[] = []
    for (let rest = waiting; rest.length > 0; rest = rest.filter(({ sha256 }) => sha256 !== order.at(-1))) {
      order.push(planTransfer([], rest)?.sha256 ?? '')
    }
    expect(order).toEqual(['d', 'b', 'c', 'a'])
    expect(planTransfer([file('x', 2_000_000)], waiting.slice(0, 3))?.sha256).toBe('b')
  })

  it('is never a third one, never a second large one, never one that travels already [F5]', () => {
    const size = fc.integer({ min: 0, max: 3_000_000 })
    const transfer = fc.record({
      direction: fc.constantFrom('up', 'down'),
      sha256: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'),
      size,
    })
    fc.assert(
      fc.property(fc.array(transfer, { maxLength: 20 }), (waiting) => {
        const running: Transfer[] = []
        for (;;) {
          const next = planTransfer(running, waiting)
          if (next === undefined) break
          running.push(next)
        }
        expect(running.length).toBeLessThanOrEqual(MOST_TRANSFERS)
        expect(running.filter(({ size: bytes }) => bytes > 1_000_000).length).toBeLessThanOrEqual(1)
        expect(new Set(running.map(({ sha256 }) => sha256)).size).toBe(running.length)
        // Nothing small is left waiting while a place is free.
        const left = waiting.filter((one) => !running.some((other) => other.sha256 === one.sha256))
        const smallLeft = left.some(({ size: bytes }) => bytes <= 1_000_000)
        expect(running.length < MOST_TRANSFERS && smallLeft).toBe(false)
      }),
    )
  })
})
