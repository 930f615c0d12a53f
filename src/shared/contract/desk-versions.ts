import { oc } from '@orpc/contract'
import { z } from 'zod'
import { Authorship } from '../domain/authorship.ts'
import { Id, Instant, Json, Key, Line } from '../domain/primitives.ts'
import { TaskState } from '../domain/work.ts'
import { EditOrigin } from './desk-drafts.ts'

/** What a window asks about the versions of a draft: its timeline, its ways, and how it was written. */

const text = z.object({ text: z.string() })
const read = oc.errors({ NOT_FOUND: { data: text } })
const write = oc.errors({
  NOT_FOUND: { data: text },
  DISK_FULL: { data: text },
  STORE_FAILED: { data: text },
  WRONG_STATE: { data: z.object({ state: TaskState, text: z.string() }) },
})
const none = z.object({})
const version = z.int().min(0)
/** A field, in the way of it that is current where `branch` is left out. */
const place = z.object({ taskId: Id, field: Key, branch: z.int().optional() })

/** One way a field was tried; `branch` is its number. The first way has no `from`. */
export const Branch = z.object({
  branch: z.int(),
  name: z.string(),
  isCurrent: z.boolean(),
  from: z.object({ branch: z.int(), version }).optional(),
  madeAt: Instant.optional(),
  /** How many edits it has. */
  versions: version,
})
export type Branch = z.infer<typeof Branch>

export const TimelinePoint = z.object({ version, at: Instant, length: z.int().min(0) })
export type TimelinePoint = z.infer<typeof TimelinePoint>

export const TimelineMark = z.object({
  version,
  at: Instant,
  kind: z.enum(['session', 'pasted', 'sent', 'returned', 'accepted', 'rejected', 'name']),
  /** Its name, or the characters that were pasted. */
  label: z.string().optional(),
  /** Of a name. */
  id: Id.optional(),
})
export type TimelineMark = z.infer<typeof TimelineMark>

/** At most some 500 points, however long the log is. */
export const Timeline = z.object({
  branch: z.int(),
  /** Edits in all: the newest version. */
  versions: version,
  points: z.array(TimelinePoint),
  marks: z.array(TimelineMark),
  branches: z.array(Branch),
})
export type Timeline = z.infer<typeof Timeline>

/** An edit before the opening, with what takes it back, so that a window can undo it. */
export const PastEdit = z.object({
  at: Instant,
  origin: EditOrigin,
  changes: Json,
  inverse: Json,
  selection: z.object({ anchor: z.int().min(0), head: z.int().min(0) }).optional(),
})
export type PastEdit = z.infer<typeof PastEdit>

export const RunEdit = z.object({ at: Instant, changes: Json })
export type RunEdit = z.infer<typeof RunEdit>

/** What the expert has decided about a task's record. */
export const DraftChoices = z.object({
  attachAuthorship: z.boolean(),
  /** The private notes may go: their time after the delivery is over. Nothing is cleared without a press. */
  notesDue: z.boolean(),
})
export type DraftChoices = z.infer<typeof DraftChoices>

export const deskVersions = {
  timeline: read.input(place).output(Timeline),
  /** The text after the first `version` edits. */
  at: read.input(place.extend({ version })).output(z.object({ version, text: z.string(), at: Instant.optional() })),
  /** Edits from number `from` on, as many as go into one message, for a replay. `next` is where to go on. */
  run: read
    .input(place.extend({ from: version, count: z.int().min(1).max(5000).default(2000) }))
    .output(z.object({ edits: z.array(RunEdit), next: version })),
  /** The last edits before `version` and what takes them back, for undo beyond the opening. */
  past: read.input(place.extend({ version })).output(z.object({ from: version, edits: z.array(PastEdit) })),
  /**
   * Names the version of one field, or of all fields as they stand now. The id is the window's own: named again after a
   * lost answer it is one name, as it was said last.
   */
  name: write
    .input(
      z.object({
        taskId: Id,
        id: Id.optional(),
        name: Line(120),
        at: place.omit({ taskId: true }).extend({ version }).optional(),
      }),
    )
    .output(z.object({ id: Id })),
  rename: write.input(z.object({ taskId: Id, id: Id, name: Line(120) })).output(none),
  unname: write.input(z.object({ taskId: Id, id: Id })).output(none),
  /** Tries a field another way, from a version on; the new way is current. By its id it is begun once, as a name is. */
  startBranch: write.input(place.extend({ version, id: Id.optional(), name: Line(120) })).output(Branch),
  /** Goes on in another way of the field, which is then what is sent. */
  switchBranch: write.input(z.object({ taskId: Id, field: Key, branch: z.int() })).output(none),
  renameBranch: write.input(z.object({ taskId: Id, field: Key, branch: z.int(), name: Line(120) })).output(none),
  /** How the work was written: just what would be sent. */
  written: read.input(z.object({ taskId: Id })).output(Authorship),
  choices: read.input(z.object({ taskId: Id })).output(DraftChoices),
  choose: write
    .input(z.object({ taskId: Id, attachAuthorship: z.boolean().optional(), keepNotes: z.boolean().optional() }))
    .output(DraftChoices),
}
