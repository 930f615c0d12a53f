import { z } from 'zod'
import { type Change, Expert, FEED_LEVEL, type FeedPage } from '../../shared/contract/hub.ts'
import { Batch, Programme, Task } from '../../shared/domain/task.ts'
import { Assignment, SubmissionReport } from '../../shared/domain/work.ts'
import type { HubRow } from '../store/hubs-table.ts'
import type { Store } from '../store/open-store.ts'
import { planStateOnAssignment, planStateOnReport } from './plan-task-state.ts'
import { verifyReceipt } from './receipts.ts'

export type FeedOutcome = {
  tasks: number
  submissions: number
  refused: number
  /** Tasks that were here before and have changed. */
  readonly changed: Set<string>
}

const TaskChange = z.object({ task: Task, assignment: Assignment })

/**
 * Stores a page of the feed and its cursor in one transaction, so that no cursor ever passes a change that is not
 * stored. A change that cannot be read is kept aside with the reason; the others go on.
 */
export function applyFeedPage(store: Store, hub: HubRow, page: FeedPage, at: number): FeedOutcome {
  const outcome: FeedOutcome = { tasks: 0, submissions: 0, refused: 0, changed: new Set() }
  store.transaction(() => {
    const hasRefused = store.feed.refusedCount() > 0
    for (const change of page.changes) {
      const reason = applyChange(store, hub, change, at, outcome)
      if (reason === undefined) {
        if (hasRefused) store.feed.dropRefused(hub.id, change.kind, change.id)
      } else {
        outcome.refused += 1
        const body = JSON.stringify(change.body) ?? 'null'
        store.feed.putRefused({
          hubId: hub.id,
          kind: change.kind,
          entityId: change.id,
          seq: change.seq,
          reason,
          body,
          at,
        })
      }
    }
    store.hubs.setCursor(hub.id, page.epoch, page.cursor, FEED_LEVEL)
    store.hubs.setContact(hub.id, at)
  })
  return outcome
}

/** @returns why the change could not be taken, or undefined */
function applyChange(store: Store, hub: HubRow, change: Change, at: number, outcome: FeedOutcome): string | undefined {
  switch (change.kind) {
    case 'expert':
      return withBody(Expert, change.body, (expert) => store.hubs.setExpertName(hub.id, expert.name))
    case 'programme':
      return withBody(Programme, change.body, (programme) => store.feed.putProgramme(hub.id, programme))
    case 'batch':
      return withBody(Batch, change.body, (batch) => store.feed.putBatch(hub.id, batch))
    case 'task':
      return withBody(TaskChange, change.body, ({ task, assignment }) => {
        // The text as it came, so that what a newer hub added to it is not lost.
        const content = JSON.stringify((change.body as { task: unknown }).task)
        const { isNew } = putTask(store, hub.id, task, content, assignment, at)
        if (!isNew) outcome.changed.add(task.id)
        outcome.tasks += 1
      })
    case 'submission':
      return withBody(SubmissionReport, change.body, (report) => {
        applyReport(store, hub, report)
        outcome.changed.add(report.taskId)
        outcome.submissions += 1
      })
    default:
      // A kind of a newer hub. This desk asks for it again once it knows it (FEED_LEVEL).
      return undefined
  }
}

function withBody<T>(schema: z.ZodType<T>, body: unknown, apply: (body: T) => void): string | undefined {
  const parsed = schema.safeParse(body)
  if (!parsed.success) return z.prettifyError(parsed.error).slice(0, 2000)
  apply(parsed.data)
  return undefined
}

/** Stores a task and its files, and moves its state as far as the hub may. */
export function putTask(
  store: Store,
  hubId: string,
  task: Task,
  content: string,
  assignment: Assignment,
  at: number,
): { isNew: boolean } {
  const head = store.tasks.head(task.id)
  const hasOpenOperations = head !== undefined && store.outbox.openOfTask(head.no).length > 0
  const hasDraft = head !== undefined && store.drafts.fields(head.no).length > 0
  const state = planStateOnAssignment(head?.state, assignment, hasOpenOperations, hasDraft)
  const no = store.tasks.put(head?.no, hubId, task, content, assignment, state, at)
  for (const material of task.materials) {
    if (material.kind === 'file') store.files.want(material.file.sha256, material.file.size, no)
  }
  return { isNew: head === undefined }
}

/** The hub's word on a submission: its receipt, in case the answer to the sending was lost, and its review. */
function applyReport(store: Store, hub: HubRow, report: SubmissionReport): void {
  const submission = store.submissions.get(report.id)
  if (submission === undefined) return
  storeReceipt(store, hub, submission.id, report.receipt)
  store.submissions.setState(report.id, report.state)
  if (report.review !== undefined) store.submissions.setReview(report.id, JSON.stringify(report.review))
  const [newest] = store.submissions.ofTask(submission.taskNo)
  const head = store.tasks.headByNo(submission.taskNo)
  if (head === undefined) return
  store.tasks.setState(head.no, planStateOnReport(head.state, report.state, newest?.id === report.id))
}

/**
 * Checks and keeps a receipt and settles its operation.
 * @returns why the receipt does not prove that the hub has this submission, or undefined when it does
 */
export function storeReceipt(store: Store, hub: HubRow, submissionId: string, jws: string): string | undefined {
  const submission = store.submissions.get(submissionId)
  if (submission === undefined) return 'it is for something this desk never sent'
  const receipt = verifyReceipt(jws, hub.publicKey, hub.id)
  if (!receipt.ok) return receipt.error
  const { contentSha256, taskId, receivedAt, late } = receipt.value
  if (receipt.value.submissionId !== submissionId || taskId !== submission.taskId) return 'it is for another submission'
  if (contentSha256 !== submission.sha256) return 'it names another content than what was sent'
  store.submissions.setReceipt(submissionId, jws, receivedAt, late, true)
  if (store.outbox.get(submissionId) !== undefined) store.outbox.setDone(submissionId)
  return undefined
}
