import type { Operation, OperationResult } from '../../shared/contract/hub.ts'
import { codeOf, nameOf } from '../../shared/rules/code-of.ts'
import type { HubContext } from '../context.ts'
import { expertsOfSoc, hasDeclined } from '../store/assignments.ts'
import type { Tx } from '../store/db.ts'
import { publish } from '../store/feed.ts'
import type { HubIdentity } from '../store/hub-identity.ts'
import { lockDistribution, lockExperts } from '../store/locks.ts'
import { type DoneOperation, insertOperations, type NewOperation, readOperations } from '../store/operations.ts'
import { insertSubmissions } from '../store/submissions.ts'
import { occupationOf } from '../store/tasks.ts'
import type { Entry } from './check-operation.ts'
import { readGroupFacts } from './group-facts.ts'
import { type Actor, type Outcome, outcomeToResult, refused, type Work } from './outcome.ts'
import { applySubmit } from './submit.ts'
import { applyDecline, applyExtend, applyTake } from './take.ts'

export type Entered = {
  readonly results: OperationResult[]
  /** Lanes whose later operations must wait. */
  readonly waiting: ReadonlySet<string>
}

const laneWaits: Outcome = { outcome: 'later', code: 'lane-waits' }
/** Postgres has no room on its disk. */
const DISK_FULL = '53100'
const keyReused = refused('key-reused', 'Another operation with this id was carried out before.')

/**
 * Enters operations in one transaction: all of them or, when something breaks, none.
 * @param group of one expert; one that declines stands alone
 * @param before lanes that wait already
 * @returns undefined when something broke and nothing was entered
 */
export async function enterGroup(
  context: HubContext,
  identity: HubIdentity,
  actor: Actor,
  group: readonly Entry[],
  before: ReadonlySet<string>,
): Promise<Entered | undefined> {
  try {
    return await context.db.transaction(async (tx) => {
      // All operations of one expert wait for each other here, so the same one sent twice at once finds itself done.
      const takesAgain = await hasDeclined(tx, actor.expertId, group.flatMap(taskThatIsTaken))
      if (takesAgain) await lockDistribution(tx)
      await lockExperts(tx, [actor.expertId, ...(await othersOf(tx, group))])
      const known: Map<string, DoneOperation> = await readOperations(
        tx,
        group.map(({ id }) => id),
      )
      const fresh = group.flatMap((entry) => ('operation' in entry && !known.has(entry.id) ? [entry.operation] : []))
      const submits = fresh.filter(({ kind }) => kind === 'submit')
      const facts = await readGroupFacts(tx, actor.expertId, fresh.map(taskOf), submits.map(taskOf))
      const work: Work = { context, identity, tx, actor, facts, takesAgain, submissions: [], news: new Map() }
      const waiting = new Set(before)
      const done: NewOperation[] = []
      const results: OperationResult[] = []
      for (const entry of group) {
        const outcome = waiting.has(entry.lane) ? laneWaits : await enter(work, entry, known)
        if (holdsLane(entry, outcome)) waiting.add(entry.lane)
        results.push(outcomeToResult(entry.id, outcome))
        // Only what was done is remembered: a refusal left nothing behind and may be put right.
        if (outcome.outcome !== 'done' || 'refusal' in entry || known.has(entry.id)) continue
        const row = doneRow(work, entry.operation, entry.hash, outcome)
        known.set(row.id, row)
        done.push(row)
      }
      await insertSubmissions(tx, work.submissions)
      await insertOperations(tx, done)
      await publish(tx, [...work.news.values()])
      return { results, waiting }
    })
  } catch (error) {
    const [only, ...more] = group
    const facts = { operations: group.length, code: codeOf(error) || nameOf(error) }
    if (only === undefined || more.length > 0) {
      context.log('warn', 'operations-failed-together', facts)
      return undefined
    }
    if (codeOf(error) === '23505') {
      // Two experts sent the same id at the same moment.
      const waiting = holdsLane(only, keyReused) ? new Set([...before, only.lane]) : before
      return { results: [outcomeToResult(only.id, keyReused)], waiting }
    }
    const isFull = codeOf(error) === DISK_FULL
    context.log('error', isFull ? 'no-room' : 'operation-failed', { ...facts, id: only.id })
    return undefined
  }
}

/**
 * Whether what became of an operation holds back what comes after it in its lane. Work is taken whatever became of the
 * take before it, so a decision that is refused holds nothing back.
 */
function holdsLane(
  { isDecision }: { readonly isDecision: boolean },
  { outcome }: { readonly outcome: Outcome['outcome'] },
): boolean {
  return outcome === 'later' || (outcome === 'refused' && !isDecision)
}

/** Declining hands the task on to others, so it takes their locks too, in the one order (store/locks.ts). */
async function othersOf(tx: Tx, [first]: readonly Entry[]): Promise<string[]> {
  if (first === undefined || 'refusal' in first || first.operation.kind !== 'decline') return []
  await lockDistribution(tx)
  const code = await occupationOf(tx, first.operation.taskId)
  return code === undefined ? [] : expertsOfSoc(tx, [code])
}

async function enter(work: Work, entry: Entry, known: ReadonlyMap<string, DoneOperation>): Promise<Outcome> {
  if ('refusal' in entry) return entry.refusal
  const { operation, hash, sent } = entry
  const before = known.get(operation.id)
  if (before === undefined) return apply(work, operation, sent)
  const isSame = before.expertId === work.actor.expertId && before.bodySha256.equals(hash)
  return isSame ? (JSON.parse(before.result) as Outcome) : keyReused
}

function apply(work: Work, operation: Operation, sent: string): Promise<Outcome> {
  switch (operation.kind) {
    case 'take':
      return applyTake(work, operation.taskId, operation.body)
    case 'decline':
      return applyDecline(work, operation.taskId, operation.body.reason)
    case 'extend':
      return applyExtend(work, operation.taskId, operation.body)
    case 'submit':
      return applySubmit(work, operation.body, sent, operation.receipt)
  }
}

function doneRow({ actor, context }: Work, operation: Operation, hash: Buffer, outcome: Outcome): NewOperation {
  return {
    id: operation.id,
    expertId: actor.expertId,
    deviceId: actor.deviceId,
    kind: operation.kind,
    taskId: operation.taskId,
    bodySha256: hash,
    result: JSON.stringify(outcome),
    at: context.clock.now(),
  }
}

function taskThatIsTaken(entry: Entry): string[] {
  return 'operation' in entry && entry.operation.kind === 'take' ? [entry.operation.taskId] : []
}

function taskOf({ taskId }: Operation): string {
  return taskId
}
