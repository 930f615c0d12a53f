import type { HubRow } from '../store/hubs-table.ts'
import type { OutboxRow } from '../store/outbox-table.ts'
import { applyResults, markSent, operationToWire, postpone, quarantine } from './apply-push.ts'
import type { Gate } from './gate.ts'
import type { HubProblem } from './hub-client.ts'
import type { Link } from './link.ts'
import { planPush } from './plan-push.ts'
import { problemToText } from './problem-texts.ts'

/** Of a request's size this share is for operations; the rest is for what is around them. */
const BODY_SHARE = 0.9
/** A request carries what the line takes in about this time, so that a bad line loses little when it breaks. */
const PUSH_MS = 10_000
const FIRST_PUSH_BYTES = 200_000
const LEAST_PUSH_BYTES = 16_000

/**
 * Sends what is due: plans the lanes, marks what leaves, sends, stores what the hub answered.
 * @param onLanes after something about the lanes of these tasks changed
 */
export async function runPushLoop(
  link: Link,
  gate: Gate,
  onLanes: (taskIds: readonly string[]) => void,
): Promise<void> {
  const { store } = link
  let pushBytes = FIRST_PUSH_BYTES
  while (!link.stopping.aborted) {
    if (!link.mayCall()) {
      await gate.wait()
      continue
    }
    const hub = link.hub()
    const limits = { operations: hub.operations, bytes: Math.min(pushBytes, hub.requestBytes * BODY_SHARE) }
    const { now: rows, nextAt } = planPush(store.outbox.open(hub.id), link.now(), limits)
    if (rows.length === 0) {
      await gate.wait(nextAt === undefined ? undefined : Math.max(0, nextAt - link.now()))
      continue
    }
    const began = link.now()
    const problem = await send(link, hub, rows, onLanes)
    const bytes = rows.reduce((sum, row) => sum + row.bytes, 0)
    if (problem === undefined) pushBytes = nextPushBytes(pushBytes, bytes, link.now() - began)
    else if (problem.kind === 'unreachable') pushBytes = Math.max(LEAST_PUSH_BYTES, pushBytes / 4)
    if (problem !== undefined && !link.stopping.aborted) await gate.wait(link.failed(problem))
  }
}

/**
 * @param limit what a request could carry until now
 * @param sent what the last one carried, in bytes
 * @param took how long that took, in milliseconds
 */
function nextPushBytes(limit: number, sent: number, took: number): number {
  const fitting = (sent * PUSH_MS) / Math.max(took, 1)
  // A small request says little about what the line could carry.
  if (fitting > limit && sent < limit / 2) return limit
  return Math.max(LEAST_PUSH_BYTES, Math.min(fitting, limit * 4))
}

/** @returns the problem when the hub could not be asked; what concerns one operation is stored with its lane */
async function send(
  link: Link,
  hub: HubRow,
  rows: readonly OutboxRow[],
  onLanes: (taskIds: readonly string[]) => void,
): Promise<HubProblem | undefined> {
  const { store } = link
  const taskIds = rows.map((row) => row.taskId)
  markSent(store, rows)
  onLanes(taskIds)
  const answer = await link.client.push(
    rows.map((row) => operationToWire(store, row)),
    link.stopping,
  )
  if (answer.ok) {
    link.reached()
    applyResults(store, hub, rows, answer.value.results, link.now(), link.random)
    onLanes(taskIds)
    return undefined
  }
  const { error } = answer
  if (error.kind !== 'failed' && error.kind !== 'too-large') return error
  const [only, ...others] = rows
  if (only !== undefined && others.length === 0) {
    if (error.kind === 'too-large') quarantine(store, only, 'too-large', problemToText(error))
    else postpone(store, only, link.now(), link.random, 'busy')
    onLanes(taskIds)
    return undefined
  }
  // One of them upsets the hub: sent alone, it cannot hold up the others.
  for (const row of rows) {
    const problem = await send(link, hub, [row], onLanes)
    if (problem !== undefined) return problem
  }
  return undefined
}
