import { z } from 'zod'
import { Duration, Instant, Key } from './primitives.ts'

const characters = z.int().min(0)

/**
 * How the characters of one text that stand in it now came into it. Only counts: never the keys, never words that are
 * not in the text. They add up to `length` (UTF-16 code units, as the editor counts).
 */
export const FieldAuthorship = z.object({
  length: characters,
  typed: characters,
  /** Pasted or dropped, by where it had been copied. */
  pasted: z.object({
    material: characters,
    draft: characters,
    outside: characters,
    /** The desk does not know from where. */
    unknown: characters,
  }),
  /** Cut or dragged from one place of the task to another. */
  moved: characters,
  /** Brought back from an earlier version. */
  restored: characters,
  /** Written by the desk itself at a press of the expert. */
  set: characters,
})
export type FieldAuthorship = z.infer<typeof FieldAuthorship>

/** A stretch of writing without a long break. */
export const WritingSession = z.object({
  from: Instant,
  lengthMs: Duration,
  edits: z.int().min(0),
  /** Characters that were put in, also those taken out again. */
  entered: characters,
})
export type WritingSession = z.infer<typeof WritingSession>

/** How the work of one task was written, as its expert may show it. Made from the edit log (`rules/authorship.ts`). */
export const Authorship = z.object({
  authorship: z.literal(1),
  fields: z.record(Key, FieldAuthorship),
  /** In their order; neighbours are put together where there are very many. */
  sessions: z.array(WritingSession).max(500),
})
export type Authorship = z.infer<typeof Authorship>
