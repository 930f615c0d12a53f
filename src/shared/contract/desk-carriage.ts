import { oc } from '@orpc/contract'
import { z } from 'zod'
import { Id, Instant } from '../domain/primitives.ts'

/** Files that travel by hand between this desk and a hub (docs/sealed-files.md). */

const none = z.object({})
const text = { data: z.object({ text: z.string() }) }
const base = oc.errors({
  DISK_FULL: text,
  STORE_FAILED: text,
  NOT_FOUND: text,
  /** The file is not made, or not read in; `text` says why and what helps. */
  REFUSED: { data: z.object({ code: z.string(), text: z.string() }) },
})

/** What was sealed, ready to be read out part by part. */
export const SavedOutbox = z.object({
  saveId: Id,
  fileName: z.string(),
  size: z.int(),
  tasks: z.int(),
  operations: z.int(),
  files: z.int(),
  /** Tasks whose work could not go with it, because a file of theirs is no longer on this computer. */
  leftOut: z.int(),
})
export type SavedOutbox = z.infer<typeof SavedOutbox>

/** What a file brought that was not here before. */
export const CarriedIn = z.object({
  kind: z.enum(['batch', 'receipts']),
  hubName: z.string(),
  madeAt: Instant,
  /** New or changed. */
  tasks: z.int(),
  files: z.int(),
  /** Of work that the hub has. */
  receipts: z.int(),
  /** What the hub refused; it stands in quarantine with the reason. */
  refused: z.int(),
  /** What the hub could not take yet; it goes on waiting here. */
  later: z.int(),
  /** Decisions on work that was handed in, or receipts that were known. */
  reports: z.int(),
  /** Changes that could not be read; they are kept. */
  unreadable: z.int(),
  /** News in it go on from a file that was not read in here, so they were left out. */
  newsLeftOut: z.boolean(),
})
export type CarriedIn = z.infer<typeof CarriedIn>

export const deskCarriage = {
  /** Seals what waits for a hub into a file. It may go by the wire as well; the hub enters it once. */
  save: base.input(z.object({ hubId: Id })).output(SavedOutbox),
  /** Bytes of it, as base64. */
  read: base
    .input(z.object({ saveId: Id, offset: z.int().min(0), length: z.int().min(1).max(2_000_000) }))
    .output(z.object({ bytes: z.string() })),
  /** Takes it away from the disk of the core: the window has it, or does not want it any more. */
  release: base.input(z.object({ saveId: Id })).output(none),
  /** Begins to read in a file. */
  begin: base.input(z.object({ size: z.int().min(1) })).output(z.object({ uploadId: Id, partBytes: z.int() })),
  /** Parts in order; `bytes` is base64. @returns how much is there, which is where the next part begins */
  part: base
    .input(z.object({ uploadId: Id, offset: z.int().min(0), bytes: z.string().max(2_800_000) }))
    .output(z.object({ received: z.int() })),
  /** Checks all of it, and then takes in what is new. */
  finish: base.input(z.object({ uploadId: Id })).output(CarriedIn),
  cancel: base.input(z.object({ uploadId: Id })).output(none),
}
