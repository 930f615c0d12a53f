import type { TaskRow } from '../../shared/contract/desk-views.ts'
import { TaskKind } from '../../shared/domain/task.ts'
import { TaskState } from '../../shared/domain/work.ts'
import type { TaskHead } from '../store/tasks-table.ts'
import { queryToMatch } from '../store/word-index.ts'
import { type Context, loadTask, tellOfLane, wakeLane } from './context.ts'
import { tellOfTasks } from './event-hub.ts'
import type { Implementer } from './implementer.ts'
import { assignmentOf, isElsewhere, moveTask } from '../sync/task-facts.ts'
import { toSubmissionView, toTaskRow, toWritable } from './views.ts'

/** One row as lists show it, with the time worked so far. */
export function rowOf(context: Context, head: TaskHead): TaskRow {
  const row = context.store.taskList.row(head.no)
  if (row === undefined) throw new Error('a task without batch or programme')
  return toTaskRow(row, context.time.workByTask().get(row.id) ?? 0)
}

export function createTasksRoutes(os: Implementer, context: Context) {
  const { store, time, events, newId } = context
  const gone = { data: { text: 'This task is not on this computer.' } }

  /** Queues what the expert decided about an offer. The sample has no hub that would want to know. */
  function decide(head: TaskHead, kind: 'take' | 'decline', body: object): TaskRow {
    store.transaction(() => {
      // A task that is given back and taken on again before the hub hears of it was never given back.
      const last = store.outbox.openOfTask(head.no).at(-1)
      if (kind === 'take' && last?.kind === 'decline' && last.state !== 'sent') store.outbox.setUndone(last.id)
      moveTask(store, head, { kind })
      if (store.hubs.get(head.hubId)?.kind === 'sample') return
      const at = context.ports.clock.read().wall
      store.outbox.add({ id: newId(), hubId: head.hubId, taskNo: head.no, kind, body: JSON.stringify(body), at })
    })
    wakeLane(context, head)
    const after = store.tasks.head(head.id)
    return rowOf(context, after ?? head)
  }

  return {
    list: os.tasks.list.handler(({ input: { filter, sort, offset, limit } }) => {
      const { query, ...lists } = filter
      const where = { match: queryToMatch(query), ...lists }
      const work = time.workByTask()
      const rows = store.taskList.page(where, sort, limit, offset)
      return { total: store.taskList.count(where), rows: rows.map((row) => toTaskRow(row, work.get(row.id) ?? 0)) }
    }),

    facets: os.tasks.facets.handler(() => ({
      states: store.taskList.facet('state').map(({ key, count }) => ({ state: TaskState.parse(key), count })),
      kinds: store.taskList.facet('kind').map(({ key, count }) => ({ kind: TaskKind.parse(key), count })),
      batches: store.taskList
        .facet('batch')
        .map(({ key, title, extra, count }) => ({ id: key, title, programme: extra, count })),
      occupations: store.taskList.facet('occupation').map(({ key, title, count }) => ({ code: key, title, count })),
    })),

    get: os.tasks.get.handler(({ input, errors }) => {
      const stored = loadTask(store, input.taskId)
      if (stored === undefined) throw errors.NOT_FOUND(gone)
      const { head, task, programme, batch, assignment } = stored
      return {
        row: rowOf(context, head),
        task,
        programme,
        batch,
        assignment,
        submissions: store.submissions.ofTask(head.no).map(toSubmissionView),
        canSendAsItIs: head.state === 'withdrawn' && Object.keys(context.drafts.values(head.no)).length > 0,
        writable: toWritable(stored),
        writtenUnder: head.guidelineVersion ?? programme.guideline.version,
        isElsewhere: isElsewhere(store, head),
      }
    }),

    take: os.tasks.take.handler(({ input, errors }) => {
      const head = store.tasks.head(input.taskId)
      if (head === undefined) throw errors.NOT_FOUND(gone)
      const takeover = isElsewhere(store, head)
      const canBeTakenOver = takeover && ['elsewhere', 'received', 'returned'].includes(head.state)
      if (head.state !== 'offered' && head.state !== 'declined' && !canBeTakenOver) {
        throw errors.WRONG_STATE({ data: { state: head.state, text: 'This task is no longer on offer.' } })
      }
      return decide(head, 'take', takeover ? { takeover } : {})
    }),

    acceptGuideline: os.tasks.acceptGuideline.handler(({ input, errors }) => {
      const stored = loadTask(store, input.taskId)
      if (stored === undefined) throw errors.NOT_FOUND(gone)
      store.tasks.setGuidelineVersion(stored.head.no, stored.programme.guideline.version)
      tellOfTasks(events, [stored.head.id])
      return {}
    }),

    decline: os.tasks.decline.handler(({ input, errors }) => {
      const head = store.tasks.head(input.taskId)
      if (head === undefined) throw errors.NOT_FOUND(gone)
      if (head.state !== 'offered' && head.state !== 'taken' && head.state !== 'drafting') {
        throw errors.WRONG_STATE({ data: { state: head.state, text: 'This task can no longer be given back.' } })
      }
      if (time.running()?.taskId === head.id) time.stop('left')
      return decide(head, 'decline', input.reason === undefined ? {} : { reason: input.reason })
    }),

    undo: os.tasks.undo.handler(({ input, errors }) => {
      const head = store.tasks.head(input.taskId)
      if (head === undefined) throw errors.NOT_FOUND(gone)
      // A wish for more time is not what is taken back, and the task does not stand by it.
      const decisions = () => store.outbox.openOfTask(head.no).filter(({ kind }) => kind !== 'extend')
      const last = decisions().at(-1)
      const sample = store.hubs.get(head.hubId)?.kind === 'sample'
      const wasTaken =
        head.state === 'taken' || (['drafting', 'returned'].includes(head.state) && last?.kind === 'take')
      // What the hub refused has left nothing there and can be taken back like what has not left.
      const isHere = last?.state === 'waiting' || last?.state === 'quarantined'
      const canUndo = last === undefined ? sample : isHere && last.kind !== 'submit'
      if (head.state === 'declined' && !canUndo) {
        // The hub has heard of it. What was one's own before may be taken again; an offer was not, and is not taken unasked.
        if (assignmentOf(store, head.no)?.takenAt !== undefined) return decide(head, 'take', {})
        const text =
          'The hub has heard it already. If you want the task after all, take it: it is in the inbox under Done.'
        throw errors.WRONG_STATE({ data: { state: head.state, text } })
      }
      if ((!wasTaken && head.state !== 'declined') || !canUndo) {
        throw errors.WRONG_STATE({
          data: { state: head.state, text: 'The hub knows already; this can no longer be undone.' },
        })
      }
      store.transaction(() => {
        // What was wished for since goes with it.
        for (const { id, seq, state } of store.outbox.openOfTask(head.no)) {
          if (last !== undefined && seq >= last.seq && state !== 'sent') store.outbox.setUndone(id)
        }
        moveTask(store, head, { kind: 'undo', left: decisions().at(-1)?.kind, isSample: sample })
      })
      tellOfLane(context, head.id)
      return rowOf(context, store.tasks.head(head.id) ?? head)
    }),
  }
}
