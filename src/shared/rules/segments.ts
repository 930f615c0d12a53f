import type { Correction, TimedEvent, Reading, Section, Segment } from '../domain/ledger.ts'
import { CLOCK_TOLERANCE_MS, type ClockStep, clockStep, LONGEST_GAP_MS, offsetChange } from './clock-steps.ts'
import { cutSegment, joinSegment, takeTail } from './segment-parts.ts'

type Running = {
  taskId: string
  last: Reading
  idle: boolean
  suspended: boolean
  locked: boolean
  section: Section | undefined
  /** When nobody was there, or the desk did not run, by the monotonic clock. */
  absences: { from: number; to: number }[]
  /** The idle segments since the expert was last seen. */
  idleSegments: Segment[]
}

export type SegmentBuilder = {
  add(entry: TimedEvent): void
  /** The segments up to the newest entry, in the order they happened. Changed by `add`. */
  readonly segments: readonly Segment[]
  /** What the expert has corrected, in the order of the entries. */
  readonly corrections: readonly Correction[]
  /** The time of the open task between the newest entry and `until`. */
  tail(until: Reading): Segment[]
  /** How much idle time ended with an entry: as much as an answer to it can keep. */
  idleMs(seq: number): number
  /** The entry with which a segment came up; undefined where it is in no entry yet. */
  seqOf(segment: Segment): number | undefined
  /** Counts up whenever something but the end of `segments` changed. */
  readonly relabelled: number
}

/**
 * The stretches of time that a ledger tells of, as a fold over its entries in order of `seq`, so that a ledger of any
 * length can be read row by row. Pure: the same entries always give the same segments, whatever the clock says now.
 *
 * Between two entries of a running task the time is measured by the monotonic clock; where the wall clock went further,
 * the machine slept or its clock was set, and what it went further is `away`. A crash ends a task at the entry before it.
 */
