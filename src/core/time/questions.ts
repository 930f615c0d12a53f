import type { TimedEvent } from '../../shared/domain/ledger.ts'
import { localDate } from '../../shared/rules/days.ts'

/** After a crash so much time may be missing without a question: less than it takes to answer one. */
const CRASH_ASKS_MS = 10_000
/** A question nobody has answered for so long is let go; corrections remain. */
const ASKED_FOR_MS = 3 * 86_400_000

/** Something only the expert knows: what a stretch of time was. `returned` is the entry that ended it. */
export type Question = {
  returned: number
  taskId: string
  kind: 'idle' | 'crash'
  from: number
  to: number
  ms: number
  /** Local date of its beginning, where the expert was then. */
  date: string
}

export type Questions = {
  add(entry: TimedEvent): void
  /** The oldest question that waits for an answer. */
  first(now: number): Question | undefined
}

/**
 * The questions a ledger leaves open, as a fold; so they outlast the desk that would have asked them.
 * @param idleMs how much idle time ended with an entry; sleep and locked time among it is not asked about
 */
export function createQuestions(idleMs: (seq: number) => number): Questions {
  const open = new Map<number, Question>()
  let idle: { wall: number } | undefined
  let last: TimedEvent | undefined

  function ask(entry: TimedEvent, kind: Question['kind'], from: number, ms: number): void {
    const { seq: returned, taskId, at } = entry
    const date = localDate(from, (last ?? entry).at.offsetMinutes)
    open.set(returned, { returned, taskId, kind, from, to: at.wall, ms, date })
  }

  function add(entry: TimedEvent): void {
    const { at } = entry
    switch (entry.kind) {
      case 'idle':
        idle ??= { wall: entry.data.since }
        break
      case 'returned':
      case 'stopped':
        if (idle !== undefined && (entry.kind === 'returned' || entry.data.by === 'idle')) {
          const ms = idleMs(entry.seq)
          if (ms > 0) ask(entry, 'idle', idle.wall, ms)
        }
        idle = undefined
        break
      case 'crashed': {
        const from = entry.data.seen?.wall ?? last?.at.wall ?? at.wall
        if (idle === undefined && at.wall - from >= CRASH_ASKS_MS) ask(entry, 'crash', from, at.wall - from)
        idle = undefined
        break
      }
      case 'started':
        idle = undefined
        break
      case 'answered':
        open.delete(entry.data.returned)
        break
      case 'corrected':
        if (entry.data.crash !== undefined) open.delete(entry.data.crash)
        break
      default:
    }
    last = entry
  }

  return {
    add,
    first: (now) => {
      for (const [seq, question] of open) {
        if (now - question.to <= ASKED_FOR_MS) return question
        open.delete(seq)
      }
      return undefined
    },
  }
}
