import { z } from 'zod'
import { Duration } from './primitives.ts'

/** ISO 4217 alphabetic code. */
export const Currency = z.string().regex(/^[A-Z]{3}$/, 'not an ISO 4217 currency code')
export type Currency = z.infer<typeof Currency>

/** Integer minor units (cents, yen, fils) of one currency. */
export const Money = z.object({ minor: z.int(), currency: Currency })
export type Money = z.infer<typeof Money>

/** The most that one amount may come to, in minor units, so that sums of thousands stay exact. */
export const MOST_MINOR = 1_000_000_000_000

/** An amount that work pays: never less than nothing. */
const Pay = Money.extend({ minor: z.int().min(0).max(MOST_MINOR) })

/**
 * What an hour or a task pays. `capMs` is the most time that is paid; beyond it time is shown, not hidden. A task's own
 * rate goes before its batch's, and that before its programme's.
 */
export const Rate = z.discriminatedUnion('type', [
  z.object({ type: z.literal('hourly'), perHour: Pay, capMs: Duration.optional() }),
  z.object({ type: z.literal('fixed'), perTask: Pay }),
])
export type Rate = z.infer<typeof Rate>

/**
 * How working time is rounded before it is paid: to whole steps of so many minutes (0: not at all), each entry (one
 * unbroken stretch of work on a task), each task or each task's day by itself.
 */
export const Rounding = z.object({
  minutes: z.union([z.literal(0), z.literal(1), z.literal(6), z.literal(15)]),
  mode: z.enum(['up', 'nearest']),
  per: z.enum(['entry', 'task', 'day']),
})
export type Rounding = z.infer<typeof Rounding>

export const NO_ROUNDING: Rounding = { minutes: 0, mode: 'nearest', per: 'task' }