export function createSegmentBuilder(): SegmentBuilder {
  const segments: Segment[] = []
  const corrections: Correction[] = []
  const idleByReturn = new Map<number, Segment[]>()
  const seqs = new WeakMap<Segment, number>()
  let running: Running | undefined
  /** The newest segment when work was sent: what is worked afterwards is none of it, however soon it begins. */
  let sent: Segment | undefined
  let relabelled = 0

  function begin(taskId: string, last: Reading): Running {
    const away = { suspended: false, locked: false, absences: [] }
    return { taskId, last, idle: false, ...away, section: undefined, idleSegments: [] }
  }

  /** What ends the idle time can be asked about by its number. */
  function closeIdle(seq: number): void {
    if (running === undefined || running.idleSegments.length === 0) return
    idleByReturn.set(seq, running.idleSegments)
    running.idleSegments = []
  }

  function count(entry: TimedEvent): void {
    const known = segments.length
    countUpTo(entry)
    for (let i = known; i < segments.length; i++) {
      const segment = segments[i]
      if (segment !== undefined) seqs.set(segment, entry.seq)
    }
  }

  /** What is cut off another one came up with it. */
  function cut(segment: Segment, piece: Segment): void {
    const seq = seqs.get(segment)
    if (seq !== undefined) seqs.set(piece, seq)
  }

  /** The time up to an entry goes to the task that runs. */
  function countUpTo(entry: TimedEvent): void {
    if (running === undefined) return
    if (entry.kind === 'crashed') {
      const { seen } = entry.data
      if (seen !== undefined) append(segments, stretch(running, { ...running.last, ...seen }), running, sent)
      return
    }
    const byMs = entry.kind === 'clock-changed' ? entry.data.byMs : 0
    const step = clockStep(running.last, entry.at, byMs)
    if (isAway(running, step)) {
      const { mono: from } = running.last
      const before = running.absences.at(-1)
      if (before?.to === from) before.to = entry.at.mono
      else running.absences.push({ from, to: entry.at.mono })
    }
    const change = entry.kind === 'zone-changed' ? offsetChange(running.last, entry.at) : undefined
    append(segments, inOffsets(stretch(running, entry.at, step), change, entry.at), running, sent)
    running.last = entry.at
  }

  function add(entry: TimedEvent): void {
    if (entry.kind === 'answered') {
      // May come long after, even when another task runs.
      const { returned, choice, keptMs = 0, reason } = entry.data
      const idle = idleByReturn.get(returned)
      if (idle === undefined) return
      const kept = choice === 'keep' ? Number.POSITIVE_INFINITY : choice === 'drop' ? 0 : keptMs
      idleByReturn.set(returned, answer(segments, idle, kept, reason, cut))
      relabelled += 1
      return
    }
    if (entry.kind === 'corrected') {
      corrections.push(...entryToCorrections(entry))
      return
    }
    // An entry of a task that does not run, such as a heartbeat from before its start, says nothing about time.
    if (entry.kind !== 'started' && running !== undefined && entry.taskId !== running.taskId) return
    count(entry)
    switch (entry.kind) {
      case 'started':
        running = begin(entry.taskId, entry.at)
        return
      case 'stopped':
      case 'crashed':
        // Idle time that nobody came back from can still be asked about, by the number of this entry.
        closeIdle(entry.seq)
        if (entry.kind === 'stopped' && entry.data.by === 'sent') sent = segments.at(-1)
        running = undefined
        return
      case 'heartbeat':
      case 'clock-changed':
      case 'zone-changed':
        return
      case 'section':
        if (running !== undefined) running.section = entry.data.section
        return
      case 'idle': {
        if (running === undefined || running.idle) return
        const { sinceMono } = entry.data
        // A steady clock may go on in sleep. That time is away already; work before it is not idle for it.
        const away = running.absences.reduce(
          (sum, { from, to }) => sum + Math.max(0, to - Math.max(from, sinceMono)),
          0,
        )
        running.idle = true
        running.absences = []
        running.idleSegments = cutTail(segments, running.taskId, entry.at.mono - sinceMono - away, cut)
        relabelled += 1
        return
      }
      case 'returned':
        if (running === undefined) return
        closeIdle(entry.seq)
        running.idle = false
        return
      case 'suspended':
      case 'resumed':
        if (running !== undefined) running.suspended = entry.kind === 'suspended'
        return
      case 'locked':
      case 'unlocked':
        if (running !== undefined) running.locked = entry.kind === 'locked'
        return
    }
  }

  return {
    add,
    segments,
    corrections,
    tail: (until) => (running === undefined ? [] : stretch(running, until)),
    seqOf: (segment) => seqs.get(segment),
    idleMs: (seq) => (idleByReturn.get(seq) ?? []).reduce((sum, { ms }) => sum + ms, 0),
    get relabelled() {
      return relabelled
    },
  }
}

/** Whether nobody was there, or the desk did not run: such time is shown, not counted. */
function isAway({ suspended, locked }: Running, { awakeMs, sameBoot }: ClockStep): boolean {
  return suspended || locked || !sameBoot || awakeMs > LONGEST_GAP_MS
}

/** The time between the last entry of the running task and `now`. @param step how the clocks went on meanwhile */
function stretch(running: Running, now: Reading, step = clockStep(running.last, now)): Segment[] {
  const { last, taskId, section } = running
  const { zone, offsetMinutes } = last
  const { awakeMs, beyondMs } = step
  const piece = (kind: Segment['kind'], start: number, ms: number): Segment[] => {
    if (ms <= 0) return []
    const isHere = section !== undefined && kind !== 'away'
    const sections = isHere ? { sections: [{ section, ms }] } : {}
    return [{ taskId, kind, start, end: start + ms, ms, zone, offsetMinutes, ...sections }]
  }
  if (isAway(running, step)) {
    return piece('away', last.wall, awakeMs + Math.max(0, beyondMs))
  }
  return [
    ...piece(running.idle ? 'idle' : 'work', last.wall, awakeMs),
    ...(beyondMs > CLOCK_TOLERANCE_MS ? piece('away', last.wall + awakeMs, beyondMs) : []),
  ]
}

