import { createHash } from 'node:crypto'
import type { FieldValues } from '../../shared/domain/fields.ts'
import type { Submission } from '../../shared/domain/work.ts'
import { canonicalJson } from '../../shared/rules/canonical-json.ts'
import { sendCheck } from '../../shared/rules/send-check.ts'
import type { SubmissionRow } from '../store/submissions-table.ts'
import type { TaskHead } from '../store/tasks-table.ts'
import { type Context, emitTask, isWritable, loadTask, type StoredTask } from './context.ts'
import type { Implementer } from './implementer.ts'
import { rowOf } from './tasks-routes.ts'

/** What is around the content in a request. */
const ENVELOPE_BYTES = 4_096

export function createWorkRoutes(os: Implementer, context: Context) {
  const { store, drafts, time, events, connections, newId } = context
  const gone = { data: { text: 'This task is not on this computer.' } }

  /** The values of the task's own fields, as texts that every JSON can hold. */
  function valuesOf(stored: StoredTask): FieldValues {
    const values = drafts.values(stored.head.no)
    const out: FieldValues = {}
    for (const { key } of stored.task.fields) {
      const value = values[key]
      if (value !== undefined) out[key] = typeof value === 'string' ? value.toWellFormed() : value
    }
    return out
  }

  /** The submission that a new one revises: the newest that the hub has. */
  function superseded(no: number): SubmissionRow | undefined {
    return store.submissions.ofTask(no).find(({ receipt }) => receipt !== null)
  }

  function compose(stored: StoredTask, values: FieldValues): Submission {
    const { wall, zone, offsetMinutes } = context.ports.clock.read()
    const earlier = superseded(stored.head.no)
    const head = time.head()
    return {
      id: newId(),
      taskId: stored.head.id,
      taskRevision: stored.task.revision,
      guidelineVersion: stored.programme.guideline.version,
      ...(earlier === undefined ? {} : { supersedes: earlier.id }),
      values,
      finishedAt: wall,
      zone,
      offsetMinutes,
      time: { workMs: time.workByTask().get(stored.head.id) ?? 0, ...(head === undefined ? {} : { ledgerHead: head }) },
    }
  }

  function reopen(head: TaskHead): void {
    store.tasks.setState(head.no, superseded(head.no)?.state === 'returned' ? 'returned' : 'drafting')
  }

  return {
    check: os.work.check.handler(({ input, errors }) => {
      const stored = loadTask(store, input.taskId)
      if (stored === undefined) throw errors.NOT_FOUND(gone)
      return { missing: sendCheck(stored.task.fields, valuesOf(stored)) }
    }),

    send: os.work.send.handler(({ input, errors }) => {
      const stored = loadTask(store, input.taskId)
      if (stored === undefined) throw errors.NOT_FOUND(gone)
      const { head, task } = stored
      if (!isWritable(head.state)) {
        throw errors.WRONG_STATE({ data: { state: head.state, text: 'This work is already on its way, or closed.' } })
      }
      const values = valuesOf(stored)
      const missing = sendCheck(task.fields, values)
      if (missing.length > 0) throw errors.INCOMPLETE({ data: { missing } })
      if (time.running()?.taskId === head.id) time.stop('sent')
      const submission = compose(stored, values)
      const content = canonicalJson(submission)
      const limit = (store.hubs.get(head.hubId)?.requestBytes ?? Number.POSITIVE_INFINITY) - ENVELOPE_BYTES
      if (Buffer.byteLength(content) > limit) {
        const longest = task.fields.reduce((a, b) => (sizeOf(values[a.key]) >= sizeOf(values[b.key]) ? a : b))
        const text = `The hub takes at most ${Math.floor(limit / 1000)} kB of text. Shorten this part.`
        throw errors.INCOMPLETE({
          data: { missing: [{ field: longest.key, label: longest.label ?? longest.key, code: 'too-long', text }] },
        })
      }
      store.transaction(() => {
        store.submissions.add({
          id: submission.id,
          taskNo: head.no,
          content,
          sha256: createHash('sha256').update(content).digest('hex'),
          finishedAt: submission.finishedAt,
          claimedMs: submission.time.workMs,
          supersedes: submission.supersedes ?? null,
          state: 'ready',
        })
        const { id, finishedAt: at } = submission
        store.outbox.add({ id, hubId: head.hubId, taskNo: head.no, kind: 'submit', body: '', at })
        store.tasks.setState(head.no, 'ready')
      })
      emitTask(events, head.id)
      events.emit({ topic: 'sync' })
      connections.wake(head.hubId)
      return { submissionId: submission.id }
    }),

    undoSend: os.work.undoSend.handler(({ input, errors }) => {
      const head = store.tasks.head(input.taskId)
      if (head === undefined) throw errors.NOT_FOUND(gone)
      const last = store.outbox.openOfTask(head.no).at(-1)
      if (last?.kind !== 'submit' || last.state === 'sent') {
        const text = 'It has left this computer and can no longer be taken back. You can change it and send it again.'
        throw errors.WRONG_STATE({ data: { state: head.state, text } })
      }
      store.transaction(() => {
        store.outbox.setUndone(last.id)
        store.submissions.setState(last.id, 'undone')
        reopen(head)
      })
      emitTask(events, head.id)
      events.emit({ topic: 'sync' })
      return rowOf(context, store.tasks.head(head.id) ?? head)
    }),

    revise: os.work.revise.handler(({ input, errors }) => {
      const head = store.tasks.head(input.taskId)
      if (head === undefined) throw errors.NOT_FOUND(gone)
      if (head.state === 'received') {
        store.tasks.setState(head.no, 'drafting')
      } else if (!isWritable(head.state)) {
        throw errors.WRONG_STATE({ data: { state: head.state, text: 'This work cannot be changed now.' } })
      }
      emitTask(events, head.id)
      return rowOf(context, store.tasks.head(head.id) ?? head)
    }),
  }
}

function sizeOf(value: unknown): number {
  return typeof value === 'string' ? value.length : 0
}
