import { z } from 'zod'
import type { Operation, OperationResult, RefusalCode } from '../../shared/contract/hub.ts'
import type { ReceiptCheck } from '../../sealed/verify-receipt.ts'
import type { Assignment, Submission } from '../../shared/domain/work.ts'
import { backoffMs } from '../../shared/rules/backoff.ts'
import { alteredError } from '../store/altered-error.ts'
import { contentSum } from '../store/checksums.ts'
import type { HubRow } from '../store/hubs-table.ts'
import type { Store } from '../store/open-store.ts'
import type { OutboxRow } from '../store/outbox-table.ts'
import { storeReceipt } from './apply-feed.ts'
import { LONGEST_WAIT_MS } from './plan-push.ts'
import { assignmentOf, moveTask } from './task-facts.ts'
import { parseStored } from '../store/stored-json.ts'

/**
 * The operation as it goes over the wire: the same each time it is sent.
 * @throws where work is not as it was finished
 */
export function operationToWire(store: Store, row: OutboxRow): Operation {
  const head = { id: row.id, taskId: row.taskId, at: row.at }
  if (row.kind === 'submit') {
    const content = store.submissions.content(row.id)
    const submission = store.submissions.head(row.id)
    if (content === undefined || submission === undefined) throw new Error('an operation without its submission')
    if (contentSum(content) !== submission.sha256) throw alteredError('submission_contents')
    const receipt = submission.receipt ?? undefined
    return {
      ...head,
      kind: 'submit',
      // It was checked when it was finished.
      body: parseStored(content) as Submission,
      // Only a hub that has lost it is sent it again; by this it knows when it came the first time.
      ...(receipt === undefined ? {} : { receipt }),
    }
  }
  return { ...head, kind: row.kind, body: parseStored(row.body) } as Operation
}

/** From here on an operation may have reached the hub and can no longer be taken back. */
export function markSent(store: Store, rows: readonly OutboxRow[]): void {
  store.transaction(() => {
    for (const row of rows) {
      if (row.state !== 'waiting') continue
      store.outbox.setSent(row.id)
      if (row.kind !== 'submit') continue
      store.submissions.setState(row.id, 'sent')
      moveTask(store, store.tasks.headByNo(row.taskNo), { kind: 'leave' })
    }
  })
}

/**
 * The request that these were in has not left this computer: what it marked as sent can be taken back again. What had
 * left before, or has a receipt of old, stays as it is.
 * @param rows as they were before the request
 */
export function markUnsent(store: Store, rows: readonly OutboxRow[]): void {
  store.transaction(() => {
    for (const row of rows) {
      if (row.state !== 'waiting') continue
      const work = row.kind === 'submit' ? store.submissions.head(row.id) : undefined
      if ((work?.receipt ?? null) !== null || !store.outbox.setUnsent(row.id)) continue
      if (work?.state !== 'sent') continue
      store.submissions.setState(row.id, 'ready')
      moveTask(store, store.tasks.headByNo(row.taskNo), { kind: 'stay' })
    }
  })
}

/**
 * Stores what the hub answered, all in one transaction. An operation without an answer is tried again later.
 * @param check of the receipts among the answers
 * @returns whether the hub lacks files that this desk took to be there
 */
export function applyResults(
  store: Store,
  hub: HubRow,
  sent: readonly OutboxRow[],
  { results, check }: { readonly results: readonly OperationResult[]; readonly check: ReceiptCheck },
  at: number,
  random: () => number,
): boolean {
  let lacksFiles = false
  const byId = new Map(results.map((result) => [result.id, result]))
  store.transaction(() => {
    for (const row of sent) {
      const result = byId.get(row.id)
      if (result !== undefined && applySettled(store, row, result, check, at)) continue
      const later = result?.outcome === 'later' ? result : undefined
      for (const sha256 of later?.missing ?? []) {
        store.files.setAtHub(hub.id, sha256, false)
        lacksFiles = true
      }
      postpone(store, row, at, random, later?.code ?? 'busy', later?.retryAfterMs)
    }
    store.hubs.setContact(hub.id, at)
  })
  return lacksFiles
}

/**
 * Stores what the hub said of one operation for good, by the wire or in a file.
 * @returns false when it has said nothing for good yet
 */
export function applySettled(
  store: Store,
  row: OutboxRow,
  result: OperationResult,
  check: ReceiptCheck,
  at: number,
): boolean {
  if (result.outcome === 'done') applyDone(store, row, result, check, at)
  else if (result.outcome === 'refused') {
    // It had left before a hub that was put back was found to lack what goes before it, and follows that once more (P9).
    const open = store.outbox.openOfTask(row.taskNo)
    if (open.some(({ seq, state }) => seq < row.seq && state !== 'quarantined')) return false
    const text = isForgotten(store, row, result.code) ? forgottenText : refusalToText(result.code, result.message)
    quarantine(store, row, result.code, text, result.field)
    // The feed may have brought the receipt of later work before this answer.
    store.outbox.undoRefusedDecisions(row.taskNo)
  } else return false
  return true
}

