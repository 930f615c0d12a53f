import { z } from 'zod'
import { Correction, Segment } from '../domain/ledger.ts'
import { Rate, Rounding } from '../domain/money.ts'
import { Duration, Id, Instant, Sha256 } from '../domain/primitives.ts'
import { Jws, Review, TaskState } from '../domain/work.ts'

/** What an appeal pack is made of (docs/timesheets.md): one file to show how some tasks were worked on and handed in. */

export const APPEAL_FORMAT = 'understudy-appeal'
export const appealManifestName = 'manifest.json'
export const appealPackName = 'pack.json'
/** The whole chain, an entry a line: of other tasks only its place in it. */
export const appealLedgerName = 'ledger.jsonl'
export const appealPageName = 'index.html'
export const appealPaperName = 'appeal.pdf'

/** Under which name what was handed in lies in the pack, byte for byte as its hash was taken. */
export function appealWorkName(submissionId: string): string {
  return `work/${submissionId}.json`
}

/** Every member but the manifest itself. */
export const AppealManifest = z.object({
  format: z.literal(APPEAL_FORMAT),
  version: z.literal(1),
  madeAt: Instant,
  members: z.array(z.object({ name: z.string().max(80), size: z.int().min(0), sha256: Sha256 })).max(10_000),
})
export type AppealManifest = z.infer<typeof AppealManifest>

/** An entry of another task: nothing of it but its link in the chain. */
export const ClosedLine = z.strictObject({ seq: z.int().min(1), prevHash: Sha256, hash: Sha256 })
/** An entry of a chosen task. `data` is as it was hashed, so that an older program reads what a newer one wrote. */
export const OpenLine = ClosedLine.extend({
  kind: z.string().max(40),
  taskId: Id,
  data: z.record(z.string(), z.unknown()),
  at: z.strictObject({
    wall: z.number(),
    mono: z.number(),
    boot: z.string(),
    zone: z.string(),
    offsetMinutes: z.number(),
  }),
})
export type OpenLine = z.infer<typeof OpenLine>
export const LedgerLine = z.union([OpenLine, ClosedLine])
export type LedgerLine = z.infer<typeof LedgerLine>

export const AppealSubmission = z.object({
  id: Id,
  hubId: Id,
  finishedAt: Instant,
  contentSha256: Sha256,
  claimedMs: Duration,
  receipt: Jws.optional(),
  /** As the hub has told it. Hubs sign receipts, not reviews. */
  review: Review.optional(),
})
export type AppealSubmission = z.infer<typeof AppealSubmission>

export const AppealTask = z.object({
  id: Id,
  title: z.string(),
  programme: z.string(),
  operator: z.string(),
  occupation: z.string(),
  state: TaskState,
  rate: Rate,
  rounding: Rounding,
  /** Working time in milliseconds: by the clock, and as corrected. */
  clockMs: Duration,
  workMs: Duration,
  /** What follows from the entries in this pack by the rules of docs/decisions/0009. */
  segments: z.array(Segment),
  corrections: z.array(Correction),
  /** Oldest first. */
  submissions: z.array(AppealSubmission),
})
export type AppealTask = z.infer<typeof AppealTask>

export const AppealPack = z.object({
  format: z.literal(APPEAL_FORMAT),
  version: z.literal(1),
  madeAt: Instant,
  zone: z.string(),
  worker: z.object({ name: z.string(), email: z.string() }),
  ledger: z.object({
    entries: z.int().min(0),
    open: z.int().min(0),
    head: Sha256.optional(),
    /** The first entry that does not hold, as the desk found it when it made this. */
    brokenAt: z.int().min(1).optional(),
  }),
  hubs: z.array(z.object({ id: Id, name: z.string(), publicKey: z.string(), expertId: Id })),
  tasks: z.array(AppealTask),
})
export type AppealPack = z.infer<typeof AppealPack>
