import { setImmediate as turnOfTheLoop } from 'node:timers/promises'
import type { PushOutput } from '../../shared/contract/hub.ts'
import type { Result } from '../../shared/domain/result.ts'
import type { HubRow } from '../store/hubs-table.ts'
import type { OutboxRow } from '../store/outbox-table.ts'
import { askForReceipts } from './apply-feed.ts'
import { applyResults, markSent, markUnsent, operationToWire, postpone, quarantine } from './apply-push.ts'
import { createAskedToWait } from './asked-to-wait.ts'
import type { Gate } from './gate.ts'
import type { HubProblem } from './hub-client.ts'
import type { Link } from './link.ts'
import {
  FIRST_PUSH_BYTES,
  isFirstOfLane,
  LEAST_PUSH_BYTES,
  nextPushBytes,
  type PushPlan,
  planPush,
} from './plan-push.ts'
import { problemToText } from './problem-texts.ts'

/** Who is told of what the loop meets. */
export type PushListeners = {
  /** Something about the lanes of these tasks changed. */
  readonly onLanes: (taskIds: readonly string[]) => void
  /** The feed is to be asked for receipts that it left out, since the answer did not bring them. */
  readonly onAnswerLost: () => void
  /** The hub lacks files that this desk took to be there, as one that was restored from a backup does. */
  readonly onFilesLacking: () => void
}

/** Of a request's size this share is for operations; the rest is for what is around them. */
const BODY_SHARE = 0.9
/** A request on its way, or answered. */
type Sending = {
  /** As it was known when the request left. */
  readonly hub: HubRow
  readonly rows: readonly OutboxRow[]
  readonly began: number
  /** Aborted when its connection was given up. */
  readonly line: AbortSignal
  readonly answer: Promise<Result<PushOutput, HubProblem>>
}

/**
 * Sends what is due: plans the lanes, marks what leaves, sends, stores what the hub answered. One request is on its way
 * at a time; the next one leaves before the answer to the last is stored, so that the hub works while the desk does. A
 * lane waits until its answer is stored.
 */
export async function runPushLoop(link: Link, gate: Gate, listeners: PushListeners): Promise<void> {
  const { onLanes, onAnswerLost } = listeners
  const { store } = link
  let pushBytes = FIRST_PUSH_BYTES
  let ahead: Sending | undefined
  const askedToWait = createAskedToWait(link)
  while (!link.stopping.aborted) {
    if (ahead === undefined && !link.mayCall()) {
      await gate.wait()
      continue
    }
    const rest = ahead === undefined ? askedToWait.rest() : 0
    if (rest > 0) {
      await gate.wait(rest)
      continue
    }
    const hub = link.hub()
    const plan = (busy: Iterable<number>): PushPlan => {
      const limits = { operations: hub.operations, bytes: Math.min(pushBytes, hub.requestBytes * BODY_SHARE) }
      return planPush(store.outbox.eachOpen(hub.id), link.now(), limits, busy)
    }
    if (ahead === undefined) {
      const { now: rows, nextAt } = plan([])
      if (rows.length === 0) {
        await gate.wait(nextAt === undefined ? undefined : Math.max(0, nextAt - link.now()))
        continue
      }
      ahead = begin(link, rows, onLanes)
    }
    const sending: Sending = ahead
    const { rows, began, line } = sending
    ahead = undefined
    const answer = await sending.answer
    if (answer.ok) {
      const bytes = rows.reduce((sum, row) => sum + row.bytes, 0)
      pushBytes = nextPushBytes(pushBytes, bytes, link.now() - began)
      link.reached()
      if (!link.stopping.aborted && link.mayCall()) {
        const { now: next } = plan(rows.map((row) => row.taskNo))
        if (next.length > 0) {
          ahead = begin(link, next, onLanes)
          // The request must be out before storing begins.
          await turnOfTheLoop()
        }
      }
      await settle(link, sending, answer.value, listeners)
      continue
    }
    const problem = await refusedWhole(link, rows, answer.error, listeners)
    if (problem !== undefined && askForReceipts(store, hub.id)) onAnswerLost()
    if (problem?.kind === 'unreachable' && !line.aborted) pushBytes = Math.max(LEAST_PUSH_BYTES, pushBytes / 4)
    // Over a new connection it is sent again at once; the hub knows by its ids what it has done already.
    if (problem === undefined || line.aborted) continue
    const wait = link.failed(problem)
    askedToWait.begin(problem, wait)
    await gate.wait(wait)
  }
}

/** Marks what leaves and sends it. */
function begin(link: Link, rows: readonly OutboxRow[], onLanes: (taskIds: readonly string[]) => void): Sending {
  const { store, client } = link
  const hub = link.hub()
  markSent(store, rows)
  onLanes(rows.map((row) => row.taskId))
  const operations = rows.map((row) => operationToWire(store, row))
  const line = link.line()
  return { hub, rows, began: link.now(), line, answer: client.push(operations, line) }
}

async function settle(
  link: Link,
  { hub, rows }: Sending,
  { results: answered }: PushOutput,
  { onLanes, onFilesLacking }: PushListeners,
): Promise<void> {
  const receipts = answered.flatMap((result) => ('receipt' in result ? (result.receipt ?? []) : []))
  const check = await link.checkReceipts(hub, receipts)
  // Answered before the hub was restored from a backup, and heard after it: the hub may have lost it, and is asked again.
  const isOfNow = hub.epoch === null || link.hub().epoch === hub.epoch
  const results = isOfNow ? answered : []
  const lacksFiles = applyResults(link.store, hub, rows, { results, check }, link.now(), link.random)
  if (lacksFiles) onFilesLacking()
  onLanes(rows.map((row) => row.taskId))
}

/**
 * What to do about a request that the hub did not take.
 * @returns the problem when the hub could not be asked; what concerns one operation is stored with its lane
 */
async function refusedWhole(
  link: Link,
  rows: readonly OutboxRow[],
  problem: HubProblem,
  listeners: PushListeners,
): Promise<HubProblem | undefined> {
  const { store } = link
  const { onLanes } = listeners
  if (problem.kind === 'unreachable' && problem.neverLeft === true) {
    markUnsent(store, rows)
    onLanes(rows.map((row) => row.taskId))
  }
  if (problem.kind !== 'failed' && problem.kind !== 'too-large') return problem
  const [only, ...others] = rows
  if (only !== undefined && others.length === 0) {
    if (problem.kind === 'too-large') quarantine(store, only, 'too-large', problemToText(problem))
    else postpone(store, only, link.now(), link.random, 'busy')
    onLanes([only.taskId])
    return undefined
  }
  // One of them upsets the hub: sent alone, it cannot hold up other lanes. Those of its own wait behind it.
  for (const { id } of rows) {
    // Many requests go from here: one may have chosen to be offline since. What is left goes when that ends.
    if (link.stopping.aborted || !link.mayCall()) return undefined
    // Meanwhile the feed may have brought what became of it.
    const row = store.outbox.get(id)
    if (row === undefined || !isFirstOfLane(store.outbox.openOfTask(row.taskNo), id)) continue
    const sending = begin(link, [row], onLanes)
    const answer = await sending.answer
    if (answer.ok) {
      link.reached()
      await settle(link, sending, answer.value, listeners)
      continue
    }
    const other = await refusedWhole(link, [row], answer.error, listeners)
    if (other !== undefined) return other
  }
  return undefined
}
