import type { Section } from '../../shared/domain/ledger.ts'
import { Batch, Programme, type Task } from '../../shared/domain/task.ts'
import { sectionReadingMs } from '../../shared/rules/reading.ts'
import type { Store } from '../store/open-store.ts'
import { readStored } from '../store/read-stored.ts'
import type { Allowances } from '../time/time-keeper.ts'
import { parseStored } from '../store/stored-json.ts'

/** What counts as idle where a task's programme is not known. */
const UNKNOWN = { idleMs: 180_000, readingWordsPerMinute: 200 }
const BatchNote = Batch.pick({ note: true })
const Limits = Programme.pick({ idleMs: true, readingWordsPerMinute: true })

export type ProgrammeLimits = { readonly idleMs: number; readonly readingWordsPerMinute: number }

export type TaskAllowances = Allowances & { limits(taskId: string): ProgrammeLimits }

/** The limits of a task's programme, and how long its parts take to read. */
export function createAllowances(store: Store): TaskAllowances {
  // The clock asks every few seconds; a programme with its terms may be long to read.
  const read = new Map<string, { text: string; limits: ProgrammeLimits }>()
  let lengths: { taskId: string; revision: number; bySection: Map<Section, number> } | undefined

  function limits(taskId: string): ProgrammeLimits {
    const head = store.tasks.head(taskId)
    const row = head === undefined ? undefined : store.taskList.row(head.no)
    const text = row === undefined ? undefined : store.feed.programme(row.programmeId)
    if (row === undefined || text === undefined) return UNKNOWN
    const known = read.get(row.programmeId)
    if (known?.text === text) return known.limits
    const found = readStored(Limits, text) ?? UNKNOWN
    read.set(row.programmeId, { text, limits: found })
    return found
  }

  function noteOf(taskNo: number): string {
    const row = store.taskList.row(taskNo)
    return (row === undefined ? undefined : readStored(BatchNote, store.feed.batch(row.batchId))?.note) ?? ''
  }

  /** Words are counted once for each part of the task that is open. */
  function readingMs(taskId: string, section: Section | undefined): number {
    if (section === undefined) return 0
    const head = store.tasks.head(taskId)
    if (head === undefined) return 0
    if (lengths?.taskId !== taskId || lengths.revision !== head.revision) {
      lengths = { taskId, revision: head.revision, bySection: new Map() }
    }
    let ms = lengths.bySection.get(section)
    if (ms === undefined) {
      const content = store.tasks.content(head.no)?.content
      const task = content === undefined ? undefined : (parseStored(content) as Task)
      const note = section === 'brief' ? noteOf(head.no) : ''
      ms = task === undefined ? 0 : sectionReadingMs(task, section, limits(taskId).readingWordsPerMinute, note)
      lengths.bySection.set(section, ms)
    }
    return ms
  }

  return { idleMs: (taskId) => limits(taskId).idleMs, readingMs, limits }
}
