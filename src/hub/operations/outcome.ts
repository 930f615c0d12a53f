import type { OperationResult, RefusalCode } from '../../shared/contract/hub.ts'
import type { z } from 'zod'
import type { Assignment } from '../../shared/domain/work.ts'

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

/** One operation on its way through a transaction. */
export type Actor = { readonly expertId: string; readonly deviceId: string }
