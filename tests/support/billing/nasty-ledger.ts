import type { BillableTask, Sheet } from '../../../src/core/billing/sheet.ts'
import { createSheet } from '../../../src/core/billing/sheet.ts'
import type { Correction, LedgerEntry, LedgerEvent } from '../../../src/shared/domain/ledger.ts'
import type { Rounding } from '../../../src/shared/domain/money.ts'
import { HEARTBEAT_MS } from '../../../src/shared/rules/clock-steps.ts'
import { entriesToSegments } from '../time/entries-to-segments.ts'
import { testId } from '../core/tasks.ts'

/** One ledger with everything in it that has ever made a timesheet wrong. Its instants are fixed. */

const MINUTE = 60_000
export const A = testId('task', 1)
export const B = testId('task', 2)
export const C = testId('task', 3)
export const MADE_AT = Date.UTC(2026, 10, 23, 8, 0, 0)

export const nastyTasks: Readonly<Record<string, BillableTask>> = {
  [A]: {
    title: '=SUM(A1:A9), "Wheat", 2nd field',
    programme: 'Fields, barns & "stalls"',
    operator: '+Oakridge, Data',
    occupation: 'Farmers, Ranchers, and Other Agricultural Managers',
    kind: 'author',
    state: 'accepted',
    rate: { type: 'hourly', perHour: { minor: 12_000, currency: 'EUR' } },
    rounding: { minutes: 15, mode: 'up', per: 'day' },
  },
  [B]: {
    title: 'תוכנית השקיה (irrigation)\nשורה שנייה',
    programme: 'Waters',
    operator: 'מים בע"מ',
    occupation: 'Hydrologists',
    kind: 'compare',
    state: 'drafting',
    rate: { type: 'hourly', perHour: { minor: 9_999, currency: 'JPY' }, capMs: 60 * MINUTE },
    rounding: { minutes: 6, mode: 'nearest', per: 'entry' },
  },
  [C]: {
    title: "@plan\r\nwith 'quotes'; and \u{202e}marks",
    programme: '-Waters',
    operator: 'Zoë’s Ärzte',
    occupation: 'Registered Nurses',
    kind: 'grade',
    state: 'rejected',
    reason: 'Sources, "as agreed", are missing.',
    rate: { type: 'fixed', perTask: { minor: 18_500, currency: 'KWD' } },
  },
}

const events: LedgerEntry[] = []

function write(event: LedgerEvent, wall: number, offsetMinutes: number): void {
  const at = { wall, mono: wall - Date.UTC(2026, 0, 1), boot: 'boot', zone: 'Europe/Berlin', offsetMinutes }
  events.push({ ...event, seq: events.length + 1, at, prevHash: '', hash: '' })
}

/** A stretch of work with its heartbeats; the offset is the one that the desk sees as the time passes. */
function work(taskId: string, from: number, to: number): void {
  write({ kind: 'started', taskId, data: { by: 'hand' } }, from, offsetOf(from))
  for (let at = from + HEARTBEAT_MS; at < to; at += HEARTBEAT_MS) {
    write({ kind: 'heartbeat', taskId, data: {} }, at, offsetOf(at))
  }
}

function stop(taskId: string, at: number): void {
  write({ kind: 'stopped', taskId, data: { by: 'hand' } }, at, offsetOf(at))
}

/** Berlin in 2026: an hour ahead, two from 29 March 01:00 UTC to 25 October 01:00 UTC. */
function offsetOf(at: number): number {
  return at >= Date.UTC(2026, 2, 29, 1) && at < Date.UTC(2026, 9, 25, 1) ? 120 : 60
}

// Across midnight: 23:40 to 00:20 and a part of a second.
work(A, Date.UTC(2026, 2, 28, 22, 40), Date.UTC(2026, 2, 28, 23, 20, 0, 700))
stop(A, Date.UTC(2026, 2, 28, 23, 20, 0, 700))
// Through the hour that is left out: 01:30 to 03:45 by the wall is 75 minutes.
work(A, Date.UTC(2026, 2, 29, 0, 30), Date.UTC(2026, 2, 29, 1, 45))
stop(A, Date.UTC(2026, 2, 29, 1, 45))
// Through the hour that comes twice: 01:30 to 02:45 by the wall is 135 minutes; the last 25 idle, kept with a reason.
const kept = Date.UTC(2026, 9, 25, 1, 20)
work(B, Date.UTC(2026, 9, 24, 23, 30), Date.UTC(2026, 9, 25, 1, 20))
const since = { since: kept, sinceMono: kept - Date.UTC(2026, 0, 1) }
write({ kind: 'idle', taskId: B, data: since }, kept + MINUTE, 60)
for (let at = kept + 2 * MINUTE; at < kept + 25 * MINUTE; at += MINUTE) {
  write({ kind: 'heartbeat', taskId: B, data: {} }, at, 60)
}
write({ kind: 'returned', taskId: B, data: {} }, kept + 25 * MINUTE, 60)
const returned = events.length
write(
  { kind: 'answered', taskId: B, data: { returned, choice: 'keep', reason: 'read "the" guideline, on paper' } },
  kept + 25 * MINUTE,
  60,
)
stop(B, kept + 25 * MINUTE)
// A computer that slept while the clock ran, and a fixed price.
const lunch = Date.UTC(2026, 9, 26, 11)
work(C, lunch, lunch + 10 * MINUTE)
write({ kind: 'suspended', taskId: C, data: {} }, lunch + 10 * MINUTE, 60)
write({ kind: 'resumed', taskId: C, data: {} }, lunch + 70 * MINUTE, 60)
stop(C, lunch + 71 * MINUTE)

export const nastyEntries: readonly LedgerEntry[] = events

export const nastyCorrections: readonly Correction[] = [
  { seq: 9_001, taskId: A, date: '2026-03-30', ms: 30 * MINUTE, reason: '=phone, "no desk"', at: MADE_AT },
  { seq: 9_002, taskId: B, date: '2026-10-25', ms: -10 * MINUTE, reason: 'a call that\nwas private', at: MADE_AT },
]

export const nastyWorker = { name: 'Ada "Barley" O’Fields', email: 'ada@example.org' }

/** The whole of it as a sheet. @param rounding in place of the programmes' own */
export function nastySheet(rounding?: Rounding): Sheet {
  return createSheet({
    segments: entriesToSegments(nastyEntries),
    corrections: nastyCorrections,
    from: Date.UTC(2026, 0, 1),
    to: Date.UTC(2027, 0, 1),
    zone: 'Europe/Berlin',
    taskOf: (taskId) => {
      const task = nastyTasks[taskId]
      return task === undefined || rounding === undefined ? task : { ...task, rounding }
    },
  })
}
