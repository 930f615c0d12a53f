import type { OutboxRow } from '../store/outbox-table.ts'

/** No lane is set back further: one that lies further ahead was set back by a clock that was wrong and is right again. */
export const LONGEST_WAIT_MS = 3_600_000

export type PushPlan = {
  /** What can go now, lanes in the order of their oldest operation, each lane in its own order. */
  readonly now: readonly OutboxRow[]
  /** When something that waits becomes due, or undefined when nothing does. */
  readonly nextAt: number | undefined
}

/**
 * Whether an operation lets the ones behind it in its lane go. A take, a giving back or a wish for more time that was
 * refused does: the hub takes in work whether or not it was told that the task was taken.
 */
function holdsNothing({ state, kind }: OutboxRow): boolean {
  return state === 'quarantined' && kind !== 'submit'
}

/**
 * Whether an operation is what its lane sends next, whatever it waits for.
 * @param open what is unsettled in the lane, in order of `seq`
 */
export function isFirstOfLane(open: readonly OutboxRow[], id: string): boolean {
  const first = open.find((row) => !holdsNothing(row))
  return first?.id === id && first.state !== 'quarantined'
}

/**
 * Chooses what to send. A lane (task) goes in order: an operation that waits or stands in quarantine holds back what
 * comes after it in its lane, and nothing in any other. With the first that finds no room the request is full.
 * @param open all unsettled operations of one hub in order of `seq`; read no further than needed
 * @param at now, wall clock
 * @param limits most operations and most bytes in one request
 * @param busy lanes whose last operations were answered, while the answer is yet to be stored
 */
export function planPush(
  open: Iterable<OutboxRow>,
  at: number,
  limits: { operations: number; bytes: number },
  busy: Iterable<number> = [],
): PushPlan {
  const held = new Set<number>(busy)
  const now: OutboxRow[] = []
  let nextAt: number | undefined
  let bytes = 0
  for (const operation of open) {
    if (held.has(operation.taskNo)) continue
    if (holdsNothing(operation)) continue
    if (operation.state === 'quarantined' || operation.awaitsFiles === 1) {
      held.add(operation.taskNo)
      continue
    }
    if (operation.nextAt > at && operation.nextAt - at <= LONGEST_WAIT_MS) {
      held.add(operation.taskNo)
      nextAt = Math.min(nextAt ?? operation.nextAt, operation.nextAt)
      continue
    }
    const fits = now.length < limits.operations && (now.length === 0 || bytes + operation.bytes <= limits.bytes)
    if (!fits) return { now, nextAt: at }
    now.push(operation)
    bytes += operation.bytes + 512
  }
  return { now, nextAt }
}

/** A request carries what the line takes in about this time, so that a bad line loses little when it breaks. */
const PUSH_MS = 10_000
export const FIRST_PUSH_BYTES = 200_000
export const LEAST_PUSH_BYTES = 16_000
/** While the hub enters one request the desk stores the answer to the last, so on a good line several are quicker. */
const MOST_PUSH_BYTES = 500_000

/**
 * @param limit what a request could carry until now
 * @param sent what the last one carried, in bytes
 * @param took how long that took, in milliseconds
 * @returns what the next one may carry
 */
export function nextPushBytes(limit: number, sent: number, took: number): number {
  // A small request took what question and answer take on any line, and says little of what this one could carry.
  if (sent < limit / 2 && took < PUSH_MS) return limit
  const fitting = (sent * PUSH_MS) / Math.max(took, 1)
  return Math.max(LEAST_PUSH_BYTES, Math.min(fitting, limit * 4, MOST_PUSH_BYTES))
}
