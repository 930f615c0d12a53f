import type {
  HubView,
  LaneReason,
  LaneView,
  SubmissionView,
  TaskDetail,
  TaskRow,
  UnsentView,
} from '../../shared/contract/desk-views.ts'
import { Rate } from '../../shared/domain/money.ts'
import { Review } from '../../shared/domain/work.ts'
import { isWritable } from '../../shared/rules/task-states.ts'
import type { HubRow } from '../store/hubs-table.ts'
import type { OutboxRow } from '../store/outbox-table.ts'
import type { SubmissionRow } from '../store/submissions-table.ts'
import type { TaskListRow, UnsentRow } from '../store/task-list-table.ts'
import type { Connection } from '../sync/link.ts'
import type { StoredTask } from './context.ts'
import { parseStored } from '../store/stored-json.ts'

/** Rows of the store as the window shows them. */

export function toTaskRow(row: TaskListRow, workMs: number): TaskRow {
  return {
    id: row.id,
    title: row.title,
    kind: row.kind,
    occupation: { code: row.occupationCode, title: row.occupationTitle },
    programme: { id: row.programmeId, name: row.programmeName },
    batch: { id: row.batchId, title: row.batchTitle },
    state: row.state,
    rate: Rate.parse(parseStored(row.rate)),
    ...(row.estimateMs === null ? {} : { estimateMs: row.estimateMs }),
    ...(row.dueAt === null ? {} : { dueAt: row.dueAt }),
    workMs,
    ...(row.missingFiles === 0 ? {} : { missing: { files: row.missingFiles, bytes: row.missingBytes } }),
    sample: row.hubKind === 'sample',
  }
}

export function toSubmissionState(row: Pick<SubmissionRow, 'quarantined' | 'state'>): SubmissionView['state'] {
  return row.quarantined === 1 ? 'quarantined' : row.state === 'undone' ? 'ready' : row.state
}

export function toSubmissionView(row: SubmissionRow): SubmissionView {
  const { receipt, receivedAt, late, verified, hubName } = row
  return {
    id: row.id,
    taskId: row.taskId,
    title: row.title,
    state: toSubmissionState(row),
    finishedAt: row.finishedAt,
    contentSha256: row.sha256,
    claimedMs: row.claimedMs,
    ...(receipt === null || receivedAt === null
      ? {}
      : { receipt: { jws: receipt, receivedAt, late: late === 1, verified: verified === 1, hubName } }),
    ...(row.review === null ? {} : { review: Review.parse(parseStored(row.review)) }),
  }
}

export function toWritable(stored: StoredTask): TaskDetail['writable'] {
  const { state } = stored.head
  if (isWritable(state)) return { yes: true }
  switch (state) {
    case 'offered':
    case 'declined':
      return { yes: false, because: 'not-taken' }
    case 'ready':
    case 'sent':
      return { yes: false, because: 'on-its-way' }
    case 'received':
      return { yes: false, because: 'received' }
    case 'elsewhere':
      return { yes: false, because: 'elsewhere' }
    case 'withdrawn':
      return { yes: false, because: 'withdrawn' }
    default:
      return { yes: false, because: 'closed' }
  }
}

/** @param reason why it does not move, where it does not */
export function toLaneView(row: OutboxRow, at: number, reason?: LaneReason): LaneView {
  const state =
    row.state === 'quarantined'
      ? 'quarantined'
      : row.nextAt > at
        ? 'later'
        : row.state === 'sent'
          ? 'sending'
          : 'waiting'
  return {
    id: row.id,
    hubId: row.hubId,
    taskId: row.taskId,
    title: row.title,
    kind: row.kind,
    state,
    since: row.at,
    bytes: row.bytes,
    attempts: row.attempts,
    ...(row.nextAt > at ? { nextAttemptAt: row.nextAt } : {}),
    ...(reason === undefined ? {} : { reason }),
    sample: row.sample === 1,
  }
}

export function toUnsentView(row: UnsentRow, at: number): UnsentView {
  const { dueAt } = row
  return {
    taskId: row.id,
    title: row.title,
    why: row.state === 'withdrawn' ? 'withdrawn' : dueAt !== null && dueAt <= at ? 'late' : 'soon',
    ...(dueAt === null ? {} : { dueAt }),
    isAsked: row.isAsked === 1,
    sample: row.hubKind === 'sample',
  }
}

export function toHubView(hub: HubRow, connection: Connection): HubView {
  return {
    id: hub.id,
    name: hub.name,
    address: hub.address,
    expertName: hub.expertName,
    state: hub.signedIn ? connection.state : 'signed-out',
    ...(hub.lastContactAt === null ? {} : { lastContactAt: hub.lastContactAt }),
    ...(connection.nextAttemptAt === undefined ? {} : { nextAttemptAt: connection.nextAttemptAt }),
    ...(connection.reason === undefined ? {} : { reason: connection.reason }),
  }
}
