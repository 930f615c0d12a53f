import type { Replaced } from '../../shared/contract/desk-drafts.ts'
import { type FileRef, isKnownField, type KnownField } from '../../shared/domain/fields.ts'
import { filesOf } from '../../shared/rules/named-files.ts'
import { isWritable } from '../../shared/rules/task-states.ts'
import { type Attachments, createAttachments, freeName, tooManyText } from '../drafts/attachments.ts'
import { beginWriting, type Context, loadTask, type StoredTask } from './context.ts'
import type { Implementer } from './implementer.ts'
import { attachedFileOf, lostFilesToText } from './lost-files.ts'

/** Bytes of one part: small enough that a call never holds up the others for long. */
const PART_BYTES = 1_000_000

export function createFilesRoutes(os: Implementer, context: Context) {
  const { store, drafts, events } = context
  const attachments: Attachments = createAttachments(store, context.newId)
  const gone = { data: { text: 'This task is not on this computer.' } }

  function attachedTo(taskNo: number, field: string): FileRef[] {
    return filesOf(drafts.values(taskNo)[field])
  }

  function isClosed(taskId: string | undefined): boolean {
    const head = taskId === undefined ? undefined : store.tasks.head(taskId)
    return head !== undefined && !isWritable(head.state)
  }

  return {
    begin: os.files.begin.handler(async ({ input, errors }) => {
      const stored = loadTask(store, input.taskId)
      const field = fieldOf(stored, input.field)
      if (stored === undefined || field?.kind !== 'files') throw errors.NOT_FOUND(gone)
      const { head } = stored
      if (!isWritable(head.state)) {
        throw errors.WRONG_STATE({ data: { state: head.state, text: 'This work cannot be changed now.' } })
      }
      const maxBytes = store.hubs.get(head.hubId)?.fileBytes ?? Number.POSITIVE_INFINITY
      const { replaces } = input
      const present = without(attachedTo(head.no, input.field), replaces)
      const target = { taskId: head.id, field, present, maxBytes }
      const begun = await attachments.begin(target, input)
      if (!begun.ok) throw errors.REFUSED({ data: { text: begun.error } })
      return { uploadId: begun.value, partBytes: PART_BYTES }
    }),

    part: os.files.part.handler(({ input, errors }) => {
      const received = attachments.part(input.uploadId, input.offset, Buffer.from(input.bytes, 'base64'))
      if (received === undefined)
        throw errors.NOT_FOUND({ data: { text: 'The adding of this file was ended. Add it again.' } })
      return { received }
    }),

    finish: os.files.finish.handler(async ({ input, errors }) => {
      // The work may have been sent, or closed by the hub, since the file was begun.
      const closed = { data: { text: 'This work cannot be changed now, so the file was not added.' } }
      if (isClosed(attachments.taskOf(input.uploadId))) {
        attachments.cancel(input.uploadId)
        throw errors.REFUSED(closed)
      }
      const finished = await attachments.finish(input.uploadId)
      if (!finished.ok) throw errors.REFUSED({ data: { text: finished.error } })
      const { taskId, field, replaces, again } = finished.value
      const head = store.tasks.head(taskId)
      if (head === undefined) throw errors.NOT_FOUND(gone)
      if (isClosed(taskId)) throw errors.REFUSED(closed)
      // Another window may have added files since this one was begun.
      const present = attachedTo(head.no, field)
      const others = without(present, replaces)
      const version = drafts.open(head.no, taskId).fields[field]?.version ?? 0
      const before = others.find(({ sha256 }) => sha256 === finished.value.file.sha256)
      if (again && before !== undefined && others.length === present.length) {
        return { file: before, version, value: present }
      }
      const asked = fieldOf(loadTask(store, taskId), field)
      if (asked?.kind === 'files' && others.length >= asked.maxFiles) {
        throw errors.REFUSED({ data: { text: tooManyText(asked) } })
      }
      const file = { ...finished.value.file, name: freeName(finished.value.file.name, others) }
      const value = withFile(present, file, replaces)
      if (value === undefined) {
        throw errors.REFUSED({ data: { text: `${file.name} was taken out meanwhile, so nothing takes its place.` } })
      }
      const burst = {
        taskId,
        field,
        version,
        session: input.session,
        edits: [{ change: { value }, origin: 'set' as const }],
      }
      const edited = drafts.edit(head.no, 'value', burst, () => {
        beginWriting(store, head)
      })
      if (!edited.ok) throw errors.REFUSED({ data: { text: 'The file could not be added. Add it again.' } })
      events.emit({ topic: 'draft', taskId, field, version: edited.value.version, session: input.session })
      events.emit({ topic: 'task', taskId })
      return { file, version: edited.value.version, value }
    }),

    cancel: os.files.cancel.handler(({ input }) => {
      attachments.cancel(input.uploadId)
      return {}
    }),

    read: os.files.read.handler(async ({ input, errors }) => {
      if (input.offset === 0 && !(await attachments.isWhole(input.sha256)) && store.files.get(input.sha256)?.made) {
        throw errors.NOT_FOUND({ data: { text: lostFilesToText([attachedFileOf(store, input.sha256)]) } })
      }
      const { here, size, bytes } = attachments.read(input.sha256, input.offset, input.length)
      return { here, size, bytes: Buffer.from(bytes).toString('base64') }
    }),
  }
}

function fieldOf(stored: StoredTask | undefined, key: string): KnownField | undefined {
  return stored?.task.fields.filter(isKnownField).find((field) => field.key === key)
}

/** What stays where one of them is to be replaced. */
function without(files: readonly FileRef[], replaces: Replaced | undefined): FileRef[] {
  return files.filter((file) => replaces === undefined || !isFile(file, replaces))
}

function isFile(file: FileRef, { name, sha256 }: Pick<FileRef, 'name' | 'sha256'>): boolean {
  return file.name === name && file.sha256 === sha256
}

/** @returns undefined where the file whose place is taken is not there any more */
function withFile(files: readonly FileRef[], file: FileRef, replaces: Replaced | undefined): FileRef[] | undefined {
  if (replaces === undefined) return [...files, file]
  const place = files.findIndex((one) => isFile(one, replaces))
  return place === -1 ? undefined : files.toSpliced(place, 1, file)
}
