import type { Correction, Segment } from '../../shared/domain/ledger.ts'
import { localDate, splitAtMidnight } from '../../shared/rules/days.ts'
import { createEntryCounter } from '../../shared/rules/rounding.ts'
import { isWork } from '../../shared/rules/segments.ts'
import { noonOf } from '../../shared/rules/zone-offset.ts'

/** A stretch within one local day of one task, of one kind. */
export type DayPiece = {
  readonly taskId: string
  readonly date: string
  /** Which unbroken stretch of work it belongs to; of what was added by hand, minus the number of its correction. */
  readonly entry: number
  readonly kind: Segment['kind']
  readonly start: number
  end: number
  ms: number
  readonly zone: string
  readonly offsetMinutes: number
  readonly note: string | undefined
  /** Why it is longer or shorter than the clock says. */
  corrected: readonly string[]
  /** Whether the clock saw it. What was added by hand has no time of day, and stands at noon or after the day's work. */
  readonly isTimed: boolean
}

/**
 * All time by local day, corrected: what was taken away is off the end of the day's work, what was added is a piece of
 * its own. More than a day had is not taken from it.
 * @param zone of corrections, which name a date only
 */
export function segmentsToPieces(
  segments: Iterable<Segment>,
  corrections: readonly Correction[],
  zone: string,
): DayPiece[] {
  const entryOf = createEntryCounter()
  const pieces = cutIntoDays(segments).map(
    (segment): DayPiece => ({
      taskId: segment.taskId,
      date: localDate(segment.start, segment.offsetMinutes),
      entry: entryOf(segment),
      kind: segment.kind,
      start: segment.start,
      end: segment.end,
      ms: segment.ms,
      zone: segment.zone,
      offsetMinutes: segment.offsetMinutes,
      note: segment.note,
      corrected: [],
      isTimed: true,
    }),
  )
  if (corrections.length === 0) return pieces
  const workOf = Map.groupBy(
    pieces.filter((piece) => isWork(piece)),
    (piece) => dayKey(piece),
  )
  // What is added first, so that it does not matter in which order a day was corrected.
  for (const correction of corrections.toSorted((a, b) => b.ms - a.ms || a.seq - b.seq)) {
    const day = workOf.get(dayKey(correction)) ?? []
    workOf.set(dayKey(correction), day)
    if (correction.ms > 0) {
      const added = toAdded(correction, day.at(-1), zone)
      day.push(added)
      pieces.push(added)
    } else takeAway(day, correction)
  }
  return pieces.filter((piece) => piece.ms > 0).sort((a, b) => a.start - b.start)
}

const MINUTE = 60_000
const DAY = 86_400_000

/** A day for each row is right for sleep; a clock that was set ahead by years would fill a timesheet with nothing. */
const LONGEST_ABSENCE_MS = 31 * DAY

/** Cut at every local midnight; an absence of more than a month stands whole with its first day. */
function cutIntoDays(segments: Iterable<Segment>): Segment[] {
  const days: Segment[] = []
  for (const segment of segments) {
    if (segment.kind === 'away' && segment.ms > LONGEST_ABSENCE_MS) days.push(segment)
    else for (const day of splitAtMidnight([segment])) days.push(day)
  }
  return days
}

function dayKey({ taskId, date }: { readonly taskId: string; readonly date: string }): string {
  return `${taskId} ${date}`
}

function toAdded(correction: Correction, last: DayPiece | undefined, zone: string): DayPiece {
  const { taskId, date, ms, reason, seq } = correction
  const noon = noonOf(date, zone)
  const offsetMinutes = last?.offsetMinutes ?? noon.offsetMinutes
  // It stays on its day where others go by its beginning, also behind work that went on to midnight.
  const latest = Date.parse(`${date}T00:00:00Z`) + DAY - offsetMinutes * MINUTE - ms
  const start = Math.min(last?.end ?? noon.instant, latest)
  return {
    taskId,
    date,
    entry: -seq,
    kind: 'work',
    start,
    end: start + ms,
    ms,
    zone: last?.zone ?? zone,
    offsetMinutes,
    note: undefined,
    corrected: [reason],
    isTimed: false,
  }
}

function takeAway(day: readonly DayPiece[], { ms, reason }: Correction): void {
  let left = -ms
  for (const piece of day.toReversed()) {
    if (left === 0) return
    const taken = Math.min(left, piece.ms)
    piece.ms -= taken
    piece.end -= taken
    piece.corrected = [...piece.corrected, reason]
    left -= taken
  }
}