function applyDone(
  store: Store,
  row: OutboxRow,
  result: Extract<OperationResult, { outcome: 'done' }>,
  check: ReceiptCheck,
  at: number,
): void {
  if (row.kind !== 'submit') {
    store.outbox.setDone(row.id)
    if (result.assignment !== undefined) {
      applyAnsweredAssignment(store, row, result.assignment)
      const { state, dueAt } = result.assignment
      // Of a task that was withdrawn meanwhile the hub tells the day of before, and has agreed to nothing.
      if (row.kind === 'extend' && state === 'taken' && dueAt !== undefined) tellOfAgreement(store, row, dueAt, at)
    }
    return
  }
  const submission = store.submissions.head(row.id)
  if (submission === undefined) throw new Error('an operation without its submission')
  const problem =
    result.receipt === undefined ? 'there is none' : storeReceipt(store, submission, result.receipt, check)
  if (problem !== undefined) {
    quarantine(store, row, 'bad-receipt', `The hub says it has this work, but its receipt proves nothing: ${problem}.`)
    return
  }
  // The feed may have brought the receipt, and a review, before this answer.
  if (submission.state === 'ready' || submission.state === 'sent') store.submissions.setState(row.id, 'received')
  moveTask(store, store.tasks.headByNo(row.taskNo), {
    kind: 'receipt',
    isNewest: store.submissions.newest(row.taskNo)?.id === row.id,
  })
}

/**
 * How the hub assigned the task when it carried an operation out. The answer may come after the feed has brought
 * something newer; then that counts. With the operation settled nothing stands against the hub's word any more.
 */
function applyAnsweredAssignment(store: Store, row: OutboxRow, answered: Assignment): void {
  const stored = assignmentOf(store, row.taskNo)
  if ((answered.revision ?? 0) > (stored?.revision ?? 0)) store.tasks.setAssignment(row.taskNo, answered)
  moveTask(store, store.tasks.headByNo(row.taskNo), { kind: 'assignment' })
}

/** The answer to a wish for more time comes when nobody looks. */
function tellOfAgreement(store: Store, row: OutboxRow, dueAt: number, at: number): void {
  const day = new Intl.DateTimeFormat('en-GB', { weekday: 'long', day: 'numeric', month: 'long' })
  const asked = z.object({ backBy: z.number() }).safeParse(parseStored(row.body))
  const isLess = asked.success && day.format(dueAt) !== day.format(asked.data.backBy)
  const less = ' That is not the day you asked for. Work that comes later is kept all the same, and marked late.'
  const text = `The hub agrees to ${day.format(dueAt)} for “${row.title}”.${isLess ? less : ''}`
  store.meta.addNotice({ id: row.id, at, tone: 'info', text })
}

/**
 * Sets a lane aside for a reason that trying again cannot mend.
 * @param field the field of the task that the reason is about
 */
export function quarantine(store: Store, row: OutboxRow, code: string, text: string, field?: string): void {
  store.outbox.setQuarantined(row.id, code, text, field)
}

/** Sets a lane back to a later time. */
export function postpone(
  store: Store,
  row: OutboxRow,
  at: number,
  random: () => number,
  code: string,
  retryAfterMs = 0,
): void {
  const attempts = row.attempts + 1
  const wait = Math.min(LONGEST_WAIT_MS, Math.max(retryAfterMs, backoffMs(attempts, random())))
  store.outbox.setLater(row.id, attempts, at + wait, code, laterToText(code))
}

function laterToText(code: string): string {
  switch (code) {
    case 'files-missing':
      return 'Its files are still on their way.'
    case 'lane-waits':
      return 'It waits for an earlier step of the same task.'
    default:
      return 'The hub could not take it yet.'
  }
}

const forgottenText =
  'The hub was put back from a backup that does not have this task, so it cannot take your work again. Its receipt is here and proves that it had it: show that to the operator.'

/** Whether a hub signed for work and does not know its task any more, as one that was restored from an older backup. */
function isForgotten(store: Store, row: OutboxRow, code: RefusalCode): boolean {
  return code === 'unknown-task' && row.kind === 'submit' && store.submissions.head(row.id)?.verified === 1
}

function refusalToText(code: RefusalCode, message: string): string {
  switch (code) {
    case 'too-large':
      return 'This work is larger than the hub takes. Shorten it or remove a file, then send it again.'
    case 'unknown-task':
      return 'The hub does not know this task any more. Your work is kept here; ask the operator.'
    case 'key-reused':
      return 'The hub already has something else under this number. Nothing is lost: send it again under a new one.'
    case 'not-possible':
      return `The hub could not do this. ${message}`
    case 'bad-content':
      return `The hub asks for a change. ${message}`
  }
}
