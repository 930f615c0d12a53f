import type { Correction, Segment } from '../../shared/domain/ledger.ts'
import { type Money, NO_ROUNDING, type Rate, type Rounding } from '../../shared/domain/money.ts'
import type { TaskKind } from '../../shared/domain/task.ts'
import type { TaskState } from '../../shared/domain/work.ts'
import { localDate } from '../../shared/rules/days.ts'
import { pay } from '../../shared/rules/pay.ts'
import { createRounder, isRounded } from '../../shared/rules/rounding.ts'
import { isWork } from '../../shared/rules/segments.ts'
import { zoneOffset } from '../../shared/rules/zone-offset.ts'
import { type DayPiece, segmentsToPieces } from './work-pieces.ts'

/** What a timesheet says of a task. */
export type BillableTask = {
  readonly title: string
  readonly programme: string
  readonly operator?: string
  readonly occupation: string
  readonly kind?: TaskKind
  readonly state: TaskState
  /** An earlier version of it was accepted, and the newest was not. */
  readonly isAcceptedBefore?: boolean
  /** It was accepted as handed in by another device, or before a backup was put back: what is counted here is in no claim. */
  readonly isClaimedElsewhere?: boolean
  /** Why its time may stay unpaid, in the operator's words: why it was not accepted, or withdrawn. */
  readonly reason?: string | undefined
  readonly rate: Rate
  /** How its time is rounded; left out, not at all. */
  readonly rounding?: Rounding
  /** It is of the sample, for which nobody pays. */
  readonly isSample?: boolean
  /** Of accepted work the time that was handed in: what was worked on it since earns nothing. */
  readonly paid?: { readonly workMs: number; readonly roundedMs: number }
}

/** Working time that counts: an unbroken stretch of one task within one local day. */
export type SheetEntry = {
  readonly taskId: string
  readonly date: string
  /** Of what was added by hand: the entry of the ledger that says so. */
  readonly addedBy?: number
  readonly start: number
  end: number
  readonly zone: string
  readonly offsetMinutes: number
  /** As worked. */
  ms: number
  /** What it adds to the rounded time of its task. */
  roundedMs: number
  /** What it adds to what the task earns, by the rounded time. */
  minor: number
  readonly currency: string
  /** Why idle time in it was kept. */
  readonly notes: string[]
  /** Why it is longer or shorter than the clock says. */
  readonly corrected: string[]
  readonly isTimed: boolean
}

/** All time of one task on one local day. */
export type SheetRow = {
  readonly date: string
  readonly taskId: string
  workMs: number
  roundedMs: number
  idleMs: number
  awayMs: number
  amount: Money | undefined
  readonly corrections: readonly Correction[]
}

export type Sheet = {
  readonly from: number
  readonly to: number
  readonly zone: string
  readonly tasks: ReadonlyMap<string, BillableTask>
  /** In the order they happened. */
  readonly entries: readonly SheetEntry[]
  /** By date, then by title. */
  readonly rows: readonly SheetRow[]
  /** Those of the period, oldest day first. */
  readonly corrections: readonly Correction[]
}

export type SheetInput = {
  /** All segments of the ledger, not only those of the period: caps, rounding and fixed prices need the earlier ones. */
  readonly segments: Iterable<Segment>
  readonly corrections?: readonly Correction[]
  /** Instants; `to` is the first that no longer belongs to the period. It has whole local days, see `sheetDates`. */
  readonly from: number
  readonly to: number
  readonly zone: string
  /** @returns undefined for a task that is not here any more; its time is left out */
  readonly taskOf: (taskId: string) => BillableTask | undefined
}

/**
 * The time of a period, from which every export is made.
 *
 * An hourly task is paid piece by piece so that the pieces add up to what the whole time of the task earns, rounding and
 * cap included: a piece's amount is what the task has earned by its end less what it had earned before. A fixed price
 * stands with the first piece of its task.
 */
