import type { TimeReportRow } from '../../shared/contract/desk-views.ts'

export type TaskTime = {
  readonly taskId: string
  readonly title: string
  readonly programme: string
  readonly workMs: number
}
export type DayTime = { readonly date: string; readonly workMs: number }

/** Working time by task, the longest first. Tasks without any are left out. */
export function timeByTask(rows: readonly TimeReportRow[]): TaskTime[] {
  const byTask = new Map<string, TaskTime>()
  for (const { taskId, title, programme, workMs } of rows) {
    const before = byTask.get(taskId)?.workMs ?? 0
    byTask.set(taskId, { taskId, title, programme, workMs: before + workMs })
  }
  return [...byTask.values()].filter(({ workMs }) => workMs > 0).sort((a, b) => b.workMs - a.workMs)
}

/** Working time of each of `dates`, none left out. */
export function timeByDay(rows: readonly TimeReportRow[], dates: readonly string[]): DayTime[] {
  return dates.map((date) => ({
    date,
    workMs: rows.filter((row) => row.date === date).reduce((sum, row) => sum + row.workMs, 0),
  }))
}

/** What was not counted. */
export function uncounted(rows: readonly TimeReportRow[]): { idleMs: number; awayMs: number } {
  return {
    idleMs: rows.reduce((sum, row) => sum + row.idleMs, 0),
    awayMs: rows.reduce((sum, row) => sum + row.awayMs, 0),
  }
}

export function totalMs(rows: readonly { readonly workMs: number }[]): number {
  return rows.reduce((sum, row) => sum + row.workMs, 0)
}
