import type { Assignment, SubmissionReport } from '../../shared/domain/work.ts'
import { hasRoomAbove } from '../../shared/rules/ids.ts'
import type { CheckedChange, CheckedPage, TaskEntry } from '../../shared/rules/check-feed.ts'
import { isWritable } from '../../shared/rules/task-states.ts'
import type { HubRow } from '../store/hubs-table.ts'
import type { Store } from '../store/open-store.ts'
import type { SubmissionHead } from '../store/submissions-table.ts'
import type { ReceiptCheck } from '../../sealed/verify-receipt.ts'
import { feedPlace, nextPlace, placeBefore, startOf } from './feed-place.ts'
import { isHeldElsewhere, nextState } from './plan-task-state.ts'
import { receiptCheckOf } from './receipt-checks.ts'
import { noticeIdOf, returnedElsewhereText } from './returned-elsewhere.ts'
import { moveTask, newerAssignment, taskFacts } from './task-facts.ts'

/** Why a change is refused whose thing came from elsewhere. */
const OTHER_HUBS = { refused: 'it is about something of another hub' } as const

export type FeedOutcome = {
  tasks: number
  submissions: number
  refused: number
  /** Tasks that were here before and have changed. */
  readonly changed: Set<string>
  /** The first change that left out what this desk does not have: from there the feed is read again, whole. */
  lacking: number | undefined
}

/**
 * Stores a page of the feed and its cursor in one transaction, so that no cursor ever passes a change that is not
 * stored. A change that cannot be read is kept aside with the reason; the others go on.
 * @param by a page that came in a file is no contact with the hub
 * @param check of the receipts on the page
 */
export function applyFeedPage(
  store: Store,
  hub: HubRow,
  page: CheckedPage,
  at: number,
  by: 'wire' | 'file' = 'wire',
  check: ReceiptCheck = receiptCheckOf(hub),
): FeedOutcome {
  const outcome = emptyOutcome()
  // What a file brings is whole, whatever this desk has.
  const mayLack = by === 'wire' && feedPlace(hub).wholeTo > 0
  store.transaction(() => {
    if (hub.epoch !== null && hub.epoch !== page.epoch) beginHistory(store, hub, page.epoch)
    const hasRefused = store.feed.refusedCount() > 0
    const isOfOthers = createBelonging(store, hub.id)
    for (const change of page.changes) {
      const taken = applyChange(store, hub, change, { at, outcome, check, mayLack, hasRefused, isOfOthers })
      const { kind, id: entityId, seq, content: body } = change
      if (taken === 'lacking') outcome.lacking ??= seq
      else if (taken === 'stored') {
        if (hasRefused) store.feed.dropRefused(hub.id, kind, entityId)
      } else if (taken !== 'awaited') {
        outcome.refused += 1
        store.feed.putRefused({ hubId: hub.id, kind, entityId, seq, reason: taken.refused, body, at })
      }
    }
    store.hubs.setCursor(hub.id, nextPlace(hub, page, outcome.lacking, by))
    if (by === 'wire') store.hubs.setContact(hub.id, at)
    if (!page.more && outcome.lacking === undefined) handInAgain(store, hub, page.epoch, at)
  })
  return outcome
}

export function emptyOutcome(): FeedOutcome {
  return { tasks: 0, submissions: 0, refused: 0, changed: new Set(), lacking: undefined }
}

/**
 * An answer was lost that should have brought receipts which the feed has left out: the feed is read again from where it
 * did, whole.
 * @returns whether there was such a receipt
 */
export function askForReceipts(store: Store, hubId: string): boolean {
  return store.transaction(() => {
    const seq = store.outbox.takeTold(hubId)
    const hub = store.hubs.get(hubId)
    if (seq === undefined || hub === undefined) return false
    store.hubs.setCursor(hubId, placeBefore(hub, seq))
    return true
  })
}

/** In the store's `meta`: which version of this program has read the feeds last. */
const READ_BY_KEY = 'feeds-read-by'