/** Pieces whose zone changed its offset on the way lie partly in the old one and partly in the new one. */
function inOffsets(pieces: Segment[], change: number | undefined, after: Reading): Segment[] {
  if (change === undefined) return pieces
  const { offsetMinutes } = after
  return pieces.flatMap((piece) => {
    if (piece.end <= change) return [piece]
    if (piece.start >= change) return [{ ...piece, offsetMinutes }]
    const [before, rest] = cutSegment(piece, change - piece.start)
    return [before, { ...rest, offsetMinutes }]
  })
}

/** @param closed what nothing joins */
function append(segments: Segment[], pieces: Segment[], running: Running, closed: Segment | undefined): void {
  for (const piece of pieces) {
    const before = segments.at(-1)
    const joins =
      before !== undefined &&
      before !== closed &&
      before.taskId === piece.taskId &&
      before.kind === piece.kind &&
      before.zone === piece.zone &&
      before.offsetMinutes === piece.offsetMinutes &&
      Math.abs(before.end - piece.start) <= CLOCK_TOLERANCE_MS &&
      // An idle stretch that was answered for is closed.
      (piece.kind !== 'idle' || running.idleSegments.includes(before))
    if (joins) {
      joinSegment(before, piece)
    } else {
      segments.push(piece)
      if (piece.kind === 'idle') running.idleSegments.push(piece)
    }
  }
}

/** Told of every piece that is cut off a segment. */
type Cut = (segment: Segment, piece: Segment) => void

/** Turns the newest `ms` of a task's work into idle time, cutting a segment where need be. @returns what was turned */
function cutTail(segments: Segment[], taskId: string, ms: number, cut: Cut): Segment[] {
  const turned: Segment[] = []
  let left = Math.round(ms)
  for (let i = segments.length - 1; i >= 0 && left > 0; i--) {
    const segment = segments[i]
    if (segment === undefined || segment.taskId !== taskId) break
    if (segment.kind === 'away') continue
    if (segment.kind !== 'work') break
    const idle = takeTail(segment, left)
    if (idle === undefined) {
      left -= segment.ms
      segment.kind = 'idle'
      turned.unshift(segment)
    } else {
      idle.kind = 'idle'
      cut(segment, idle)
      segments.splice(i + 1, 0, idle)
      turned.unshift(idle)
      break
    }
  }
  return turned
}

/**
 * Keeps the first `keptMs` of idle time and drops the rest. An earlier answer to the same question is forgotten.
 * @returns the pieces the idle time now consists of
 */
function answer(
  segments: Segment[],
  idle: readonly Segment[],
  keptMs: number,
  reason: string | undefined,
  cut: Cut,
): Segment[] {
  const pieces: Segment[] = []
  let left = keptMs
  for (const segment of idle) {
    const rest = left > 0 && left < segment.ms ? takeTail(segment, segment.ms - left) : undefined
    segment.kind = left > 0 ? 'kept' : 'idle'
    left -= segment.ms
    pieces.push(segment)
    if (rest !== undefined) {
      rest.kind = 'idle'
      cut(segment, rest)
      segments.splice(segments.lastIndexOf(segment) + 1, 0, rest)
      pieces.push(rest)
    }
  }
  for (const piece of pieces) if (reason !== undefined) piece.note = reason
  return pieces
}

/** What an entry takes from one task and day and gives to another. */
function entryToCorrections({ seq, taskId, at, data }: Extract<TimedEvent, { kind: 'corrected' }>): Correction[] {
  const { change, date, ms, to, reason } = data
  const base = { seq, reason, at: at.wall }
  const here = { ...base, taskId, date, ms: change === 'add' ? ms : -ms }
  return change === 'move' && to !== undefined ? [here, { ...base, ...to, ms }] : [here]
}

/** Whether a segment counts as working time. */
export function isWork(segment: Segment): boolean {
  return segment.kind === 'work' || segment.kind === 'kept'
}

/** Sum of the working time in milliseconds. */
export function workMs(segments: Iterable<Segment>): number {
  let sum = 0
  for (const segment of segments) if (isWork(segment)) sum += segment.ms
  return sum
}
