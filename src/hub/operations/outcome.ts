import type { OperationResult, RefusalCode } from '../../shared/contract/hub.ts'
import type { z } from 'zod'
import type { Assignment } from '../../shared/domain/work.ts'
import type { HubContext } from '../context.ts'
import type { Tx } from '../store/db.ts'
import type { Publication } from '../store/feed.ts'
import type { HubIdentity } from '../store/hub-identity.ts'
import type { NewSubmission } from '../store/submissions.ts'
import type { GroupFacts } from './group-facts.ts'

export type Outcome =
  | { readonly outcome: 'done'; readonly receipt?: string; readonly assignment?: Assignment }
  | {
      readonly outcome: 'refused'
      readonly code: z.infer<typeof RefusalCode>
      readonly message: string
      readonly field?: string
    }
  | {
      readonly outcome: 'later'
      readonly code: 'lane-waits' | 'files-missing' | 'busy'
      readonly missing?: string[]
      readonly retryAfterMs?: number
    }

/** @param field the field of the task that it is about, where it is about one */
export function refused(code: z.infer<typeof RefusalCode>, message: string, field?: string): Outcome {
  return { outcome: 'refused', code, message: message.slice(0, 4000), ...(field === undefined ? {} : { field }) }
}

export function outcomeToResult(id: string, outcome: Outcome): OperationResult {
  return { id, ...outcome }
}

export type Actor = { readonly expertId: string; readonly deviceId: string }

/** What operations need on their way through a transaction. */
export type Work = {
  readonly context: HubContext
  readonly identity: HubIdentity
  readonly tx: Tx
  readonly actor: Actor
  readonly facts: GroupFacts
  /** Whether `lockDistribution` is held, because a task that was given back is taken again. */
  readonly takesAgain: boolean
  /** Work that was taken and is yet to be written, in its order; all of it is written at once. */
  readonly submissions: NewSubmission[]
  /** What the expert's desks will hear of, each thing once, in the order of its last change. */
  readonly news: Map<string, Publication>
}

/** Has the expert's desks hear of something when everything is entered. Operations never change what a task says. */
export function tell({ news, actor }: Work, kind: 'task' | 'submission', entityId: string, bytes: number): void {
  const key = `${kind}/${entityId}`
  news.delete(key)
  news.set(key, { expertId: actor.expertId, kind, entityId, bytes, assignmentOnly: kind === 'task' })
}
