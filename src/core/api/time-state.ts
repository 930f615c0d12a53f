import type { TimeMark } from '../../shared/contract/desk-time.ts'
import type { TimeState } from '../../shared/contract/desk-views.ts'
import { Rate } from '../../shared/domain/money.ts'
import { daySumsByTask, sumOfDays } from '../../shared/rules/day-sums.ts'
import { localDate } from '../../shared/rules/days.ts'
import { readAwayHabits } from './away-habits.ts'
import { type Context, readSettings } from './context.ts'
import { parseStored } from '../store/stored-json.ts'

const DAY = 86_400_000
const MINUTE = 60_000
/** From here on a measure is near. */
const NEAR = 70

/** What the clock in the window shows. */
export function readTimeState(context: Context): TimeState {
  const { store, time, ports, allowances } = context
  const now = ports.clock.read()
  const { todayMs, weekMs } = countDays(context, now)
  const running = time.running()
  const question = time.question()
  const titleOf = (taskId: string): string => store.tasks.head(taskId)?.title ?? ''
  const taskMs = running === undefined ? 0 : (time.workByTask().get(running.taskId) ?? 0)
  const { dayLimitMinutes, weekLimitMinutes } = readSettings(store)
  return {
    asOf: now.wall,
    todayMs,
    weekMs,
    marks: [
      ...(running === undefined ? [] : taskMarks(context, running.taskId, taskMs)),
      ...ownMark('day', dayLimitMinutes, todayMs),
      ...ownMark('week', weekLimitMinutes, weekMs),
    ],
    ...(running === undefined
      ? {}
      : { running: { ...running, ...allowances.limits(running.taskId), title: titleOf(running.taskId), taskMs } }),
    ...(question === undefined
      ? {}
      : { question: { ...question, title: titleOf(question.taskId), habits: readAwayHabits(store) } }),
  }
}

/** As the Time screen counts. */
function countDays({ time }: Context, now: { wall: number; offsetMinutes: number }) {
  const today = localDate(now.wall, now.offsetMinutes)
  const noon = Date.parse(`${today}T12:00:00Z`)
  // Weeks begin on Monday (ISO 8601).
  const monday = localDate(noon - ((new Date(noon).getUTCDay() + 6) % 7) * DAY, 0)
  const sunday = localDate(Date.parse(`${monday}T12:00:00Z`) + 6 * DAY, 0)
  let todayMs = 0
  let weekMs = 0
  for (const days of daySumsByTask(time.segments(), time.corrections(), monday, sunday).values()) {
    weekMs += sumOfDays(days)
    todayMs += Math.max(0, days.get(today) ?? 0)
  }
  return { todayMs, weekMs }
}

/** How near a task is to the most that is paid for it, and to what it was thought to take. */
function taskMarks({ store }: Context, taskId: string, workMs: number): TimeMark[] {
  const head = store.tasks.head(taskId)
  const row = head === undefined ? undefined : store.taskList.row(head.no)
  if (row === undefined) return []
  const rate = Rate.parse(parseStored(row.rate))
  const capMs = rate.type === 'hourly' ? rate.capMs : undefined
  return [...mark('cap', capMs, workMs), ...mark('estimate', row.estimateMs ?? undefined, workMs)]
}

function mark(of: 'cap' | 'estimate', limitMs: number | undefined, workMs: number): TimeMark[] {
  if (limitMs === undefined || limitMs === 0 || workMs * 100 < limitMs * NEAR) return []
  return [{ of, part: workMs >= limitMs ? 100 : NEAR, limitMs, workMs }]
}

/** The expert's own limits are told of when they are reached, not before. */
function ownMark(of: 'day' | 'week', minutes: number, workMs: number): TimeMark[] {
  const limitMs = minutes * MINUTE
  return minutes === 0 || workMs < limitMs ? [] : [{ of, part: 100, limitMs, workMs }]
}
