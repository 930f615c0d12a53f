import { z } from 'zod'
import { Id, Instant, Sha256 } from '../domain/primitives.ts'
import { TaskState } from '../domain/work.ts'

/** Files on their way, what is wholly here, and going offline for a while, as the window shows them. Sizes in bytes. */

const Sum = z.object({ files: z.int(), bytes: z.int() })

export const CarrySettings = z.object({
  /** This link costs by the byte: large files wait until the expert lets them go. */
  metered: z.boolean().default(false),
  /** Above this a file waits on a metered link. */
  holdAbove: z.int().min(0).max(Number.MAX_SAFE_INTEGER).default(10_000_000),
})
export type CarrySettings = z.infer<typeof CarrySettings>

/** What of the settings to change. */
export const CarryWish = z.object({
  metered: z.boolean().optional(),
  holdAbove: z.int().min(0).max(Number.MAX_SAFE_INTEGER).optional(),
})

export const CarriedFile = z.object({
  direction: z.enum(['up', 'down']),
  sha256: Sha256,
  name: z.string(),
  taskId: Id,
  taskTitle: z.string(),
  size: z.int(),
  /** Bytes that have travelled. */
  done: z.int(),
  state: z.enum(['moving', 'waiting', 'held', 'refused']),
  /** Why it was refused, in the expert's words. */
  reason: z.string().optional(),
  nextAttemptAt: Instant.optional(),
})
export type CarriedFile = z.infer<typeof CarriedFile>

/** How far the files have come that a piece of finished work waits for. */
export const LaneFiles = z.object({
  /** The lane's operation. */
  id: Id,
  files: z.int(),
  /** Files that are wholly at the hub. */
  up: z.int(),
  bytes: z.int(),
  /** Bytes that have gone up; after a restart those that the hub is known to have. */
  done: z.int(),
  /**
   * Some move now; or what they wait for: the expert's word on a metered link, the network that the expert has turned
   * off, a hub that is not reached, another file that goes first, or only their next turn.
   */
  state: z.enum(['moving', 'held', 'offline', 'no-hub', 'behind', 'soon']),
})
export type LaneFiles = z.infer<typeof LaneFiles>

const Way = z.object({ files: z.int(), bytes: z.int(), done: z.int() })
export const CarryOverview = z.object({
  settings: CarrySettings,
  up: Way,
  down: Way,
  /** Large files that wait for the expert's word. */
  held: Sum,
  /** The first hundred of them, those that move first. */
  files: z.array(CarriedFile),
  /** The lanes that wait for files of theirs, in the order they go. */
  lanes: z.array(LaneFiles),
})
export type CarryOverview = z.infer<typeof CarryOverview>

/** Whether everything of a batch, or of a task, is on this computer. */
export const BatchReadiness = z.object({
  batchId: Id,
  title: z.string(),
  programme: z.string(),
  tasks: z.int(),
  /** Texts and files together. */
  bytes: z.int(),
  missing: Sum,
})
export type BatchReadiness = z.infer<typeof BatchReadiness>

export const OfflineWish = z.object({
  /** When the expert will be back. */
  backBy: Instant,
  /** How much may be fetched. */
  roomBytes: z.int().min(0).max(Number.MAX_SAFE_INTEGER),
  /** How many of the tasks on offer to take along at most. */
  newTasks: z.int().min(0).max(500),
})
export type OfflineWish = z.infer<typeof OfflineWish>

export const OfflinePlan = z.object({
  tasks: z.array(
    z.object({
      taskId: Id,
      title: z.string(),
      state: TaskState,
      /** On offer now, and taken with this plan. */
      isNew: z.boolean(),
      dueAt: Instant.optional(),
      /** To be fetched for it, beyond what the tasks before it bring. */
      bytes: z.int(),
    }),
  ),
  /** To be fetched for all of them. */
  bytes: z.int(),
  /** Tasks whose files the room does not hold, and what the first of them are called: of thousands nobody reads more. */
  noRoom: z.object({ tasks: z.int(), titles: z.array(z.string()) }),
})
export type OfflinePlan = z.infer<typeof OfflinePlan>

export const OfflineTask = z.object({
  taskId: Id,
  title: z.string(),
  state: TaskState,
  dueAt: Instant.optional(),
  /** What is not ready, and why. */
  problems: z.array(z.string()),
  /** Worth knowing, and no hindrance. */
  notes: z.array(z.string()),
})
export type OfflineTask = z.infer<typeof OfflineTask>

export const OfflineStatus = z.object({
  wish: OfflineWish,
  startedAt: Instant,
  tasks: z.array(OfflineTask),
  missing: Sum,
  /** The last time every file was read and held against its hash, and how many there were. */
  proof: z.object({ at: Instant, files: z.int(), bytes: z.int() }).optional(),
  /** Everything is here, was held against its hash, and can be opened without the network. */
  isReady: z.boolean(),
})
export type OfflineStatus = z.infer<typeof OfflineStatus>
