import type { Happening } from '../domain/happening.ts'
import type { TimedEvent, Reading } from '../domain/ledger.ts'
import { CLOCK_TOLERANCE_MS, clockStep, LONGEST_GAP_MS } from './clock-steps.ts'

export type HappeningBuilder = {
  add(entry: TimedEvent): void
  /** What happened up to the newest entry, in order. Changed by `add`. */
  readonly happenings: readonly Happening[]
}

/** A clock that was set between two entries. */
type ClockSet = { readonly last: Reading; readonly mono: number; readonly byMs: number }

type Open = {
  taskId: string
  last: Reading
  sets: ClockSet[]
  asleep?: Happening
  locked?: Happening
  idle?: Happening
  /** Of the idle time: sleep and locked time, which no answer counts. */
  awayMs: number
}

/**
 * What a ledger tells of besides working time: the starts and stops, sleep, locks, changed clocks and zones, crashes and
 * corrections. Pure, and a fold as createSegmentBuilder is; what it shows as a gap is what that one counts as `away`.
 */
export function createHappeningBuilder(): HappeningBuilder {
  const happenings: Happening[] = []
  const idleByReturn = new Map<number, { idle: Happening; awayMs: number }>()
  /** When each began, by the monotonic clock. */
  const begun = new WeakMap<Happening, number>()
  let open: Open | undefined

  function tell(entry: TimedEvent, what: Happening['what'], at: Reading = entry.at): Happening {
    const { wall, zone, offsetMinutes } = at
    const happening: Happening = { seq: entry.seq, taskId: entry.taskId, at: wall, zone, offsetMinutes, what }
    happenings.push(happening)
    begun.set(happening, at.mono)
    return happening
  }

  /** Time that nobody told of, but that the clocks show. */
  function tellGap(entry: TimedEvent, running: Open): void {
    const { last, asleep, locked, idle } = running
    const isToldOf = asleep !== undefined || locked !== undefined
    const byMs = entry.kind === 'clock-changed' ? entry.data.byMs : 0
    const { awakeMs, beyondMs, sameBoot } = clockStep(last, entry.at, byMs)
    const beyond = Math.max(0, beyondMs)
    const ms = isToldOf || !sameBoot || awakeMs > LONGEST_GAP_MS ? awakeMs + beyond : beyond
    if (idle !== undefined && (isToldOf || ms > CLOCK_TOLERANCE_MS)) running.awayMs += ms
    if (!isToldOf && ms > CLOCK_TOLERANCE_MS) tell(entry, { kind: 'gap' }, last).ms = ms
  }

  /** How long something took that ends now; a clock that was set meanwhile makes it neither longer nor shorter. */
  function since(happening: Happening | undefined, at: Reading, { sets }: Open): void {
    if (happening === undefined) return
    const began = { wall: happening.at, mono: begun.get(happening) ?? 0 }
    const setMs = sets.reduce((sum, set) => (isBefore(began, set) ? sum + set.byMs : sum), 0)
    happening.ms = Math.max(0, at.wall - began.wall - setMs)
  }

  function add(entry: TimedEvent): void {
    const { at } = entry
    if (entry.kind === 'answered') {
      const found = idleByReturn.get(entry.data.returned)
      if (found === undefined) return
      const { idle, awayMs } = found
      const { choice, keptMs = 0, reason } = entry.data
      const most = Math.max(0, (idle.ms ?? 0) - awayMs)
      const kept = choice === 'keep' ? most : choice === 'drop' ? 0 : Math.min(keptMs, most)
      idle.what = { kind: 'idle', keptMs: kept, ...(reason === undefined ? {} : { reason }) }
      return
    }
    if (entry.kind === 'corrected') {
      const { change, date, ms, to, reason } = entry.data
      tell(entry, { kind: 'corrected', change, date, ms, reason, ...(to === undefined ? {} : { to }) })
      return
    }
    if (entry.kind === 'started') {
      open = { taskId: entry.taskId, last: at, sets: [], awayMs: 0 }
      tell(entry, { kind: 'started', by: entry.data.by })
      return
    }
    if (open === undefined || open.taskId !== entry.taskId) return
    if (entry.kind === 'crashed') {
      const seen = { ...open.last, ...entry.data.seen }
      const { idle, awayMs } = open
      since(idle, seen, open)
      if (idle !== undefined) idleByReturn.set(entry.seq, { idle, awayMs })
      tell(entry, { kind: 'crashed', foundAt: at.wall }, seen)
      open = undefined
      return
    }
    tellGap(entry, open)
    if (entry.kind === 'clock-changed') open.sets.push({ last: open.last, mono: at.mono, byMs: entry.data.byMs })
    open.last = at
    switch (entry.kind) {
      case 'stopped':
        for (const happening of [open.asleep, open.locked, open.idle]) since(happening, at, open)
        if (open.idle !== undefined) idleByReturn.set(entry.seq, { idle: open.idle, awayMs: open.awayMs })
        open = undefined
        tell(entry, { kind: 'stopped', by: entry.data.by })
        return
      case 'idle': {
        const { since: wall, sinceMono: mono } = entry.data
        if (open.idle === undefined) {
          open.idle = tell(entry, { kind: 'idle' }, { ...at, wall, mono })
          open.awayMs = 0
        }
        return
      }
      case 'returned':
        if (open.idle === undefined) return
        since(open.idle, at, open)
        idleByReturn.set(entry.seq, { idle: open.idle, awayMs: open.awayMs })
        delete open.idle
        return
      case 'suspended':
        open.asleep ??= tell(entry, { kind: 'asleep' })
        return
      case 'resumed':
        since(open.asleep, at, open)
        delete open.asleep
        return
      case 'locked':
        open.locked ??= tell(entry, { kind: 'locked' })
        return
      case 'unlocked':
        since(open.locked, at, open)
        delete open.locked
        return
      case 'clock-changed':
        tell(entry, { kind: 'clock', byMs: entry.data.byMs })
        return
      case 'zone-changed':
        tell(entry, { kind: 'zone', fromZone: entry.data.zone, fromOffsetMinutes: entry.data.offsetMinutes })
        return
      case 'section':
      case 'heartbeat':
        return
    }
  }

  return { add, happenings }
}

/**
 * Whether a reading is of before the clock was set. Of one between the same two entries its wall time tells: the last sign
 * of work is none.
 */
function isBefore({ wall, mono }: Pick<Reading, 'wall' | 'mono'>, { last, mono: setBy, byMs }: ClockSet): boolean {
  if (mono <= last.mono || mono >= setBy) return mono <= last.mono
  const unset = last.wall + mono - last.mono
  return Math.abs(wall - unset) < Math.abs(wall - unset - byMs)
}
