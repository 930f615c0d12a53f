import type { TaskKind } from '../../../shared/domain/task.ts'
import { localDate, localTime } from '../../../shared/rules/days.ts'
import { minorToDecimal } from '../../../shared/rules/pay.ts'
import { isRounded } from '../../../shared/rules/rounding.ts'
import { headingOf } from '../headings.ts'
import type { BillableTask, Sheet, SheetEntry } from '../sheet.ts'

/** Who worked: of "About you", or as the hub knows the expert. */
export type Worker = { readonly name: string; readonly email: string }

export type TrackerOptions = {
  readonly worker: Worker
  /** Durations as the programmes round them, in place of those that were worked. */
  readonly isRounded: boolean
}

/** An entry in the words of time trackers: client, project and activity. */
export type TrackerRow = {
  /** The operator. */
  readonly client: string
  /** The programme. */
  readonly project: string
  /** What kind of work it is, so that a tracker's list of activities stays short. */
  readonly activity: string
  /** The task's title, and why its time was corrected. */
  readonly description: string
  /** No commas: trackers part tags by them. */
  readonly tags: readonly string[]
  readonly isBillable: boolean
  readonly date: string
  readonly startTime: string
  readonly endDate: string
  readonly endTime: string
  /** Instants in whole seconds; `end` is `start` and the duration. */
  readonly start: number
  readonly end: number
  readonly seconds: number
  readonly amount: string
  readonly currency: string
  readonly task: BillableTask
  readonly entry: SheetEntry
}

const activities: Record<TaskKind, string> = {
  author: 'Write a task',
  answer: 'Answer',
  compare: 'Compare',
  grade: 'Grade',
  revise: 'Revise',
  converse: 'Converse',
}

export function activityOf(task: BillableTask): string {
  return task.kind === undefined ? 'Expert work' : activities[task.kind]
}

/**
 * The working time of a sheet as trackers take it: wall times by the offset that was seen, in whole seconds. What is
 * shorter than a second, or rounded away, is left out; what it pays stands with the stretch of its task before it, or the
 * next one, so that amounts add up.
 */
export function sheetToTrackerRows(sheet: Sheet, options: TrackerOptions): TrackerRow[] {
  const paid = new Map<SheetEntry, number>()
  for (const own of Map.groupBy(sheet.entries, ({ taskId }) => taskId).values()) {
    let shown = own.find((entry) => secondsOf(sheet, entry, options) > 0)
    for (const entry of own) {
      if (secondsOf(sheet, entry, options) > 0) shown = entry
      if (shown !== undefined) paid.set(shown, (paid.get(shown) ?? 0) + entry.minor)
    }
  }
  return sheet.entries.flatMap((entry): TrackerRow[] => {
    const task = sheet.tasks.get(entry.taskId)
    const minor = paid.get(entry)
    if (task === undefined || minor === undefined) return []
    const start = Math.floor(entry.start / 1000)
    const seconds = secondsOf(sheet, entry, options)
    const end = start + seconds
    const { isBillable } = headingOf(task)
    const { currency, offsetMinutes } = entry
    return [
      {
        client: task.operator ?? task.programme,
        project: task.programme,
        activity: activityOf(task),
        description: [task.title, ...new Set(entry.corrected)].join('; '),
        tags: [
          task.occupation.replaceAll(/[,;]/g, ''),
          ...(entry.corrected.length > 0 ? ['corrected'] : []),
          ...(isStepped(task, options) ? ['rounded'] : []),
        ],
        isBillable,
        date: localDate(start * 1000, offsetMinutes),
        startTime: localTime(start * 1000, offsetMinutes),
        endDate: localDate(end * 1000, offsetMinutes),
        endTime: localTime(end * 1000, offsetMinutes),
        start,
        end,
        seconds,
        amount: isBillable ? minorToDecimal({ minor, currency }) : '',
        currency,
        task,
        entry,
      },
    ]
  })
}

/** How long a stretch is told to be; none where it is left out. */
function secondsOf(sheet: Sheet, entry: SheetEntry, options: TrackerOptions): number {
  if (isStepped(sheet.tasks.get(entry.taskId), options)) return Math.round(entry.roundedMs / 1000)
  // By its ends, not by its length: so entries that touch each other lose no second between them.
  return Math.floor(entry.end / 1000) - Math.floor(entry.start / 1000)
}

function isStepped(task: BillableTask | undefined, options: TrackerOptions): boolean {
  return options.isRounded && task?.rounding !== undefined && isRounded(task.rounding)
}
