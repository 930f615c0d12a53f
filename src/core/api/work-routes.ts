import { createHash } from 'node:crypto'
import type { FieldValues } from '../../shared/domain/fields.ts'
import type { Authorship } from '../../shared/domain/authorship.ts'
import type { Section } from '../../shared/domain/ledger.ts'
import { type CommentAnswer, Submission } from '../../shared/domain/work.ts'
import { ANSWERS, answersToSend, textToAnswers } from '../../shared/rules/comment-answers.ts'
import { nameOf } from '../../shared/rules/code-of.ts'
import { enteredValues } from '../../shared/rules/entered-values.ts'
import { filesIn } from '../../shared/rules/named-files.ts'
import { canonicalJson } from '../../shared/rules/canonical-json.ts'
import { isUnfinished, sendCheck } from '../../shared/rules/send-check.ts'
import { isRounded } from '../../shared/rules/rounding.ts'
import { isWritable } from '../../shared/rules/task-states.ts'
import { workByTask } from '../billing/statement/task-work.ts'
import { createVersions } from '../drafts/versions.ts'
import type { SubmissionRow } from '../store/submissions-table.ts'
import type { TaskHead } from '../store/tasks-table.ts'
import { isElsewhere, moveTask } from '../sync/task-facts.ts'
import { createBillableTasks } from './billable-tasks.ts'
import { type Context, loadTask, type StoredTask, tellOfLane, wakeLane } from './context.ts'
import { tellOfTasks } from './event-hub.ts'
import type { Implementer } from './implementer.ts'
import { newestReview } from './newest-review.ts'
import { rowOf } from './tasks-routes.ts'
import { authorshipOf } from './versions-routes.ts'
import { parseStored } from '../store/stored-json.ts'

/** Room for what a request holds besides the submission itself, in bytes. */
const ENVELOPE_BYTES = 4_096