/**
 * What an earlier version could not read, this one perhaps can: the feed is read again from the first change that was
 * kept aside, whole. Once for each version; what it cannot read either stays aside.
 */
export function askAgainAfterUpdate(store: Store, version: string): void {
  if (store.meta.get(READ_BY_KEY) === version) return
  store.transaction(() => {
    for (const hub of store.hubs.all()) {
      const seq = store.feed.firstRefused(hub.id)
      if (seq !== undefined) store.hubs.setCursor(hub.id, placeBefore(hub, seq))
    }
    store.meta.set(READ_BY_KEY, version)
  })
}

/**
 * The hub's history is another one (it was restored from a backup): it is read from its start. What it has signed for
 * it is to name again, and what it may have forgotten of what was decided is said again; the hub knows it by its ids.
 */
export function beginHistory(store: Store, hub: HubRow, epoch: string): void {
  store.transaction(() => {
    store.hubs.setCursor(hub.id, startOf(epoch))
    store.submissions.doubtAll(hub.id)
    store.tasks.forgetRevisions(hub.id)
    store.outbox.reopenDecisions(hub.id)
  })
}

/** At the end of a history begun anew: what the hub did not name it has lost. */
function handInAgain(store: Store, hub: HubRow, epoch: string, at: number): void {
  const lost = store.submissions.unconfirmed(hub.id)
  for (const id of lost) {
    store.outbox.reopen(id)
    // It went out before this was heard, and the hub did not know what it takes the place of.
    store.outbox.reopenAfter(id)
    store.submissions.confirm(id)
  }
  if (lost.length === 0) return
  const what = lost.length === 1 ? 'a piece of your work' : `${lost.length} pieces of your work`
  const text = `${hub.name} was put back from a backup and had lost ${what}. It is handed in again by itself, with the receipt of the first time.`
  store.meta.addNotice({ id: epoch, at, tone: 'info', text })
}

/**
 * What became of a change: it is stored; it leaves out what this desk does not have; it leaves out a receipt that the
 * answer is awaited for; or it is kept aside.
 */
type Taken = 'stored' | 'lacking' | 'awaited' | { readonly refused: string }

type Applying = {
  readonly at: number
  readonly outcome: FeedOutcome
  readonly check: ReceiptCheck
  /** Whether the hub was told that it may leave things out. */
  readonly mayLack: boolean
  /** Whether anything is kept aside. */
  readonly hasRefused: boolean
  readonly isOfOthers: Belonging
}

/** Whether a batch, or a programme, is another hub's. */
type Belonging = (kind: 'batch' | 'programme', id: string) => boolean

/** Asks the store once for each; a page has thousands of tasks of one batch. */
function createBelonging(store: Store, hubId: string): Belonging {
  const known = new Map<string, boolean>()
  return (kind, id) => {
    const before = known.get(id)
    if (before !== undefined) return before
    const isOfOthers = (store.feed.hubOf(kind, id) ?? hubId) !== hubId
    known.set(id, isOfOthers)
    return isOfOthers
  }
}

