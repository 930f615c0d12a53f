import { z } from 'zod'
import { Duration, Id, Instant } from '../domain/primitives.ts'
import { ReviewDecision } from '../domain/work.ts'

/** What a desk has handed in beside what its hubs have proven to hold, and what came from a hub and could not be read. */

/**
 * How what is kept here and what the hub holds stand to each other. They agree when a receipt, signed by the hub's own
 * key, names the hash of exactly what is kept here; anything less does not.
 */
export const Agreement = z.enum([
  'agrees',
  /** It has not left this computer. */
  'not-sent',
  /** It has left and no answer has come. */
  'no-answer',
  /** The hub refused it, or its receipt proves nothing. */
  'held',
  /** The hub speaks of it and has not proven that it holds the same. */
  'unproven',
])
export type Agreement = z.infer<typeof Agreement>

export const ReconcileRow = z.object({
  /** Of the submission. */
  id: Id,
  taskId: Id,
  title: z.string(),
  hubName: z.string(),
  agreement: Agreement,
  /** Why it does not agree, in the expert's words. */
  reason: z.string().optional(),
  mine: z.object({
    sentAt: Instant,
    /** What was written, and the files with it, in bytes. */
    bytes: z.int(),
    files: z.int(),
    claimedMs: Duration,
    sha256: z.string(),
  }),
  /** When the hub received it, by its receipt. */
  hub: z.object({ receivedAt: Instant, late: z.boolean(), verified: z.boolean() }).optional(),
  review: z.object({ decision: ReviewDecision, at: Instant }).optional(),
})
export type ReconcileRow = z.infer<typeof ReconcileRow>

export const ReconcileShow = z.enum(['all', 'disagreeing'])
export type ReconcileShow = z.infer<typeof ReconcileShow>

export const ReconcilePage = z.object({
  /** Rows in the list that was asked for. */
  total: z.int(),
  /** In all, and of these how many do not agree. */
  counts: z.object({ all: z.int(), disagreeing: z.int() }),
  rows: z.array(ReconcileRow),
})
export type ReconcilePage = z.infer<typeof ReconcilePage>

/** Which change: the newest of one thing takes the place of an older one. */
export const RefusedChangeKey = z.object({ hubId: Id, kind: z.string().max(64), entityId: z.string().max(64) })
export type RefusedChangeKey = z.infer<typeof RefusedChangeKey>

export const RefusedChangeView = RefusedChangeKey.extend({
  hubName: z.string(),
  at: Instant,
  /** What is wrong with it, for whoever mends it. */
  reason: z.string(),
  bytes: z.int(),
})
export type RefusedChangeView = z.infer<typeof RefusedChangeView>
