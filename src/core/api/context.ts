import { z } from 'zod'
import { Settings, SettingsChange } from '../../shared/contract/desk.ts'
import { Batch, Programme, Task } from '../../shared/domain/task.ts'
import { Assignment } from '../../shared/domain/work.ts'
import { safeFileName } from '../../shared/rules/file-name.ts'
import type { Drafts } from '../drafts/create-drafts.ts'
import type { CorePorts } from '../ports.ts'
import type { Store } from '../store/open-store.ts'
import type { TaskHead } from '../store/tasks-table.ts'
import type { WordIndexer } from '../store/word-index.ts'
import { parseStored } from '../store/stored-json.ts'
import type { FeedOutcome } from '../sync/apply-feed.ts'
import { moveTask } from '../sync/task-facts.ts'
import type { TimeKeeper } from '../time/time-keeper.ts'
import type { TaskAllowances } from './allowances.ts'
import type { Connections } from './connections.ts'
import type { BackupKeeper } from './backup-keeper.ts'
import { type EventHub, tellOfTasks } from './event-hub.ts'

/** What the procedures work with. */
export type Context = {
  readonly store: Store
  readonly ports: CorePorts
  readonly drafts: Drafts
  readonly time: TimeKeeper
  readonly allowances: TaskAllowances
  readonly connections: Connections
  readonly indexer: WordIndexer
  readonly events: EventHub
  readonly backups: BackupKeeper
  /** Closes the desk and opens it again. */
  readonly reopen: () => void
  readonly newId: () => string
  readonly version: string
  readonly sampleFolder: string
  /** Of what is printed. */
  readonly fontFolder: string
  readonly deviceId: string
  readonly suggestedHub: string | undefined
  /** Tells everyone what a feed has brought, by the wire or in a file. */
  readonly feedArrived: (outcome: FeedOutcome, caughtUp: boolean) => void
}

/** The whole task as it is stored. */
export type StoredTask = { head: TaskHead; task: Task; assignment: Assignment; batch: Batch; programme: Programme }

/** @returns undefined where there is no such task, or its batch or programme has not come yet */
export function loadTask(store: Store, taskId: string): StoredTask | undefined {
  return createTaskLoader(store)(taskId)
}

/**
 * Loads many tasks, one after the other, as `loadTask` does. What they have in common, a programme with its guideline, is
 * read once. Made for each answer, so that what has changed since is seen.
 */
export function createTaskLoader(store: Store): (taskId: string) => StoredTask | undefined {
  const batchOf = readOnce(Batch, (id) => store.feed.batch(id))
  const programmeOf = readOnce(Programme, (id) => store.feed.programme(id))
  return (taskId) => {
    const head = store.tasks.head(taskId)
    const stored = head === undefined ? undefined : store.tasks.content(head.no)
    const batch = head === undefined ? undefined : batchOf(head.batchId)
    const programme = batch === undefined ? undefined : programmeOf(batch.programmeId)
    if (head === undefined || stored === undefined || batch === undefined || programme === undefined) return undefined
    return {
      head,
      batch,
      task: withPlainNames(Task.parse(parseStored(stored.content))),
      assignment: Assignment.parse(parseStored(stored.assignment)),
      programme,
    }
  }
}

/**
 * A file is named as it is saved: with marks of direction in its name, which a hub may send, an `.exe` looked like a `.pdf`
 * until somebody had it among their downloads.
 */
function withPlainNames(task: Task): Task {
  const materials = task.materials.map((material) => {
    if (material.kind !== 'file') return material
    return { ...material, file: { ...material.file, name: safeFileName(material.file.name) } }
  })
  return { ...task, materials }
}

function readOnce<S extends z.ZodType>(schema: S, textOf: (id: string) => string | undefined) {
  const known = new Map<string, z.output<S>>()
  return (id: string): z.output<S> | undefined => {
    if (known.has(id)) return known.get(id)
    const text = textOf(id)
    if (text === undefined) return undefined
    const value = schema.parse(parseStored(text))
    known.set(id, value)
    return value
  }
}

/** The guideline in force when a draft begins stays the draft's own, whatever changes while it is written. */
export function beginWriting(store: Store, head: TaskHead): void {
  moveTask(store, head, { kind: 'edit' })
  if (head.guidelineVersion !== null) return
  const programme = loadTask(store, head.id)?.programme
  if (programme !== undefined) store.tasks.setGuidelineVersion(head.no, programme.guideline.version)
}

/** Each by itself: one that a newer Understudy has chosen takes no other with it, and stays for when that is back. */
export function readSettings(store: Store): Settings {
  const known = Object.entries(storedSettings(store)).filter(([name, value]) => {
    return SettingsChange.safeParse({ [name]: value }).success
  })
  return Settings.parse(Object.fromEntries(known))
}

export function saveSettings(store: Store, change: z.infer<typeof SettingsChange>): void {
  store.meta.setJson('settings', { ...storedSettings(store), ...change })
}

function storedSettings(store: Store): Record<string, unknown> {
  return store.meta.getJson('settings', z.record(z.string(), z.unknown())) ?? {}
}

/** What waits of a task for its hub has changed: its page, the lists and the Sync screen are told. */
export function tellOfLane({ events }: Pick<Context, 'events'>, taskId: string): void {
  tellOfTasks(events, [taskId])
  events.emit({ topic: 'sync' })
}

/** The same where something of it is to be sent now. */
export function wakeLane(context: Pick<Context, 'events' | 'connections'>, { id, hubId }: TaskHead): void {
  tellOfLane(context, id)
  context.connections.wake(hubId)
}
