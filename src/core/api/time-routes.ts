import { isWritable } from '../../shared/rules/task-states.ts'
import { sheetToReport } from '../billing/report.ts'
import { createSheet } from '../billing/sheet.ts'
import { type Context, readSettings } from './context.ts'
import type { Implementer } from './implementer.ts'
import { rememberAwayHabit } from './away-habits.ts'
import { isBeyondDay } from './counted-time.ts'
import { createLedgerRoutes } from './ledger-routes.ts'
import { timesheetTasks } from './submitted-work.ts'
import { readTimeState } from './time-state.ts'

export function createTimeRoutes(os: Implementer, context: Context) {
  const { store, time, ports } = context
  /** A task that was paused by hand does not start again by itself. */
  let paused: string | undefined

  const state = () => readTimeState(context)

  const sheet = (from: number, to: number) =>
    createSheet({
      segments: time.segments(),
      corrections: time.corrections(),
      from,
      to,
      zone: ports.clock.read().zone,
      taskOf: timesheetTasks(context),
    })

  return {
    ...createLedgerRoutes(os, context),

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
      const running = time.running()?.taskId
      if (input.by === 'left' && input.taskId !== running) return state()
      paused = input.by === 'hand' ? running : undefined
      time.stop(input.by)
      return state()
    }),

    activity: os.time.activity.handler(({ input }) => {
      const { section, kind } = input
      if (time.running()?.taskId === input.taskId) {
        time.activity({ section, isReading: kind === 'reading' })
      } else if (kind !== 'reading' && readSettings(store).autoStartClock && paused !== input.taskId) {
        const head = store.tasks.head(input.taskId)
        if (head !== undefined && isWritable(head.state)) time.start(head.id, 'work', section)
      }
      return state()
    }),

    answer: os.time.answer.handler(({ input, errors }) => {
      const { returned, choice, keptMs, about, reason } = input
      const question = time.question()
      if (question?.returned !== returned) {
        // Another window was quicker, or the answer was lost: this one is no answer to the question that is next.
        const text = 'This is not asked any more: it was answered, or three days are over. The Time screen shows it.'
        throw errors.REFUSED({ data: { text } })
      }
      if (question.kind === 'crash' && choice !== 'drop') {
        // The desk may have been closed for days; all of it would be added to the day it ended on.
        const kept = choice === 'keep' ? question.ms : Math.min(keptMs ?? 0, question.ms)
        if (isBeyondDay(context, question.date, kept)) {
          const text =
            'A day has no more than 24 hours, all tasks together. Say how much of this time was work, or that none was.'
          throw errors.REFUSED({ data: { text } })
        }
      }
      const why = [about, reason].filter((part) => part !== undefined && part !== '').join(': ')
      time.answer(choice, why === '' ? undefined : why, keptMs)
      if (about !== undefined && choice !== 'split') rememberAwayHabit(store, { about, choice })
      return state()
    }),

    report: os.time.report.handler(({ input }) => sheetToReport(sheet(input.from, input.to))),
  }
}
