import { createHash } from 'node:crypto'
import { z } from 'zod'
import { Operation, type OperationResult } from '../../shared/contract/hub.ts'
import { Id } from '../../shared/domain/primitives.ts'
import { err, ok, type Result } from '../../shared/domain/result.ts'
import { canonicalJson } from '../../shared/rules/canonical-json.ts'
import type { HubContext } from '../context.ts'
import { expertsOfSoc } from '../store/assignments.ts'
import { codeOf, type Tx } from '../store/db.ts'
import type { HubIdentity } from '../store/hub-identity.ts'
import { lockDistribution, lockExperts } from '../store/locks.ts'
import { insertOperation, readOperation } from '../store/operations.ts'
import { occupationOf } from '../store/tasks.ts'
import { issuesToTexts } from '../words/issues-to-text.ts'
import { type Actor, type Outcome, outcomeToResult, refused } from './outcome.ts'
import { applySubmit } from './submit.ts'
import { applyDecline, applyExtend, applyTake } from './take.ts'

/** What is read of an operation before anything else: enough to answer for it and to know its lane. */
const Envelope = z.looseObject({
  id: Id,
  kind: z.unknown().optional(),
  taskId: z.unknown().optional(),
  body: z.unknown().optional(),
})
const busyMs = 3_000

/**
 * Carries out operations in their order, each in a transaction of its own. One that fails holds up the later ones of
 * its lane (its task), and no other.
 * @returns results in the same order, or the place of an entry that has no id to answer to
 */
export async function push(
  context: HubContext,
  identity: HubIdentity,
  actor: Actor,
  operations: readonly unknown[],
): Promise<Result<OperationResult[], { readonly index: number }>> {
  const envelopes = operations.map((raw) => Envelope.safeParse(raw))
  const bad = envelopes.findIndex((parsed) => !parsed.success)
  if (bad !== -1) return err({ index: bad })

  const results: OperationResult[] = []
  const waiting = new Set<string>()
  for (const parsed of envelopes) {
    if (!parsed.success) continue
    const { id, taskId } = parsed.data
    const lane = typeof taskId === 'string' ? taskId : id
    if (waiting.has(lane)) {
      results.push(outcomeToResult(id, { outcome: 'later', code: 'lane-waits' }))
      continue
    }
    const outcome = await carryOut(context, identity, actor, parsed.data)
    if (outcome.outcome === 'later' || (outcome.outcome === 'refused' && !isDecision(parsed.data))) waiting.add(lane)
    results.push(outcomeToResult(id, outcome))
  }
  return ok(results)
}

/** Work is taken whatever became of the take before it, so a decision that is refused holds nothing back. */
function isDecision({ kind }: RawOperation): boolean {
  return kind === 'take' || kind === 'decline' || kind === 'extend'
}

type RawOperation = z.infer<typeof Envelope>

async function carryOut(context: HubContext, identity: HubIdentity, actor: Actor, raw: RawOperation): Promise<Outcome> {
  const parsed = Operation.safeParse(raw)
  if (!parsed.success) return refused('bad-content', issuesToTexts(parsed.error).join('; '))
  const operation = parsed.data
  if (operation.kind === 'submit') {
    if (operation.body.id !== operation.id) return refused('bad-content', 'body.id: must be the id of the operation')
    if (operation.body.taskId !== operation.taskId) {
      return refused('bad-content', 'body.taskId: must be the task of the operation')
    }
  }
  const hash = contentHash(raw)
  if (hash === undefined) return refused('bad-content', 'It holds a text that is not well-formed Unicode.')
  try {
    return await context.db.transaction(async (tx) => {
      // Declining hands the task on to others, so it takes their locks too, in the one order (store/locks.ts).
      const others = operation.kind === 'decline' ? await lockNext(tx, operation.taskId) : []
      // All operations of one expert wait for each other here, so the same one sent twice at once finds itself done.
      await lockExperts(tx, [actor.expertId, ...others])
      const before = await readOperation(tx, operation.id)
      if (before !== undefined) {
        if (before.expertId === actor.expertId && before.bodySha256.equals(hash))
          return JSON.parse(before.result) as Outcome
        return refused('key-reused', 'Another operation with this id was carried out before.')
      }
      const outcome = await apply(context, identity, tx, actor, operation, raw.body)
      // Only what was done is remembered: a refusal left nothing behind and may be put right.
      if (outcome.outcome === 'done') {
        await insertOperation(tx, {
          id: operation.id,
          expertId: actor.expertId,
          deviceId: actor.deviceId,
          kind: operation.kind,
          taskId: operation.taskId,
          bodySha256: hash,
          result: JSON.stringify(outcome),
          at: context.clock.now(),
        })
      }
      return outcome
    })
  } catch (error) {
    // Two experts sent the same id at the same moment.
    if (codeOf(error) === '23505')
      return refused('key-reused', 'Another operation with this id was carried out before.')
    // One operation that trips the hub up must not block the others behind it.
    context.log('error', 'operation-failed', {
      id: operation.id,
      kind: operation.kind,
      code: codeOf(error) || nameOf(error),
    })
    return { outcome: 'later', code: 'busy', retryAfterMs: busyMs }
  }
}

async function lockNext(tx: Tx, taskId: string): Promise<string[]> {
  await lockDistribution(tx)
  const code = await occupationOf(tx, taskId)
  return code === undefined ? [] : expertsOfSoc(tx, [code])
}

function apply(
  context: HubContext,
  identity: HubIdentity,
  tx: Tx,
  actor: Actor,
  operation: Operation,
  sent: unknown,
): Promise<Outcome> {
  switch (operation.kind) {
    case 'take':
      return applyTake(context, tx, actor, operation.taskId, operation.body)
    case 'decline':
      return applyDecline(context, tx, actor, operation.taskId, operation.body.reason)
    case 'extend':
      return applyExtend(context, tx, actor, operation.taskId, operation.body)
    case 'submit':
      return applySubmit(context, identity, tx, actor, operation.body, sent)
  }
}

/** Undefined when the content has no canonical form. */
function contentHash(raw: unknown): Buffer | undefined {
  try {
    return createHash('sha256').update(canonicalJson(raw)).digest()
  } catch {
    return undefined
  }
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : 'unknown'
}
