import { isStructuredField } from '../../shared/domain/fields.ts'
import type { Authorship } from '../../shared/domain/authorship.ts'
import type { Branch, DraftChoices } from '../../shared/contract/desk-versions.ts'
import { areNotesDue, NOTES_FIELD, NOTES_KEPT_MS } from '../../shared/rules/notes.ts'
import { isWritable } from '../../shared/rules/task-states.ts'
import { createVersions, FIRST_WAY } from '../drafts/versions.ts'
import { readAuthorship } from '../drafts/written.ts'
import type { TaskHead } from '../store/tasks-table.ts'
import { type Context, loadTask, type StoredTask } from './context.ts'
import type { Implementer } from './implementer.ts'

/** Timeline, names and ways of the drafts, and how they were written. */
export function createVersionsRoutes(os: Implementer, context: Context) {
  const { store, drafts, events, newId, ports } = context
  const versions = createVersions(store)
  const gone = { data: { text: 'This is not on this computer.' } }

  /** @returns the number of the field's row */
  function rowOf({ taskId, field, branch }: { taskId: string; field: string; branch?: number | undefined }) {
    const head = store.tasks.head(taskId)
    const row = head === undefined ? undefined : versions.rowOf(head.no, field, branch)
    return head === undefined || row === undefined ? undefined : { head, row }
  }

  /** The way of a field that a wish has begun: its first edit has a session of its own. */
  function begunBy(taskNo: number, field: string, session: string): Branch | undefined {
    return versions
      .branches(taskNo, field)
      .find(({ branch, from }) => from !== undefined && store.drafts.logged(branch, 0, 1)[0]?.session === session)
  }

  function closed({ state }: TaskHead) {
    return { data: { state, text: 'This work is on its way or closed and cannot be changed now.' } }
  }

  function choicesOf(no: number): DraftChoices {
    const chosen = store.versions.choices(no)
    const notes = store.drafts.field(no, NOTES_FIELD)
    const hasNotes = notes !== undefined && versions.at(notes.no, Number.MAX_SAFE_INTEGER).text.trim() !== ''
    const delivered = store.submissions.ofTask(no).find(({ receipt }) => receipt !== null)
    const isDue = areNotesDue(delivered?.finishedAt, chosen?.keepNotesUntil ?? 0, ports.clock.read().wall)
    return { attachAuthorship: chosen?.attach === 1, notesDue: hasNotes && isDue }
  }

  return {
    timeline: os.versions.timeline.handler(({ input, errors }) => {
      const found = rowOf(input)
      if (found === undefined) throw errors.NOT_FOUND(gone)
      return versions.timeline(found.head.no, input.field, found.row)
    }),
    at: os.versions.at.handler(({ input, errors }) => {
      const found = rowOf(input)
      if (found === undefined) throw errors.NOT_FOUND(gone)
      return versions.at(found.row, input.version)
    }),
    run: os.versions.run.handler(({ input, errors }) => {
      const found = rowOf(input)
      if (found === undefined) throw errors.NOT_FOUND(gone)
      return versions.run(found.row, input.from, input.count)
    }),
    past: os.versions.past.handler(({ input, errors }) => {
      const found = rowOf(input)
      if (found === undefined) throw errors.NOT_FOUND(gone)
      return versions.past(found.row, input.version)
    }),

    name: os.versions.name.handler(({ input, errors }) => {
      const head = store.tasks.head(input.taskId)
      if (head === undefined) throw errors.NOT_FOUND(gone)
      const named = input.at === undefined ? undefined : rowOf({ taskId: input.taskId, ...input.at })
      if (input.at !== undefined && named === undefined) throw errors.NOT_FOUND(gone)
      const of = named === undefined ? versions.versionsNow(head.no) : { [String(named.row)]: input.at?.version ?? 0 }
      // Asked again because the answer was lost.
      if (input.id !== undefined && store.versions.rename(head.no, input.id, input.name)) return { id: input.id }
      const id = input.id ?? newId()
      const at = ports.clock.read().wall
      store.versions.addName(head.no, { id, name: input.name, at, versions: JSON.stringify(of) })
      return { id }
    }),
    rename: os.versions.rename.handler(({ input, errors }) => {
      const head = store.tasks.head(input.taskId)
      if (head === undefined || !store.versions.rename(head.no, input.id, input.name)) throw errors.NOT_FOUND(gone)
      return {}
    }),
    unname: os.versions.unname.handler(({ input, errors }) => {
      const head = store.tasks.head(input.taskId)
      if (head === undefined || !store.versions.dropName(head.no, input.id)) throw errors.NOT_FOUND(gone)
      return {}
    }),

    startBranch: os.versions.startBranch.handler(({ input, errors }) => {
      const found = rowOf(input)
      if (found === undefined) throw errors.NOT_FOUND(gone)
      const { head, row } = found
      if (!isWritable(head.state)) throw errors.WRONG_STATE(closed(head))
      const { field } = input
      const session = input.id ?? newId()
      const before = begunBy(head.no, field, session)
      if (before !== undefined) {
        // Asked again because the answer was lost.
        store.versions.nameBranch(before.branch, input.name)
        return { ...before, name: input.name }
      }
      const { text, version } = versions.at(row, input.version)
      // Its log begins with the text it goes on from, also where that is empty, so that edit 0 is always that.
      const changes = text === '' ? [] : [[0, ...text.split('\n')]]
      const edits = [{ change: { changes }, origin: 'restored' as const }]
      let no = 0
      const began = drafts.begin(head.no, 'text', () => {
        const madeAt = ports.clock.read().wall
        if (store.versions.branches(head.no, field).length === 0) {
          const first = { no: row, name: FIRST_WAY, fromNo: null, fromVersion: 0, madeAt, isCurrent: 1 }
          store.versions.addBranch(head.no, field, first)
        }
        no = store.versions.addWay(head.no, field)
        const branch = { no, name: input.name, fromNo: row, fromVersion: version, madeAt, isCurrent: 0 }
        store.versions.addBranch(head.no, field, branch)
        store.versions.setCurrent(head.no, field, no)
        return { taskId: head.id, field, branch: no, version: 0, session, edits }
      })
      if (!began.ok) throw new Error('a way could not begin')
      events.emit({ topic: 'branch', taskId: head.id, field })
      const made = versions.branches(head.no, field).find(({ branch }) => branch === no)
      if (made === undefined) throw new Error('a way that was made is not there')
      return made
    }),
    switchBranch: os.versions.switchBranch.handler(({ input, errors }) => {
      const found = rowOf(input)
      if (found === undefined) throw errors.NOT_FOUND(gone)
      if (!isWritable(found.head.state)) throw errors.WRONG_STATE(closed(found.head))
      store.transaction(() => store.versions.setCurrent(found.head.no, input.field, found.row))
      events.emit({ topic: 'branch', taskId: input.taskId, field: input.field })
      return {}
    }),
    renameBranch: os.versions.renameBranch.handler(({ input, errors }) => {
      const found = rowOf(input)
      if (found === undefined) throw errors.NOT_FOUND(gone)
      store.versions.nameBranch(found.row, input.name)
      return {}
    }),

    written: os.versions.written.handler(async ({ input, errors }) => {
      const stored = loadTask(store, input.taskId)
      if (stored === undefined) throw errors.NOT_FOUND(gone)
      return authorshipOf(context, stored)
    }),
    choices: os.versions.choices.handler(({ input, errors }) => {
      const head = store.tasks.head(input.taskId)
      if (head === undefined) throw errors.NOT_FOUND(gone)
      return choicesOf(head.no)
    }),
    choose: os.versions.choose.handler(({ input, errors }) => {
      const head = store.tasks.head(input.taskId)
      if (head === undefined) throw errors.NOT_FOUND(gone)
      const { attachAuthorship, keepNotes } = input
      const before = store.versions.choices(head.no)
      const keepUntil = keepNotes === true ? ports.clock.read().wall + NOTES_KEPT_MS : (before?.keepNotesUntil ?? 0)
      store.versions.setChoices(head.no, attachAuthorship ?? before?.attach === 1, keepUntil)
      return choicesOf(head.no)
    }),
  }
}

/** How the fields of a task were written: what the page shows, and what is sent where the expert attaches it. */
export function authorshipOf({ store }: Pick<Context, 'store'>, { head, task }: StoredTask): Promise<Authorship> {
  const keys = new Map(task.fields.map((field) => [field.key, { isStructured: isStructuredField(field) }]))
  keys.delete(NOTES_FIELD)
  return readAuthorship(store, head.no, keys)
}
