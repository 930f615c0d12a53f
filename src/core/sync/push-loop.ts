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

/**
 * Sends what is due: plans the lanes, marks what leaves, sends, stores what the hub answered.
 * @param isHeld whether an operation still waits for its files
 * @param onLanes after something about the lanes of these tasks changed
 */
export async function runPushLoop(
  link: Link,
  gate: Gate,
  isHeld: (row: OutboxRow) => boolean,
  onLanes: (taskIds: readonly string[]) => void,
): Promise<void> {
  const { store } = link
  while (!link.stopping.aborted) {
    const hub = link.hub()
    const limits = { operations: hub.operations, bytes: hub.requestBytes * BODY_SHARE }
    const { now: rows, nextAt } = planPush(store.outbox.open(hub.id), link.now(), limits, isHeld)
    if (rows.length === 0) {
      await gate.wait(nextAt === undefined ? undefined : Math.max(0, nextAt - link.now()))
      continue
    }
    if (!link.mayCall()) {
      await gate.wait()
      continue
    }
    const problem = await send(link, hub, rows, onLanes)
    if (problem !== undefined && !link.stopping.aborted) await gate.wait(link.failed(problem))
  }
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
