import { createHash } from 'node:crypto'
import { z } from 'zod'
import { Operation } from '../../shared/contract/hub.ts'
import { Id } from '../../shared/domain/primitives.ts'
import { canonicalJson, canonicalObject } from '../../shared/rules/canonical-json.ts'
import { type Patience, readBounded, TOO_MUCH_TO_SAY } from '../../shared/rules/read-bounded.ts'
import { issuesToTexts } from '../words/issues-to-text.ts'
import { type Outcome, refused } from './outcome.ts'

/** What is read of an operation before anything else: enough to answer for it and to know its lane. */
export const Envelope = z.looseObject({
  id: Id,
  kind: z.unknown().optional(),
  taskId: z.unknown().optional(),
  body: z.unknown().optional(),
})
export type Envelope = z.infer<typeof Envelope>

type Known = { readonly id: string; readonly lane: string; readonly isDecision: boolean }
/**
 * An operation that has its form, with the canonical form of its body as it came (so with what a newer desk added) and
 * the hash of the whole, or why it can never be entered.
 */
export type Entry = Known &
  ({ readonly operation: Operation; readonly sent: string; readonly hash: Buffer } | { readonly refusal: Outcome })

/**
 * How much of the operations of one request that do not fit is gone through to say why: a desk checks what it sends, so
 * it never comes to that, and nobody else waits for long.
 */
export function patienceForRequest(): Patience {
  return { parts: 20_000 }
}

/** Holds an operation against its schema. @param patience of the whole request */
export function checkOperation(raw: Envelope, patience: Patience): Entry {
  const { id, taskId, kind } = raw
  const known = {
    id,
    lane: typeof taskId === 'string' ? taskId : id,
    isDecision: isDecision(kind),
  }
  const badContent = (message: string): Entry => ({ ...known, refusal: refused('bad-content', message) })
  const read = readBounded(Operation, raw, patience)
  if (!read.ok)
    return badContent(read.error === undefined ? `It ${TOO_MUCH_TO_SAY}.` : issuesToTexts(read.error).join('; '))
  const operation = read.value
  if (operation.kind === 'submit') {
    if (operation.body.id !== id) return badContent('body.id: must be the id of the operation')
    if (operation.body.taskId !== operation.taskId) return badContent('body.taskId: must be the task of the operation')
  }
  const canonical = canonicalOf(raw)
  if (canonical === undefined) return badContent('It holds a text that is not well-formed Unicode.')
  const hash = createHash('sha256').update(canonical.operation).digest()
  return { ...known, operation, sent: canonical.body, hash }
}

/** Undefined when the content has no canonical form. */
function canonicalOf(raw: Envelope): { operation: string; body: string } | undefined {
  // The receipt of an earlier time is no part of what is handed in.
  const { receipt: _, body, ...head } = raw
  try {
    const text = canonicalJson(body)
    const rest = Object.entries(head).map(([key, member]) => [key, canonicalJson(member)] as const)
    return { operation: canonicalObject([...rest, ['body', text]]), body: text }
  } catch {
    return undefined
  }
}

/** Whether an operation says what the expert decided, and is no work. */
function isDecision(kind: unknown): boolean {
  return kind === 'take' || kind === 'decline' || kind === 'extend'
}