export function createWorkRoutes(os: Implementer, context: Context) {
  const { store, drafts, time, events, newId } = context
  const versions = createVersions(store)
  const gone = { data: { text: 'This task is not on this computer.' } }

  const valuesOf = (stored: StoredTask): FieldValues => enteredValues(stored.task.fields, drafts.values(stored.head.no))

  /** The submission that a new one revises: the newest that the hub has. */
  function superseded(no: number): SubmissionRow | undefined {
    return store.submissions.ofTask(no).find(({ receipt }) => receipt !== null)
  }

  /** Answers to the newest review that is known here. */
  function answersOf(no: number): CommentAnswer[] {
    const logged = drafts.values(no)[ANSWERS]
    const answers = typeof logged === 'string' ? textToAnswers(logged) : undefined
    return answersToSend(answers ?? [], newestReview(store, no))
  }

  function compose(stored: StoredTask, values: FieldValues, authorship: Authorship | undefined): Submission {
    const { wall, zone, offsetMinutes } = context.ports.clock.read()
    const earlier = superseded(stored.head.no)
    const head = time.head()
    const answers = answersOf(stored.head.no)
    return {
      id: newId(),
      taskId: stored.head.id,
      taskRevision: stored.task.revision,
      guidelineVersion: stored.head.guidelineVersion ?? stored.programme.guideline.version,
      ...(earlier === undefined ? {} : { supersedes: earlier.id }),
      values,
      ...(answers.length === 0 ? {} : { answers }),
      finishedAt: wall,
      zone,
      offsetMinutes,
      time: { ...claimedTime(stored.head.id), ...(head === undefined ? {} : { ledgerHead: head }) },
      ...(authorship === undefined ? {} : { authorship }),
    }
  }

  /** How it was written, where the expert attaches that; of just the text that is sent. */
  async function attached(taskId: string): Promise<Authorship | undefined> {
    for (;;) {
      const stored = loadTask(store, taskId)
      if (stored === undefined || store.versions.choices(stored.head.no)?.attach !== 1) return undefined
      const before = drafts.edits(stored.head.no)
      const authorship = await authorshipOf(context, stored)
      if (drafts.edits(stored.head.no) === before) return authorship
    }
  }

  /** Working time, and the same by the programme's rule where it rounds. */
  function claimedTime(taskId: string): { workMs: number; roundedMs?: number } {
    const workMs = time.workByTask().get(taskId) ?? 0
    const taskOf = createBillableTasks(store, [taskId])
    const { rounding } = taskOf(taskId) ?? {}
    if (rounding === undefined || !isRounded(rounding)) return { workMs }
    const work = workByTask({
      segments: time.segments().filter((segment) => segment.taskId === taskId),
      corrections: time.corrections(),
      zone: context.ports.clock.read().zone,
      // All there is, also what was worked while the clock was ahead.
      untilOf: (id) => (id === taskId ? Number.MAX_SAFE_INTEGER : undefined),
      taskOf,
    }).get(taskId)
    return { workMs, roundedMs: Math.max(0, work?.roundedMs ?? 0) }
  }

  /**
   * Enters a submission and its operation; both or neither when called in a transaction.
   * @param of the versions that it was made of
   */
  function enqueue(head: TaskHead, submission: Submission, content: string, of: string | undefined): void {
    const files = filesIn(submission.values)
    const row = {
      id: submission.id,
      taskNo: head.no,
      content,
      sha256: createHash('sha256').update(content).digest('hex'),
      finishedAt: submission.finishedAt,
      claimedMs: submission.time.workMs,
      supersedes: submission.supersedes ?? null,
      state: 'ready' as const,
    }
    store.submissions.add(row, files)
    const { id, finishedAt: at } = submission
    store.outbox.add({ id, hubId: head.hubId, taskNo: head.no, kind: 'submit', body: '', at })
    if (of !== undefined) store.versions.addSentVersions(head.no, id, at, of)
    moveTask(store, head, { kind: 'send' })
  }

  /** The clock of work that could not be sent, which had stopped with it; what the disk has no room for stays stopped. */
  function goOn({ taskId, section }: { taskId: string; section?: Section }): void {
    try {
      time.start(taskId, 'work', section)
    } catch (error) {
      context.ports.log('warn', 'clock-not-started', { error: nameOf(error) })
    }
  }

  return {
    check: os.work.check.handler(({ input, errors }) => {
      const stored = loadTask(store, input.taskId)
      if (stored === undefined) throw errors.NOT_FOUND(gone)
      return { missing: sendCheck(stored.task.fields, valuesOf(stored)) }
    }),

    send: os.work.send.handler(async ({ input, errors }) => {
      const authorship = await attached(input.taskId)
      const stored = loadTask(store, input.taskId)
      if (stored === undefined) throw errors.NOT_FOUND(gone)
      const { head, task } = stored
      // What was written for a task before it was withdrawn is sent as it is, finished or not.
      const asItIs = head.state === 'withdrawn'
      const values = valuesOf(stored)
      if (!isWritable(head.state) && !(asItIs && Object.keys(values).length > 0)) {
        throw errors.WRONG_STATE({ data: { state: head.state, text: 'This work is already on its way, or closed.' } })
      }
      const missing = sendCheck(task.fields, values).filter((one) => !asItIs || !isUnfinished(one))
      if (missing.length > 0) throw errors.INCOMPLETE({ data: { missing } })
      // Before the clock stops: who has to shorten the work goes on with it. What the stop adds is small.
      const limit = (store.hubs.get(head.hubId)?.requestBytes ?? Number.POSITIVE_INFINITY) - ENVELOPE_BYTES
      if (Buffer.byteLength(canonicalJson(compose(stored, values, authorship))) > limit) {
        const longest = task.fields.reduce((a, b) => (sizeOf(values[a.key]) >= sizeOf(values[b.key]) ? a : b))
        const text = `The hub takes at most ${Math.floor(limit / 1000)} kB of text. Shorten this part.`
        throw errors.INCOMPLETE({
          data: { missing: [{ field: longest.key, label: longest.label ?? longest.key, code: 'too-long', text }] },
        })
      }
      const running = time.running()
      if (running?.taskId === head.id) time.stop('sent')
      let submission: Submission
      try {
        submission = compose(stored, values, authorship)
        const content = canonicalJson(submission)
        const of = JSON.stringify(versions.versionsNow(head.no))
        store.transaction(() => enqueue(head, submission, content, of))
      } catch (error) {
        if (running?.taskId === head.id) goOn(running)
        throw error
      }
      wakeLane(context, head)
      return { submissionId: submission.id }
    }),

    resend: os.work.resend.handler(({ input, errors }) => {
      const head = store.tasks.head(input.taskId)
      if (head === undefined) throw errors.NOT_FOUND(gone)
      const held = store.outbox
        .openOfTask(head.no)
        .find(({ id, state }) => id === input.operationId && state === 'quarantined')
      if (held === undefined) {
        throw errors.WRONG_STATE({ data: { state: head.state, text: 'Nothing of this task is held back.' } })
      }
      store.transaction(() => {
        const id = newId()
        const refused = held.kind === 'submit' ? store.submissions.get(held.id) : undefined
        if (refused === undefined) {
          store.outbox.renumber(held.id, id)
          store.outbox.setDue(id)
          return
        }
        store.outbox.setUndone(refused.id)
        store.submissions.setState(refused.id, 'undone')
        const submission = { ...Submission.parse(parseStored(refused.content)), id }
        enqueue(head, submission, canonicalJson(submission), store.versions.sentVersions(refused.id))
      })
      wakeLane(context, head)
      return {}
    }),

    undoSend: os.work.undoSend.handler(({ input, errors }) => {
      const head = store.tasks.head(input.taskId)
      if (head === undefined) throw errors.NOT_FOUND(gone)
      // Asked again, since the answer was lost or by another window: it was taken back once, and is.
      if (store.outbox.isTakenBack(head.no)) return rowOf(context, head)
      const last = store.outbox.openOfTask(head.no).at(-1)
      // What is handed in again to a hub that was put back from a backup has been there, and stands by its receipt.
      const wasThere = last !== undefined && (store.submissions.head(last.id)?.receipt ?? null) !== null
      if (last?.kind !== 'submit' || last.state === 'sent' || (wasThere && last.state === 'waiting')) {
        const text = 'It has left this computer and can no longer be taken back. You can change it and send it again.'
        throw errors.WRONG_STATE({ data: { state: head.state, text } })
      }
      store.transaction(() => {
        store.outbox.setUndone(last.id)
        if (!wasThere) store.submissions.setState(last.id, 'undone')
        moveTask(store, head, { kind: 'take-back', isRefused: last.state === 'quarantined' })
      })
      tellOfLane(context, head.id)
      return rowOf(context, store.tasks.head(head.id) ?? head)
    }),

    revise: os.work.revise.handler(({ input, errors }) => {
      const head = store.tasks.head(input.taskId)
      if (head === undefined) throw errors.NOT_FOUND(gone)
      if (head.state === 'received') {
        if (isElsewhere(store, head)) {
          const text = 'This task is continued on another computer. Continue it here first.'
          throw errors.WRONG_STATE({ data: { state: head.state, text } })
        }
        moveTask(store, head, { kind: 'change' })
      } else if (!isWritable(head.state)) {
        throw errors.WRONG_STATE({ data: { state: head.state, text: 'This work cannot be changed now.' } })
      }
      tellOfTasks(events, [head.id])
      return rowOf(context, store.tasks.head(head.id) ?? head)
    }),
  }
}

function sizeOf(value: unknown): number {
  return typeof value === 'string' ? value.length : 0
}
