import { dayTasks, segmentsOfDays } from '../../shared/rules/day-view.ts'
import type { Context } from './context.ts'

const DAY = 86_400_000

/** What counts of a task on a local day, in milliseconds. */
export function countedOn({ time }: Pick<Context, 'time'>, taskId: string, date: string): number {
  const corrections = time.corrections().filter((correction) => correction.date === date)
  const tasks = dayTasks(segmentsOfDays(time.segments(), date, date), corrections)
  return tasks.find((task) => task.taskId === taskId)?.workMs ?? 0
}

/** Whether a task would have more than its 24 hours on a local day, were `ms` added to it. */
export function isBeyondDay(context: Pick<Context, 'time'>, taskId: string, date: string, ms: number): boolean {
  return countedOn(context, taskId, date) + ms > DAY
}
