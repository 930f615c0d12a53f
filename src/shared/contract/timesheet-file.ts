import { z } from 'zod'
import { Money, Rate, Rounding } from '../domain/money.ts'
import { Duration, Id, Instant, Sha256 } from '../domain/primitives.ts'
import { TaskState } from '../domain/work.ts'

/** Our own timesheet as JSON (docs/timesheets.md). Fields may be added within a version; what stands keeps its meaning. */

export const TIMESHEET_FORMAT = 'understudy-timesheet'

const LocalDate = z.string().regex(/^\d{4}-\d{2}-\d{2}$/)

export const TimesheetFile = z.object({
  format: z.literal(TIMESHEET_FORMAT),
  version: z.literal(1),
  madeAt: Instant,
  worker: z.object({ name: z.string(), email: z.string() }),
  /** `to` is the first instant that no longer belongs to it; `zone` is that of the desk when this was made. */
  period: z.object({ from: Instant, to: Instant, zone: z.string() }),
  /** The newest entry of the ledger that all of this rests on. */
  ledger: z.object({ entries: z.int().min(0), head: Sha256.optional() }),
  tasks: z.array(
    z.object({
      id: Id,
      title: z.string(),
      programme: z.string(),
      operator: z.string().optional(),
      occupation: z.string(),
      state: TaskState,
      /** Under what its time stands, and why it is not with the accepted work. */
      heading: z.string(),
      reason: z.string(),
      isBillable: z.boolean(),
      rate: Rate,
      rounding: Rounding,
    }),
  ),
  /** Unbroken stretches of working time within one local day, as worked and as rounded. */
  entries: z.array(
    z.object({
      taskId: Id,
      date: LocalDate,
      start: Instant,
      end: Instant,
      zone: z.string(),
      offsetMinutes: z.int(),
      ms: Duration,
      roundedMs: Duration,
      amount: Money,
      /** Why idle time in it was kept. */
      notes: z.array(z.string()),
      /** Why it is longer or shorter than the clock says. */
      corrected: z.array(z.string()),
      /** Whether the clock saw it; what was added by hand has no time of day of its own. */
      isTimed: z.boolean(),
    }),
  ),
  /** By local day and task, with what was not counted. */
  days: z.array(
    z.object({
      date: LocalDate,
      taskId: Id,
      workMs: Duration,
      roundedMs: Duration,
      idleMs: Duration,
      awayMs: Duration,
      amount: Money.optional(),
    }),
  ),
  corrections: z.array(
    z.object({
      /** Number of the ledger's entry. */
      seq: z.int().min(1),
      taskId: Id,
      date: LocalDate,
      ms: z.int(),
      reason: z.string(),
      at: Instant,
    }),
  ),
  totals: z.object({ workMs: Duration, roundedMs: Duration, amounts: z.array(Money) }),
})
export type TimesheetFile = z.infer<typeof TimesheetFile>
