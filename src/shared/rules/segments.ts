import type { LedgerEntry, Reading, Segment } from '../domain/ledger.ts'

/** A running desk writes a heartbeat this often. */
export const HEARTBEAT_MS = 30_000
/** Longer than this between two entries of a running task, the desk itself did not run (sleep, a stopped process). */
export const LONGEST_GAP_MS = 3 * HEARTBEAT_MS
/** Wall and monotonic clock may drift this far apart between two entries before it counts as sleep or a changed clock. */
export const CLOCK_TOLERANCE_MS = 2_000

type Running = {
  taskId: string
  last: Reading
  idle: boolean
  suspended: boolean
  locked: boolean
  /** The idle segments since the expert was last seen. */
  idleSegments: Segment[]
}

export type SegmentBuilder = {
  add(entry: LedgerEntry): void
  /** The segments up to the newest entry, in the order they happened. Changed by `add`. */
  readonly segments: readonly Segment[]
  /** The time of the open task between the newest entry and `until`. */
  tail(until: Reading): Segment[]
  /** Counts up whenever something but the end of `segments` changed. */
  readonly relabelled: number
}

/**
 * The stretches of time that a ledger tells of. Pure: the same entries always give the same segments, whatever the
 * clock says now.
 *
 * Between two entries of a running task the time is measured by the monotonic clock; where the wall clock went further,
 * the machine slept or its clock was set, and what it went further is `away`. A crash ends a task at the entry before it.
 * @param entries in order of `seq`
 * @param until an open task is counted up to here (both clocks); left out, up to its newest entry
 */
export function entriesToSegments(entries: Iterable<LedgerEntry>, until?: Reading): Segment[] {
  const builder = createSegmentBuilder()
  for (const entry of entries) builder.add(entry)
  return until === undefined ? [...builder.segments] : [...builder.segments, ...builder.tail(until)]
}

/** The same as a fold, so that a ledger of any length can be read row by row. */
export function createSegmentBuilder(): SegmentBuilder {
  const segments: Segment[] = []
  const idleByReturn = new Map<number, Segment[]>()
  let running: Running | undefined
  let relabelled = 0

  function begin(taskId: string, last: Reading): Running {
    return { taskId, last, idle: false, suspended: false, locked: false, idleSegments: [] }
  }

  function add(entry: LedgerEntry): void {
    if (entry.kind === 'answered') {
      // May come long after, even when another task runs.
      for (const segment of idleByReturn.get(entry.data.returned) ?? []) {
        segment.kind = entry.data.choice === 'keep' ? 'kept' : 'idle'
        if (entry.data.reason !== undefined) segment.note = entry.data.reason
      }
      relabelled += 1
      return
    }
    if (running !== undefined && entry.kind !== 'crashed') {
      append(segments, stretch(running, entry.at), running)
      running.last = entry.at
    }
    switch (entry.kind) {
      case 'started':
        running = begin(entry.taskId, entry.at)
        return
      case 'stopped':
      case 'crashed':
        // Idle time that nobody came back from can still be asked about, by the number of this entry.
        if (running !== undefined && running.idleSegments.length > 0) idleByReturn.set(entry.seq, running.idleSegments)
        running = undefined
        return
      case 'heartbeat':
        return
      case 'idle':
        if (running === undefined || running.idle) return
        running.idle = true
        running.idleSegments = cutTail(segments, running.taskId, entry.at.mono - entry.data.sinceMono)
        relabelled += 1
        return
      case 'returned':
        if (running === undefined) return
        idleByReturn.set(entry.seq, running.idleSegments)
        running.idle = false
        running.idleSegments = []
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
    tail: (until) => (running === undefined ? [] : stretch(running, until)),
    get relabelled() {
      return relabelled
    },
  }
}

/** The time between the last entry of the running task and `now`. */
function stretch(running: Running, now: Reading): Segment[] {
  const { last } = running
  const wall = now.wall - last.wall
  const sameBoot = now.boot === last.boot && now.mono >= last.mono
  const awake = Math.round(sameBoot ? now.mono - last.mono : Math.max(0, wall))
  const piece = (kind: Segment['kind'], start: number, ms: number): Segment[] =>
    ms <= 0
      ? []
      : [
          {
            taskId: running.taskId,
            kind,
            start,
            end: start + ms,
            ms,
            zone: last.zone,
            offsetMinutes: last.offsetMinutes,
          },
        ]
  // Nobody was there, or the desk did not run: shown, not counted.
  if (running.suspended || running.locked || !sameBoot || awake > LONGEST_GAP_MS) {
    return piece('away', last.wall, Math.max(awake, wall))
  }
  const beyond = wall - awake
  return [
    ...piece(running.idle ? 'idle' : 'work', last.wall, awake),
    ...(beyond > CLOCK_TOLERANCE_MS ? piece('away', last.wall + awake, beyond) : []),
  ]
}

function append(segments: Segment[], pieces: Segment[], running: Running): void {
  for (const piece of pieces) {
    const before = segments.at(-1)
    const joins =
      before !== undefined &&
      before.taskId === piece.taskId &&
      before.kind === piece.kind &&
      before.zone === piece.zone &&
      before.offsetMinutes === piece.offsetMinutes &&
      Math.abs(before.end - piece.start) <= CLOCK_TOLERANCE_MS &&
      // An idle stretch that was answered for is closed.
      (piece.kind !== 'idle' || running.idleSegments.includes(before))
    if (joins) {
      before.ms += piece.ms
      before.end = before.start + before.ms
    } else {
      segments.push(piece)
      if (piece.kind === 'idle') running.idleSegments.push(piece)
    }
  }
}

/** Turns the newest `ms` of a task's work into idle time, cutting a segment where need be. @returns what was turned */
function cutTail(segments: Segment[], taskId: string, ms: number): Segment[] {
  const turned: Segment[] = []
  let left = Math.round(ms)
  for (let i = segments.length - 1; i >= 0 && left > 0; i--) {
    const segment = segments[i]
    if (segment === undefined || segment.taskId !== taskId) break
    if (segment.kind === 'away') continue
    if (segment.kind !== 'work') break
    if (segment.ms <= left) {
      left -= segment.ms
      segment.kind = 'idle'
      turned.unshift(segment)
    } else {
      segment.ms -= left
      segment.end = segment.start + segment.ms
      const idle: Segment = { ...segment, kind: 'idle', start: segment.end, end: segment.end + left, ms: left }
      segments.splice(i + 1, 0, idle)
      turned.unshift(idle)
      break
    }
  }
  return turned
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
