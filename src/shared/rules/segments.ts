import type { LedgerEntry, Reading, Segment } from '../domain/ledger.ts'

/** A running desk writes a heartbeat this often. */
export const HEARTBEAT_MS = 30_000
/** Longer than this between two entries of a running task, the desk itself did not run (sleep, a stopped process). */
export const LONGEST_GAP_MS = 3 * HEARTBEAT_MS
/** Wall and monotonic clock may drift this far apart between two entries before it counts as sleep or a changed clock. */
export const CLOCK_TOLERANCE_MS = 2_000

type Piece = Segment
type Running = { taskId: string; last: Reading; idle: boolean; suspended: boolean; locked: boolean }

/**
 * The stretches of time that a ledger tells of. Pure: the same entries always give the same segments, whatever the
 * clock says now.
 *
 * Between two entries of a running task the time is measured by the monotonic clock; where the wall clock went further,
 * the machine slept or its clock was set, and what it went further is `away`. A crash ends a task at the entry before it.
 * @param entries in order of `seq`; entries of several tasks may alternate, but one task runs at a time
 * @param until an open task is counted up to here (both clocks); left out, up to its newest entry
 */
export function entriesToSegments(entries: Iterable<LedgerEntry>, until?: Reading): Segment[] {
  const builder = createSegmentBuilder()
  for (const entry of entries) builder.add(entry)
  return builder.finish(until)
}

export type SegmentBuilder = {
  add(entry: LedgerEntry): void
  /** The segments so far, and the open task counted up to `until`. The builder itself is not changed. */
  finish(until?: Reading): Segment[]
}

/** The same as a fold, so that a ledger of any length can be read row by row. */
export function createSegmentBuilder(): SegmentBuilder {
  const pieces: Piece[] = []
  let running: Running | undefined

  function add(entry: LedgerEntry): void {
    if (running !== undefined && entry.kind === 'crashed') {
      running = undefined
      return
    }
    if (running !== undefined) {
      appendStretch(pieces, running, entry.at)
      running.last = entry.at
    }
    switch (entry.kind) {
      case 'started':
        running = { taskId: entry.taskId, last: entry.at, idle: false, suspended: false, locked: false }
        return
      case 'stopped':
      case 'crashed':
        running = undefined
        return
      case 'heartbeat':
        return
      case 'idle':
        if (running === undefined) return
        running.idle = true
        relabelTail(pieces, running.taskId, 'work', 'idle', entry.at.mono - entry.data.sinceMono)
        return
      case 'returned':
        if (running === undefined) return
        running.idle = false
        if (entry.data.choice === 'keep') {
          relabelTail(pieces, running.taskId, 'idle', 'kept', Number.POSITIVE_INFINITY, entry.data.reason)
        }
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

  function finish(until?: Reading): Segment[] {
    const all = pieces.map((piece) => ({ ...piece }))
    if (running !== undefined && until !== undefined) appendStretch(all, running, until)
    return all
  }

  return { add, finish }
}

/** Adds the time between the last entry of the running task and `now`. */
function appendStretch(pieces: Piece[], running: Running, now: Reading): void {
  const { last } = running
  const wall = now.wall - last.wall
  const sameBoot = now.boot === last.boot && now.mono >= last.mono
  const awake = Math.round(sameBoot ? now.mono - last.mono : Math.max(0, wall))
  const present = !running.suspended && !running.locked
  if (!present || !sameBoot || awake > LONGEST_GAP_MS) {
    // Nobody was there, or the desk did not run: shown, not counted.
    append(pieces, running.taskId, 'away', last, last.wall, Math.max(awake, wall, 0))
    return
  }
  append(pieces, running.taskId, running.idle ? 'idle' : 'work', last, last.wall, awake)
  const beyond = wall - awake
  if (beyond > CLOCK_TOLERANCE_MS) append(pieces, running.taskId, 'away', last, last.wall + awake, beyond)
}

function append(pieces: Piece[], taskId: string, kind: Segment['kind'], at: Reading, start: number, ms: number): void {
  if (ms <= 0) return
  const before = pieces.at(-1)
  const joins =
    before !== undefined &&
    before.taskId === taskId &&
    before.kind === kind &&
    before.note === undefined &&
    before.zone === at.zone &&
    before.offsetMinutes === at.offsetMinutes &&
    Math.abs(before.end - start) <= CLOCK_TOLERANCE_MS
  if (joins) {
    before.ms += ms
    before.end = before.start + before.ms
    return
  }
  pieces.push({ taskId, kind, start, end: start + ms, ms, zone: at.zone, offsetMinutes: at.offsetMinutes })
}

/** Gives the newest `ms` of a task's pieces of kind `from` the kind `to`, cutting a piece where need be. */
function relabelTail(
  pieces: Piece[],
  taskId: string,
  from: Segment['kind'],
  to: Segment['kind'],
  ms: number,
  note?: string,
): void {
  let left = ms
  for (let i = pieces.length - 1; i >= 0 && left > 0; i--) {
    const piece = pieces[i]
    if (piece === undefined || piece.taskId !== taskId) return
    if (piece.kind === 'away') continue
    if (piece.kind !== from) return
    const changed = { kind: to, ...(note === undefined ? {} : { note }) }
    if (piece.ms <= left) {
      left -= piece.ms
      Object.assign(piece, changed)
    } else {
      const cut = Math.round(left)
      if (cut <= 0) return
      const rest = { ...piece, ...changed, start: piece.end - cut, ms: cut }
      piece.ms -= cut
      piece.end = piece.start + piece.ms
      pieces.splice(i + 1, 0, rest)
      return
    }
  }
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
