import { daySumsByTask, sumOfDays } from '../../shared/rules/day-sums.ts'
import { dayTasks, segmentsOfDays } from '../../shared/rules/day-view.ts'
import type { Context } from './context.ts'

const DAY = 86_400_000

/** What counts of a task on a local day, in milliseconds. */
export function countedOn({ time }: Pick<Context, 'time'>, taskId: string, date: string): number {
  const corrections = time.corrections().filter((correction) => correction.date === date)
  const tasks = dayTasks(segmentsOfDays(time.segments(), date, date), corrections)
  return tasks.find((task) => task.taskId === taskId)?.workMs ?? 0
}

/** Whether a local day would have more than its 24 hours, all tasks together, were `ms` added to it. */
export function isBeyondDay({ time }: Pick<Context, 'time'>, date: string, ms: number): boolean {
  const byTask = daySumsByTask(time.segments(), time.corrections(), date, date)
  return [...byTask.values()].reduce((sum, days) => sum + sumOfDays(days), ms) > DAY
}
