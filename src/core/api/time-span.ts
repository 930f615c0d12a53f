import type { SpanView, TaskSpan } from '../../shared/contract/desk-time.ts'
import { daySumsByTask, sumOfDays } from '../../shared/rules/day-sums.ts'
import { headingOf } from '../billing/headings.ts'
import { createBillableTasks } from './billable-tasks.ts'
import type { Context } from './context.ts'

/**
 * The tasks of some days beside what was expected of them, the longest first. Tasks without any counted time are left out.
 * @param first and `last`: local dates, both included
 */
export function readSpan({ store, time, allowances }: Context, first: string, last: string): SpanView {
  const byTask = daySumsByTask(time.segments(), time.corrections(), first, last)
  const corrected = new Map<string, number>()
  for (const { taskId, date, ms } of time.corrections()) {
    if (date >= first && date <= last) corrected.set(taskId, (corrected.get(taskId) ?? 0) + ms)
  }
  const totals = time.workByTask()
  const taskOf = createBillableTasks(store, byTask.keys())
  const rules = new Map<string, SpanView['rules'][number]>()
  const tasks: TaskSpan[] = []
  for (const [taskId, days] of byTask) {
    const task = taskOf(taskId)
    if (task === undefined) continue
    const counted = [...days]
      .map(([date, ms]) => ({ date, workMs: Math.max(0, ms) }))
      .filter(({ workMs }) => workMs > 0)
    const { rate, estimateMs } = task
    const heading = headingOf(task)
    const capMs = rate.type === 'hourly' ? rate.capMs : undefined
    const totalMs = totals.get(taskId) ?? 0
    if (!rules.has(task.programmeId)) {
      rules.set(task.programmeId, { programme: task.programme, ...allowances.limits(taskId) })
    }
    tasks.push({
      taskId,
      title: task.title,
      programme: task.programme,
      state: task.state,
      workMs: sumOfDays(days),
      days: counted.toSorted((a, b) => (a.date < b.date ? -1 : 1)),
      totalMs,
      ...(estimateMs === undefined ? {} : { estimateMs }),
      ...(capMs === undefined ? {} : { capMs }),
      beyondMs: capMs === undefined ? 0 : Math.max(0, totalMs - capMs),
      correctedMs: corrected.get(taskId) ?? 0,
      heading: heading.title,
      reason: heading.reason,
      isBillable: heading.isBillable,
    })
  }
  tasks.sort((a, b) => b.workMs - a.workMs || (a.title < b.title ? -1 : 1))
  return { first, last, tasks, workMs: tasks.reduce((sum, task) => sum + task.workMs, 0), rules: [...rules.values()] }
}
