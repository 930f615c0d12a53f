/** A task as far as it matters to whether there is time for it. Lengths are in milliseconds. */
export type SittingTask = {
  readonly id: string
  readonly state: 'returned' | 'drafting' | 'taken' | 'offered'
  readonly estimateMs: number | undefined
  /** Worked on it so far, by the ledger. */
  readonly workMs: number
  /** Of a returned one: comments that are not marked as done. */
  readonly openComments: number
  /** Everything there is to read is on this computer. */
  readonly isHere: boolean
  readonly dueAt: number | undefined
}

/** Why a task fits: what is left by its estimate, its estimate as a whole, comments, or only the sending. */
export type SittingReason =
  | { readonly kind: 'left' | 'whole'; readonly ms: number }
  | { readonly kind: 'comments'; readonly count: number; readonly ms: number }
  | { readonly kind: 'over' | 'answered' }

export type SittingPick = { readonly id: string; readonly reason: SittingReason }

/** A comment takes about so long to answer; nobody has estimated it, and the reason says how many there are. */
export const COMMENT_MS = 5 * 60_000

const MINUTE = 60_000
const MOST = 6

/**
 * What one can do in a while: what was begun and is nearly done first, then what came back with few comments, then what
 * is new and fits as a whole. Each of them fits by itself; the one that takes least comes first in its group, and of two
 * that take as long the one that is due first.
 * @param minutes how long one has
 */
export function planSitting(tasks: readonly SittingTask[], minutes: number): SittingPick[] {
  const forMs = minutes * MINUTE
  const fitting = tasks.flatMap((task) => {
    const reason = task.isHere ? reasonOf(task) : undefined
    return reason !== undefined && lengthOf(reason) <= forMs ? [{ task, reason }] : []
  })
  return fitting
    .sort(
      (a, b) =>
        groups[a.task.state] - groups[b.task.state] ||
        lastOf(a.reason) - lastOf(b.reason) ||
        lengthOf(a.reason) - lengthOf(b.reason) ||
        (a.task.dueAt ?? Number.MAX_VALUE) - (b.task.dueAt ?? Number.MAX_VALUE),
    )
    .slice(0, MOST)
    .map(({ task, reason }) => ({ id: task.id, reason }))
}

const groups: Record<SittingTask['state'], number> = { drafting: 0, returned: 1, taken: 2, offered: 3 }

function reasonOf({ state, estimateMs, workMs, openComments }: SittingTask): SittingReason | undefined {
  if (state === 'returned') {
    return openComments === 0
      ? { kind: 'answered' }
      : { kind: 'comments', count: openComments, ms: openComments * COMMENT_MS }
  }
  if (estimateMs === undefined) return undefined
  const left = estimateMs - workMs
  if (workMs > 0 && left <= 0) return { kind: 'over' }
  return { kind: state === 'drafting' || workMs > 0 ? 'left' : 'whole', ms: Math.max(0, left) }
}

/** How long it would take; what is over its estimate may need only the end, and nobody knows. */
function lengthOf(reason: SittingReason): number {
  return 'ms' in reason ? reason.ms : 0
}

/** What nobody can tell the length of comes after what one can. */
function lastOf({ kind }: SittingReason): number {
  return kind === 'over' ? 1 : 0
}