function applyChange(
  store: Store,
  hub: HubRow,
  { seq, id, content, checked }: CheckedChange,
  { at, outcome, check, mayLack, hasRefused, isOfOthers }: Applying,
): Taken {
  switch (checked.kind) {
    case 'expert':
      store.hubs.setExpertName(hub.id, checked.body.name)
      return 'stored'
    case 'occupations':
      if (checked.body.id !== hub.id) return OTHER_HUBS
      store.occupations.put(hub.id, checked.body.occupations)
      return 'stored'
    case 'programme':
      // Whoever writes under it sees that its guideline is another one.
      for (const taskId of store.taskList.inWork(checked.body.id)) outcome.changed.add(taskId)
      return store.feed.putProgramme(hub.id, checked.body) ? 'stored' : OTHER_HUBS
    case 'batch':
      if (isOfOthers('programme', checked.body.programmeId)) return OTHER_HUBS
      return store.feed.putBatch(hub.id, checked.body) ? 'stored' : OTHER_HUBS
    case 'task': {
      const { task, assignment } = checked
      // It would be shown, and invoiced, as work for whoever that hub is of, and go to this one.
      if (isOfOthers('batch', task.batchId)) return OTHER_HUBS
      // The text is stored as it came, so that what a newer hub added to it is not lost.
      const put = putTask(store, hub.id, task, content, assignment, at, hub.deviceId)
      if (put === 'changed') outcome.changed.add(task.id)
      outcome.tasks += 1
      return put === 'not-yours' ? OTHER_HUBS : 'stored'
    }
    case 'assignment':
      if (!mayLack) return { refused: 'its body is missing' }
      // What is kept aside is asked for whole: perhaps it can be read by now.
      if (hasRefused && store.feed.refusedBody(hub.id, 'task', id) !== undefined) return 'lacking'
      if (!renewAssignment(store, hub, id, checked.assignment)) return 'lacking'
      outcome.changed.add(id)
      outcome.tasks += 1
      return 'stored'
    case 'submission': {
      const taken = applyReport(store, hub, checked.body, { seq, check, at })
      if (taken === 'lacking' && !mayLack) return { refused: 'its receipt is missing' }
      if (taken !== 'stored') return taken
      outcome.changed.add(checked.body.taskId)
      outcome.submissions += 1
      return 'stored'
    }
    case 'unknown':
      // This desk asks for it again once it knows it (FEED_LEVEL).
      return 'stored'
    case 'refused':
      return { refused: checked.reason }
  }
}

/**
 * Stores a task and its files, and moves its state as far as the hub may.
 * @param content the task as JSON text
 * @param deviceId this device, as the hub knows it
 */
export function putTask(
  store: Store,
  hubId: string,
  task: TaskEntry,
  content: string,
  assignment: Assignment,
  at: number,
  deviceId = '',
): 'new' | 'changed' | 'not-yours' {
  const state = isHeldElsewhere(assignment, deviceId) ? 'elsewhere' : assignment.state
  const added = store.tasks.add(hubId, task, content, assignment, state, at)
  const no = added ?? renewTask(store, hubId, task, content, assignment)
  if (no === undefined) return 'not-yours'
  for (const { sha256, size } of task.files) store.files.want(sha256, size, no)
  return added === undefined ? 'changed' : 'new'
}

function renewTask(
  store: Store,
  hubId: string,
  task: TaskEntry,
  content: string,
  told: Assignment,
): number | undefined {
  const head = store.tasks.head(task.id)
  if (head?.hubId !== hubId) return undefined
  const assignment = newerAssignment(store, head.no, told)
  const state = nextState(head.state, { kind: 'assignment' }, taskFacts(store, head, assignment))
  store.tasks.renew(head.no, task, content, assignment, state)
  return head.no
}

/** @returns false where this desk has no such task of this hub */
function renewAssignment(store: Store, hub: HubRow, taskId: string, told: Assignment): boolean {
  const head = store.tasks.head(taskId)
  if (head?.hubId !== hub.id) return false
  const assignment = newerAssignment(store, head.no, told)
  store.tasks.setAssignment(head.no, assignment)
  moveTask(store, head, { kind: 'assignment' }, assignment)
  return true
}

/**
 * The hub's word on a submission: its receipt, in case the answer to the sending was lost, and its review. One without a
 * receipt says only that the hub has it; the receipt comes, or came, by the answer.
 * @param seq of the change
 */
function applyReport(
  store: Store,
  hub: HubRow,
  report: SubmissionReport,
  { seq, check, at }: Pick<Applying, 'check' | 'at'> & { readonly seq: number },
): Taken {
  const submission = store.submissions.head(report.id)
  if (submission === undefined) return applyOthersReport(store, hub, report, at)
  if (submission.hubId !== hub.id) return OTHER_HUBS
  if (report.receipt !== undefined) storeReceipt(store, submission, report.receipt, check)
  else if (submission.verified !== 1) return store.outbox.setTold(report.id, seq) ? 'awaited' : 'lacking'
  store.submissions.confirm(report.id)
  store.submissions.setState(report.id, report.state)
  if (report.review !== undefined) store.submissions.setReview(report.id, JSON.stringify(report.review))
  const isNewest = store.submissions.newest(submission.taskNo)?.id === report.id
  moveTask(store, store.tasks.headByNo(submission.taskNo), { kind: 'report', report: report.state, isNewest })
  return 'stored'
}

