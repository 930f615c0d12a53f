import type { CorrectionWish, DayView } from '../../shared/contract/desk-time.ts'
import { canonicalJson } from '../../shared/rules/canonical-json.ts'
import { localDate } from '../../shared/rules/days.ts'
import { dayTasks, happeningsOf, segmentsOfDays } from '../../shared/rules/day-view.ts'
import { segmentsToStrip } from '../../shared/rules/day-strip.ts'
import type { Context } from './context.ts'
import { countedOn, isBeyondDay } from './counted-time.ts'
import type { Implementer } from './implementer.ts'
import { createSectionLabels } from './section-labels.ts'
import { readSpan } from './time-span.ts'

const MINUTE = 60_000

/** The ledger as the Time screen shows it, its check, and corrections. */
export function createLedgerRoutes(os: Implementer, context: Context) {
  const { store, time, ports } = context

  function day(date: string): DayView {
    const segments = segmentsOfDays(time.segments(), date, date)
    const corrections = time.corrections().filter((correction) => correction.date === date)
    const labels = createSectionLabels(store)
    const tasks = dayTasks(segments, corrections).map(({ sections, ...task }) => {
      const names = labels(task.taskId)
      const parts = sections.map((one) => ({ ...one, label: names.labelOf(one.section) }))
      return { ...task, title: names.title, programme: names.programme, sections: parts }
    })
    return {
      date,
      zone: ports.clock.read().zone,
      pieces: segmentsToStrip(segments),
      happenings: happeningsOf(time.happenings(), date),
      corrections,
      tasks,
    }
  }

  /**
   * A correction is given by whole minutes, time goes by seconds: what is less than the last of them is all there is. Else
   * forty seconds on a wrong task could never be taken off, and would be paid as a quarter of an hour where it is rounded.
   */
  function upToAll(input: CorrectionWish): CorrectionWish {
    if (input.change === 'add') return input
    const counted = countedOn(context, input.taskId, input.date)
    return counted > 0 && counted < input.ms && input.ms - counted < MINUTE ? { ...input, ms: counted } : input
  }

  /** @returns why a correction cannot be taken, in the expert's words */
  function refusal({ taskId, change, date, ms, to }: CorrectionWish): string | undefined {
    const { wall, offsetMinutes } = ports.clock.read()
    const today = localDate(wall, offsetMinutes)
    if ([date, to?.date ?? date].some((one) => one > today)) return 'This day has not come yet.'
    if (change === 'move') {
      if (to === undefined) return 'Say where the time is to go.'
      if (to.taskId === taskId && to.date === date) return 'The time is there already.'
      if (store.tasks.head(to.taskId) === undefined) return 'The other task is not on this computer.'
    }
    if (change !== 'add' && countedOn(context, taskId, date) < ms) return 'So much time does not count on this day.'
    // What is moved within a day makes it no longer.
    const gains = change === 'add' ? date : change === 'move' && to?.date !== date ? to?.date : undefined
    if (gains !== undefined && isBeyondDay(context, gains, ms)) {
      return 'A day has no more than 24 hours, all tasks together.'
    }
    return undefined
  }

  return {
    day: os.time.day.handler(({ input }) => day(input.date)),

    span: os.time.span.handler(({ input }) => readSpan(context, input.first, input.last)),

    verify: os.time.verify.handler(({ input }) => time.verify(input.again)),

    correct: os.time.correct.handler(({ input, errors }) => {
      if (store.tasks.head(input.taskId) === undefined) {
        throw errors.NOT_FOUND({ data: { text: 'This task is not on this computer.' } })
      }
      const { id, to, ...rest } = input
      const wish = { ...rest, wish: id, ...(rest.change === 'move' && to !== undefined ? { to } : {}) }
      const known = time.correctedFor(id)
      if (known !== undefined) {
        // Asked again because the answer was lost; `upToAll` may have made the first wish smaller by less than a minute.
        const less = known.change === 'add' ? 0 : wish.ms - known.ms
        const ms = less > 0 && less < MINUTE ? known.ms : wish.ms
        if (canonicalJson(known) === canonicalJson({ ...wish, ms })) return {}
        throw errors.REFUSED({
          data: { text: 'This was corrected already, as you said it first. Look at the day again.' },
        })
      }
      const taken = upToAll(input)
      const text = refusal(taken)
      if (text !== undefined) throw errors.REFUSED({ data: { text } })
      time.correct({ ...wish, ms: taken.ms })
      return {}
    }),
  }
}
