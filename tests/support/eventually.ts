import { vi } from 'vitest'

/**
 * Waits until this holds, asking again and again: as long as a machine may need that has much else to do. Without a time of
 * its own `vi.waitFor` gives up after a second, which a process there may well stand still.
 */
export function eventually<T>(holds: () => T | Promise<T>): Promise<T> {
  return vi.waitFor(holds, { timeout: 20_000, interval: 25 })
}