/**
 * The hub's word on what another device of the same expert has handed in, or this one before a backup was put back. Who
 * writes here hears of it once: what they send takes its place.
 */
function applyOthersReport(store: Store, hub: HubRow, report: SubmissionReport, at: number): Taken {
  // Also what this device made while its clock was ahead, and a backup does not know: what is made from here on is newer.
  if (hasRoomAbove(report.id)) store.submissions.noteTold(report.id)
  const head = store.tasks.head(report.taskId)
  if (head === undefined) return 'stored'
  if (head.hubId !== hub.id) return OTHER_HUBS
  const { review } = report
  if (review?.decision === 'returned' && (isWritable(head.state) || head.state === 'elsewhere')) {
    const text = returnedElsewhereText(head.title, review)
    store.meta.addNotice({ id: noticeIdOf(report.id, review.reviewedAt), at, tone: 'info', text })
  } else if (isWritable(head.state)) {
    // Also where another device holds it still: then it was taken over here a while ago, without a network say.
    const text = `${hub.name} has work for “${head.title}” that this computer does not know: you handed it in from another computer, or before a backup was put back here. What you send from here takes its place.`
    store.meta.addNotice({ id: report.id, at, tone: 'info', text })
  }
  moveTask(store, head, { kind: 'others-report', report: report.state })
  return 'stored'
}

/**
 * Keeps a receipt that proves what it should and settles its operation.
 * @param check what the receipt says that the hub's pinned key has signed
 * @returns why the receipt does not prove that the hub has this submission, or undefined when it does
 */
export function storeReceipt(
  store: Store,
  submission: SubmissionHead,
  jws: string,
  check: ReceiptCheck,
): string | undefined {
  const submissionId = submission.id
  // The answer to the sending and the feed both bring it.
  if (submission.receipt === jws && submission.verified === 1) {
    store.outbox.setDone(submissionId)
    return undefined
  }
  const problem = keepReceipt(store, submission, jws, check)
  if (problem !== undefined) return problem
  // A hub takes no work without its files: they are there, whichever way they went.
  for (const { sha256 } of store.submissions.filesOf(submissionId)) {
    store.files.setAtHub(submission.hubId, sha256, true)
  }
  store.outbox.setDone(submissionId)
  // Once the hub has the work, it no longer matters that it refused to hear of the task being taken.
  store.outbox.undoRefusedDecisions(submission.taskNo)
  return undefined
}

/**
 * Keeps a receipt that proves what it should, without settling anything by it.
 * @returns as `storeReceipt`
 */
export function keepReceipt(
  store: Store,
  submission: SubmissionHead,
  jws: string,
  check: ReceiptCheck,
): string | undefined {
  const receipt = check(jws)
  if (!receipt.ok) return receipt.error
  const { submissionId, contentSha256, taskId, receivedAt, late, claimedMs, expertId } = receipt.value
  if (submissionId !== submission.id || taskId !== submission.taskId) return 'it is for another submission'
  if (contentSha256 !== submission.sha256) return 'it names another content than what was sent'
  // Whoever gets an appeal holds these against each other, too, and then it is late to ask for another receipt.
  if (claimedMs !== submission.claimedMs) return 'it names another working time than what was sent'
  if (expertId !== store.hubs.get(submission.hubId)?.expertId) return 'it is for the work of another expert'
  // A hub that has lost it may sign anew; the first receipt proves more.
  if (submission.verified !== 1) store.submissions.setReceipt(submissionId, jws, receivedAt, late, true)
  return undefined
}
