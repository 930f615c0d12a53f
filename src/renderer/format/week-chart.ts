import type { SpanView } from '../../shared/contract/desk-time.ts'
import { moveDate } from '../../shared/rules/days.ts'

/** How high the week is drawn, in pixels. */
export const WEEK_HEIGHT = 260

/** How high the estimates of so many tasks are drawn, in pixels. */
export function estimateHeight(tasks: number): number {
  return tasks * 46 + 40
}

export type WeekBy = 'programme' | 'task'

/** What is drawn of a week: a bar for each day, piled up from series; the rest of many is one series. */
export type WeekPlan = {
  readonly series: readonly { readonly key: string; readonly name: string }[]
  /** Working time in milliseconds by the series' key. */
  readonly days: readonly { readonly date: string; readonly parts: Readonly<Record<string, number>> }[]
}

/** So many can be told apart by their colour. */
const MOST = 5

/** The days of a week by programme or by task, the longest first. */
export function planWeekChart({ tasks, first, last }: SpanView, by: WeekBy): WeekPlan {
  const totals = new Map<string, { name: string; ms: number }>()
  const keyOf = (task: SpanView['tasks'][number]): string => (by === 'task' ? task.taskId : task.programme)
  for (const task of tasks) {
    const known = totals.get(keyOf(task)) ?? { name: by === 'task' ? task.title : task.programme, ms: 0 }
    totals.set(keyOf(task), { ...known, ms: known.ms + task.workMs })
  }
  const sorted = [...totals].toSorted(([, a], [, b]) => b.ms - a.ms)
  const shown = sorted.slice(0, sorted.length > MOST ? MOST - 1 : MOST)
  const index = new Map(shown.map(([key], i) => [key, `s${i}`]))
  const series = shown.map(([key, { name }]) => ({ key: index.get(key) ?? '', name }))
  if (sorted.length > shown.length) series.push({ key: 'rest', name: `${sorted.length - shown.length} others` })
  const days = datesBetween(first, last).map((date) => {
    const parts: Record<string, number> = {}
    for (const task of tasks) {
      const ms = task.days.find((day) => day.date === date)?.workMs ?? 0
      const key = index.get(keyOf(task)) ?? 'rest'
      if (ms > 0) parts[key] = (parts[key] ?? 0) + ms
    }
    return { date, parts }
  })
  return { series, days }
}

function datesBetween(first: string, last: string): string[] {
  const dates: string[] = []
  for (let date = first; date <= last; date = moveDate(date, 1)) dates.push(date)
  return dates
}

const MINUTE = 60_000

/** Three to six round values from 0 to at least the longest time. */
export function hourTicks(longestMs: number): number[] {
  const steps = [5, 10, 15, 30, 60, 120, 180, 240, 480, 960].map((minutes) => minutes * MINUTE)
  const step = steps.find((each) => longestMs / each <= 5) ?? Math.ceil(longestMs / 5 / (960 * MINUTE)) * 960 * MINUTE
  const count = Math.max(1, Math.ceil(longestMs / step))
  return Array.from({ length: count + 1 }, (_, i) => i * step)
}
