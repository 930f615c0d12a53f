import type { Reading } from '../domain/ledger.ts'

/** A running desk writes a heartbeat this often. */
export const HEARTBEAT_MS = 30_000
/** Longer than this between two entries of a running task, the desk itself did not run (sleep, a stopped process). */
export const LONGEST_GAP_MS = 3 * HEARTBEAT_MS
/** Wall and monotonic clock may drift this far apart between two entries before it counts as sleep or a changed clock. */
export const CLOCK_TOLERANCE_MS = 2_000
/** Nobody's computer sleeps this long while its clock is thought to run: the clock was set. */
export const LONGEST_SLEEP_MS = 7 * 86_400_000
/** All zones change their offset at whole quarters of an hour of UTC (every transition of tzdata from 2024 to 2030). */
const QUARTER_HOUR_MS = 900_000

/** What two readings of the clocks say of the time between them. */
export type ClockStep = {
  /** Time by the monotonic clock, where both readings have one of the same boot; else by the wall clock. */
  readonly awakeMs: number
  /** How much further than that the wall clock went: sleep, or a clock that was set. Negative where it was set back. */
  readonly beyondMs: number
  /** Whether a monotonic clock ran through. */
  readonly sameBoot: boolean
}

/** @param byMs how far the wall clock is known to have been set between the two */
export function clockStep(from: Reading, to: Reading, byMs = 0): ClockStep {
  const wall = to.wall - from.wall - byMs
  const sameBoot = to.boot === from.boot && to.mono >= from.mono
  const awakeMs = Math.round(sameBoot ? to.mono - from.mono : Math.max(0, wall))
  return { awakeMs, beyondMs: wall - awakeMs, sameBoot }
}

/**
 * The instant at which the offset of a zone changed between two readings of the same zone.
 * @returns undefined where both have the same offset, the zone itself is another one, or too long has passed to tell
 */
export function offsetChange(from: Reading, to: Reading): number | undefined {
  if (from.zone !== to.zone || from.offsetMinutes === to.offsetMinutes) return undefined
  if (Math.abs(to.wall - from.wall) > QUARTER_HOUR_MS) return undefined
  const quarter = Math.floor(to.wall / QUARTER_HOUR_MS) * QUARTER_HOUR_MS
  return quarter >= from.wall ? quarter : undefined
}
