import type { OperationResult } from '../../shared/contract/hub.ts'
import { err, ok, type Result } from '../../shared/domain/result.ts'
import type { HubContext } from '../context.ts'
import type { HubIdentity } from '../store/hub-identity.ts'
import { checkOperation, type Entry, Envelope, patienceForRequest } from './check-operation.ts'
import { enterGroup } from './enter-group.ts'
import { type Actor, type Outcome, outcomeToResult } from './outcome.ts'

const busy: Outcome = { outcome: 'later', code: 'busy', retryAfterMs: 3_000 }

/**
 * Carries out operations in their order. One that fails holds up the later ones of its lane (its task), and no other.
 * They are entered together, which costs one commit; where that breaks, each goes alone, so that the one that trips the
 * hub up cannot block the others.
 * @param waiting lanes that wait already; those that wait from here on are added to it
 * @returns results in the same order, or the place of an entry that has no id to answer to
 */
export async function push(
  context: HubContext,
  identity: HubIdentity,
  actor: Actor,
  operations: readonly unknown[],
  waiting = new Set<string>(),
): Promise<Result<OperationResult[], { readonly index: number }>> {
  const envelopes = operations.map((raw) => Envelope.safeParse(raw))
  const bad = envelopes.findIndex((parsed) => !parsed.success)
  if (bad !== -1) return err({ index: bad })
  const patience = patienceForRequest()
  const entries = envelopes.flatMap((parsed) => (parsed.success ? [checkOperation(parsed.data, patience)] : []))

  const results: OperationResult[] = []
  // Where the database is away, each would wait for a connection, hundreds one after the other, long after the desk left.
  let isAway = false
  for (const group of groupsOf(entries)) {
    const together = isAway ? undefined : await enterGroup(context, identity, actor, group, waiting)
    if (together !== undefined) {
      addAll(waiting, together.waiting)
      results.push(...together.results)
      continue
    }
    isAway ||= await isGone(context)
    for (const entry of group) {
      const alone = isAway ? undefined : await enterGroup(context, identity, actor, [entry], waiting)
      if (alone === undefined) isAway ||= await isGone(context)
      results.push(...(alone?.results ?? [outcomeToResult(entry.id, busy)]))
      addAll(waiting, alone?.waiting ?? [entry.lane])
    }
  }
  return ok(results)
}

function addAll(lanes: Set<string>, more: Iterable<string>): void {
  for (const lane of more) lanes.add(lane)
}

/** Also where it answers, and has no room for what waits for a lock. */
async function isGone({ db }: HubContext): Promise<boolean> {
  return db
    .transaction((tx) => tx.query('select 1'))
    .then(
      () => false,
      () => true,
    )
}

/** Declining hands the task on to others and takes their locks too, so it goes alone. */
function groupsOf(entries: readonly Entry[]): Entry[][] {
  const groups: Entry[][] = []
  let isOpen = false
  for (const entry of entries) {
    const isAlone = 'operation' in entry && entry.operation.kind === 'decline'
    if (isOpen && !isAlone) groups.at(-1)?.push(entry)
    else groups.push([entry])
    isOpen = !isAlone
  }
  return groups
}
