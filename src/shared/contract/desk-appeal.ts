import { oc } from '@orpc/contract'
import { z } from 'zod'
import { Duration, Id } from '../domain/primitives.ts'
import { TaskState } from '../domain/work.ts'

/** Appeal packs: one file to show how some tasks were worked on (docs/timesheets.md). */

const text = { data: z.object({ text: z.string() }) }
const base = oc.errors({ DISK_FULL: text, STORE_FAILED: text, NOT_FOUND: text })

/** A task that has something to show: time in the ledger, or work that was handed in. */
export const AppealableTask = z.object({
  taskId: Id,
  title: z.string(),
  programme: z.string(),
  state: TaskState,
  workMs: Duration,
})
export type AppealableTask = z.infer<typeof AppealableTask>

export const MadeAppeal = z.object({
  /** To be read out part by part with `carriage.read`. */
  saveId: Id,
  fileName: z.string(),
  size: z.int(),
  /** Entries of the ledger in it, and how many of them can be read. */
  entries: z.int(),
  open: z.int(),
})
export type MadeAppeal = z.infer<typeof MadeAppeal>

export const deskAppeal = {
  /** Those that were not accepted or came back first, then by title. */
  tasks: base.input(z.object({})).output(z.array(AppealableTask)),
  make: base.input(z.object({ taskIds: z.array(Id).min(1).max(1000) })).output(MadeAppeal),
}
