import { z } from 'zod'
import { type Field, isLoggedAsText } from '../../shared/domain/fields.ts'
import { ANSWERS } from '../../shared/rules/comment-answers.ts'
import { NOTES_FIELD } from '../../shared/rules/notes.ts'
import { isWritable } from '../../shared/rules/task-states.ts'
import type { Store } from '../store/open-store.ts'
import type { TaskHead } from '../store/tasks-table.ts'
import { beginWriting, type Context } from './context.ts'
import { tellOfTasks } from './event-hub.ts'
import type { Implementer } from './implementer.ts'
import { parseStored } from '../store/stored-json.ts'

/** Checkpoints wait for a pause in typing. */
const SETTLE_AFTER_MS = 2_000

export function createDraftsRoutes(os: Implementer, context: Context) {
  const { store, drafts, events, ports } = context
  const fieldKinds = createFieldKinds(store)
  const gone = { data: { text: 'This task is not on this computer.' } }
  let cancelSettle = (): void => {}

  return {
    open: os.drafts.open.handler(({ input, errors }) => {
      const head = store.tasks.head(input.taskId)
      if (head === undefined) throw errors.NOT_FOUND(gone)
      return drafts.open(head.no, head.id)
    }),

    edit: os.drafts.edit.handler(({ input, errors }) => {
      const head = store.tasks.head(input.taskId)
      const isNotes = input.field === NOTES_FIELD
      const kind = head === undefined ? undefined : isNotes ? 'text' : fieldKinds.of(head).get(input.field)
      if (head === undefined || kind === undefined) throw errors.NOT_FOUND(gone)
      // Private notes are the expert's own, whatever becomes of the task.
      if (!isNotes && !isWritable(head.state)) {
        throw errors.WRONG_STATE({
          data: { state: head.state, text: 'This work is on its way or closed and cannot be changed now.' },
        })
      }
      const result = drafts.edit(head.no, kind, input, () => {
        if (isNotes) return
        beginWriting(store, head)
      })
      if (!result.ok) {
        if (result.error.code === 'BEHIND') throw errors.BEHIND({ data: { version: result.error.version } })
        throw errors.BAD_EDIT({ data: { text: result.error.text } })
      }
      if (head.state === 'taken' && !isNotes) tellOfTasks(events, [head.id])
      const { version } = result.value
      events.emit({ topic: 'draft', taskId: head.id, field: input.field, version, session: input.session })
      cancelSettle()
      cancelSettle = ports.timers.after(SETTLE_AFTER_MS, () => drafts.settle())
      return result.value
    }),

    since: os.drafts.since.handler(({ input, errors }) => {
      const head = store.tasks.head(input.taskId)
      if (head === undefined) throw errors.NOT_FOUND(gone)
      return { edits: drafts.since(head.no, input.field, input.version, input.branch) }
    }),

    at: os.drafts.at.handler(({ input, errors }) => {
      const head = store.tasks.head(input.taskId)
      const found = head === undefined ? undefined : drafts.at(head.no, input.field, input.version, input.branch)
      if (found === undefined) throw errors.NOT_FOUND(gone)
      return 'text' in found ? { text: found.text } : { value: found.value }
    }),

    saveView: os.drafts.saveView.handler(({ input, errors }) => {
      const head = store.tasks.head(input.taskId)
      if (head === undefined) throw errors.NOT_FOUND(gone)
      drafts.saveView(head.no, input.view)
      return {}
    }),
  }
}

/** How the log keeps each field of a task; kept in memory, because every key asks for it. */
function createFieldKinds(store: Store): { of(head: TaskHead): ReadonlyMap<string, 'text' | 'value'> } {
  const known = new Map<string, ReadonlyMap<string, 'text' | 'value'>>()
  const Fields = z.object({ fields: z.array(z.custom<Field>()) })
  return {
    of: (head) => {
      const key = `${head.no} ${head.revision}`
      let kinds = known.get(key)
      if (kinds === undefined) {
        const { fields } = Fields.parse(parseStored(store.tasks.content(head.no)?.content ?? '{"fields":[]}'))
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
