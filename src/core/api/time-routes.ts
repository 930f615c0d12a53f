import type { TimeState } from '../../shared/contract/desk-views.ts'
import { localDate } from '../../shared/rules/days.ts'
import { isWork } from '../../shared/rules/segments.ts'
import { sheetToReport } from '../billing/report.ts'
import { createSheet } from '../billing/sheet.ts'
import { sheetToCsv } from '../billing/timesheet.ts'
import { createBillableTasks } from './billable-tasks.ts'
import { type Context, isWritable, readSettings } from './context.ts'
import type { Implementer } from './implementer.ts'

const DAY = 86_400_000

export function createTimeRoutes(os: Implementer, context: Context) {
  const { store, time, ports } = context
  /** A task that was paused by hand does not start again by itself. */
  let paused: string | undefined

  const titleOf = (taskId: string): string => store.tasks.head(taskId)?.title ?? ''

  function state(): TimeState {
    const now = ports.clock.read()
    const shift = now.offsetMinutes * 60_000
    const today = Math.floor((now.wall + shift) / DAY) * DAY - shift
    // 1970-01-01 was a Thursday; weeks begin on Monday (ISO 8601).
    const weekDay = (Math.floor((today + shift) / DAY) + 3) % 7
    const monday = today - weekDay * DAY
    let todayMs = 0
    let weekMs = 0
    for (const segment of time.segments()) {
      if (!isWork(segment)) continue
      todayMs += overlap(segment.start, segment.end, today)
      weekMs += overlap(segment.start, segment.end, monday)
    }
    const running = time.running()
    const question = time.question()
    return {
      asOf: now.wall,
      todayMs,
      weekMs,
      ...(running === undefined
        ? {}
        : {
            running: { ...running, title: titleOf(running.taskId), taskMs: time.workByTask().get(running.taskId) ?? 0 },
          }),
      ...(question === undefined ? {} : { question: { ...question, title: titleOf(question.taskId) } }),
    }
  }

  const sheet = (from: number, to: number) =>
    createSheet({
      segments: time.segments(),
      corrections: time.corrections(),
      from,
      to,
      zone: ports.clock.read().zone,
      taskOf: createBillableTasks(store),
    })

  return {
    state: os.time.state.handler(state),

    start: os.time.start.handler(({ input, errors }) => {
      const head = store.tasks.head(input.taskId)
      if (head === undefined) throw errors.NOT_FOUND({ data: { text: 'This task is not on this computer.' } })
      if (!isWritable(head.state)) {
        throw errors.WRONG_STATE({ data: { state: head.state, text: 'Take the task first; then its time counts.' } })
      }
      paused = undefined
      time.start(head.id, 'hand')
      return state()
    }),

    stop: os.time.stop.handler(({ input }) => {
      paused = input.by === 'hand' ? time.running()?.taskId : undefined
      time.stop(input.by)
      return state()
    }),

    activity: os.time.activity.handler(({ input }) => {
      if (time.running()?.taskId === input.taskId) {
        time.activity()
      } else if (readSettings(store).autoStartClock && paused !== input.taskId) {
        const head = store.tasks.head(input.taskId)
        if (head !== undefined && isWritable(head.state)) time.start(head.id, 'work')
      }
      return state()
    }),

    answer: os.time.answer.handler(({ input }) => {
      time.answer(input.choice, input.reason)
      return state()
    }),

    report: os.time.report.handler(({ input }) => sheetToReport(sheet(input.from, input.to))),

    timesheet: os.time.timesheet.handler(({ input }) => {
      const { offsetMinutes } = ports.clock.read()
      const first = localDate(input.from, offsetMinutes)
      const last = localDate(input.to - 1, offsetMinutes)
      return {
        fileName: `understudy-timesheet-${first}-to-${last}.csv`,
        mediaType: 'text/csv;charset=utf-8',
        text: sheetToCsv(sheet(input.from, input.to)),
      }
    }),
  }
}

function overlap(start: number, end: number, since: number): number {
  return Math.max(0, end - Math.max(start, since))
}