export function createSheet({ segments, corrections = [], from, to, zone, taskOf }: SheetInput): Sheet {
  const tasks = new Map<string, BillableTask>()
  const absent = new Set<string>()
  const earned = new Map<string, { ms: number; minor: number }>()
  const rows = new Map<string, SheetRow>()
  const entries: SheetEntry[] = []
  const round = createRounder()
  const period = sheetDates({ from, to, zone })
  let last: { entry: number; open: SheetEntry } | undefined

  function find(taskId: string): BillableTask | undefined {
    const known = tasks.get(taskId)
    if (known !== undefined || absent.has(taskId)) return known
    const task = taskOf(taskId)
    if (task === undefined) absent.add(taskId)
    else tasks.set(taskId, task)
    return task
  }

  function rowOf({ date, taskId }: Pick<DayPiece, 'date' | 'taskId'>): SheetRow {
    const key = `${date} ${taskId}`
    let row = rows.get(key)
    if (row === undefined) {
      row = { date, taskId, workMs: 0, roundedMs: 0, idleMs: 0, awayMs: 0, amount: undefined, corrections: [] }
      rows.set(key, row)
    }
    return row
  }

  for (const piece of segmentsToPieces(segments, corrections, zone)) {
    const task = find(piece.taskId)
    if (task === undefined) continue
    // Not by its beginning: what was added may begin after midnight, and elsewhere the day was another one.
    const isInPeriod = piece.date >= period.first && piece.date <= period.last
    if (!isWork(piece)) {
      if (!isInPeriod) continue
      const row = rowOf(piece)
      if (piece.kind === 'idle') row.idleMs += piece.ms
      else row.awayMs += piece.ms
      continue
    }
    const before = earned.get(piece.taskId) ?? { ms: 0, minor: 0 }
    const roundedMs = round(piece, task.rounding ?? NO_ROUNDING)
    const { currency, minor: byRate } = pay(task.rate, Math.min(before.ms + roundedMs, mostPaid(task)))
    const total = isUnpaid(task) ? 0 : byRate
    earned.set(piece.taskId, { ms: before.ms + roundedMs, minor: total })
    if (!isInPeriod) continue
    const minor = total - before.minor
    const row = rowOf(piece)
    row.workMs += piece.ms
    row.roundedMs += roundedMs
    if (!isUnpaid(task)) row.amount = { currency, minor: (row.amount?.minor ?? 0) + minor }
    if (last !== undefined && last.entry === piece.entry && goesOn(last.open, piece)) {
      lengthen(last.open, piece, roundedMs, minor)
    } else {
      const open = pieceToEntry(piece, roundedMs, minor, currency)
      entries.push(open)
      last = { entry: piece.entry, open }
    }
  }
  const titleOf = (taskId: string): string => tasks.get(taskId)?.title ?? ''
  const shown = corrections.filter(
    ({ taskId, date }) => date >= period.first && date <= period.last && find(taskId) !== undefined,
  )
  // A day of which nothing is left is there all the same, or nobody would read why.
  for (const correction of shown) rowOf(correction)
  for (const [key, own] of Map.groupBy(shown, ({ taskId, date }) => `${date} ${taskId}`)) {
    const row = rows.get(key)
    if (row !== undefined) rows.set(key, { ...row, corrections: own })
  }
  return {
    from,
    to,
    zone,
    tasks,
    entries,
    rows: [...rows.values()].sort(
      (a, b) => compare(a.date, b.date) || compare(titleOf(a.taskId), titleOf(b.taskId)) || compare(a.taskId, b.taskId),
    ),
    corrections: shown.toSorted((a, b) => compare(a.date, b.date) || a.seq - b.seq),
  }
}

function isUnpaid({ isSample = false, isClaimedElsewhere = false }: BillableTask): boolean {
  return isSample || isClaimedElsewhere
}

function mostPaid({ paid, rounding = NO_ROUNDING }: BillableTask): number {
  if (paid === undefined) return Number.POSITIVE_INFINITY
  return isRounded(rounding) ? paid.roundedMs : paid.workMs
}

/** Local dates sort as texts up to here. */
const END_OF_TIME = Date.UTC(9999, 11, 30)

/** First and last local date of a sheet's period, by the zone in which it is asked for. */
export function sheetDates({ from, to, zone }: Pick<Sheet, 'from' | 'to' | 'zone'>): { first: string; last: string } {
  const dateOf = (instant: number): string => {
    const at = Math.min(instant, END_OF_TIME)
    return localDate(at, zoneOffset(at, zone))
  }
  return { first: dateOf(from), last: dateOf(Math.max(from, to - 1)) }
}

/** Sums by currency, in the order in which they first come. */
export function sumByCurrency(amounts: Iterable<Money | undefined>): Money[] {
  const sums = new Map<string, number>()
  for (const amount of amounts) {
    if (amount !== undefined) sums.set(amount.currency, (sums.get(amount.currency) ?? 0) + amount.minor)
  }
  return [...sums].map(([currency, minor]) => ({ minor, currency }))
}

/** A day's pieces are one entry as long as the clock of the wall did not change its zone. */
function goesOn(open: SheetEntry, { date, zone, offsetMinutes }: DayPiece): boolean {
  return open.date === date && open.zone === zone && open.offsetMinutes === offsetMinutes
}

function pieceToEntry(piece: DayPiece, roundedMs: number, minor: number, currency: string): SheetEntry {
  const { taskId, date, start, end, zone, offsetMinutes, ms, note, corrected, isTimed } = piece
  return {
    taskId,
    date,
    ...(isTimed ? {} : { addedBy: -piece.entry }),
    start,
    end,
    zone,
    offsetMinutes,
    ms,
    roundedMs,
    minor,
    currency,
    notes: note === undefined ? [] : [note],
    corrected: [...corrected],
    isTimed,
  }
}

function lengthen(open: SheetEntry, { end, ms, note, corrected }: DayPiece, roundedMs: number, minor: number): void {
  open.end = end
  open.ms += ms
  open.roundedMs += roundedMs
  open.minor += minor
  if (note !== undefined) open.notes.push(note)
  open.corrected.push(...corrected)
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
