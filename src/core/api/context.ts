import { z } from 'zod'
import { type DeskEvent, Settings } from '../../shared/contract/desk.ts'
import { type Field, isLoggedAsText } from '../../shared/domain/fields.ts'
import { Batch, Programme, Task } from '../../shared/domain/task.ts'
import { Assignment } from '../../shared/domain/work.ts'
import { ANSWERS } from '../../shared/rules/comment-answers.ts'
import type { Drafts } from '../drafts/create-drafts.ts'
import type { CorePorts } from '../ports.ts'
import type { Store } from '../store/open-store.ts'
import type { TaskHead } from '../store/tasks-table.ts'
import type { WordIndexer } from '../store/word-index.ts'
import { readStored } from '../store/read-stored.ts'
import type { FeedOutcome } from '../sync/apply-feed.ts'
import { moveTask } from '../sync/task-facts.ts'
import type { TimeKeeper } from '../time/time-keeper.ts'
import type { TaskAllowances } from './allowances.ts'
import type { Connections } from './connections.ts'
import type { BackupKeeper } from './backup-keeper.ts'
import type { EventHub } from './event-hub.ts'

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
  readonly deviceId: string
  readonly suggestedHub: string | undefined
  /** Tells everyone what a feed has brought, by the wire or in a file. */
  readonly feedArrived: (outcome: FeedOutcome, caughtUp: boolean) => void
}

/** The whole task as it is stored. */
export type StoredTask = { head: TaskHead; task: Task; assignment: Assignment; batch: Batch; programme: Programme }

/** @returns undefined where there is no such task, or its batch or programme has not come yet */
export function loadTask(store: Store, taskId: string): StoredTask | undefined {
  const head = store.tasks.head(taskId)
  const stored = head === undefined ? undefined : store.tasks.content(head.no)
  const batchText = head === undefined ? undefined : store.feed.batch(head.batchId)
  if (head === undefined || stored === undefined || batchText === undefined) return undefined
  const batch = Batch.parse(JSON.parse(batchText))
  const programmeText = store.feed.programme(batch.programmeId)
  if (programmeText === undefined) return undefined
  return {
    head,
    batch,
    task: Task.parse(JSON.parse(stored.content)),
    assignment: Assignment.parse(JSON.parse(stored.assignment)),
    programme: Programme.parse(JSON.parse(programmeText)),
  }
}

/** The guideline in force when a draft begins stays the draft's own, whatever changes while it is written. */
export function beginWriting(store: Store, head: TaskHead): void {
  moveTask(store, head, { kind: 'edit' })
  if (head.guidelineVersion !== null) return
  const programme = loadTask(store, head.id)?.programme
  if (programme !== undefined) store.tasks.setGuidelineVersion(head.no, programme.guideline.version)
}

/** The field kinds of a task, kept in memory because every key asks for them. */
export function createFieldKinds(store: Store): { of(head: TaskHead): ReadonlyMap<string, 'text' | 'value'> } {
  const known = new Map<string, ReadonlyMap<string, 'text' | 'value'>>()
  const Fields = z.object({ fields: z.array(z.custom<Field>()) })
  return {
    of: (head) => {
      const key = `${head.no} ${head.revision}`
      let kinds = known.get(key)
      if (kinds === undefined) {
        const { fields } = Fields.parse(JSON.parse(store.tasks.content(head.no)?.content ?? '{"fields":[]}'))
        // Answers to a reviewer stand beside what the fields hold.
        kinds = new Map([
          ...fields.map((field) => [field.key, isLoggedAsText(field) ? 'text' : 'value'] as const),
          [ANSWERS, 'text'] as const,
        ])
        if (known.size > 200) known.clear()
        known.set(key, kinds)
      }
      return kinds
    },
  }
}

export function readSettings(store: Store): Settings {
  return readStored(Settings, store.meta.get('settings')) ?? Settings.parse({})
}

/** Something about one task changed: its own page and every list. */
export function emitTask(events: { emit(event: DeskEvent): void }, taskId: string): void {
  events.emit({ topic: 'task', taskId })
  events.emit({ topic: 'tasks' })
}
