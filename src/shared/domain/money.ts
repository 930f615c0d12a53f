import { z } from 'zod'
import { Duration } from './primitives.ts'

/** ISO 4217 alphabetic code. */
export const Currency = z.string().regex(/^[A-Z]{3}$/, 'not an ISO 4217 currency code')
export type Currency = z.infer<typeof Currency>

/** Integer minor units (cents, yen, fils) of one currency. */
export const Money = z.object({ minor: z.int(), currency: Currency })
export type Money = z.infer<typeof Money>

/** What an hour or a task pays. `capMs` is the most time that is paid; beyond it time is shown, not hidden. */
export const Rate = z.discriminatedUnion('type', [
  z.object({ type: z.literal('hourly'), perHour: Money, capMs: Duration.optional() }),
  z.object({ type: z.literal('fixed'), perTask: Money }),
])
export type Rate = z.infer<typeof Rate>
