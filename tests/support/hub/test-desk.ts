import { randomBytes } from 'node:crypto'
import {
  type Change,
  ChangeBody,
  type FeedPage,
  filePath,
  LEFT_OUT,
  type OperationResult,
  PROTOCOL,
  PROTOCOL_HEADER,
  PushOutput,
} from '../../../src/shared/contract/hub.ts'
import type { Result } from '../../../src/shared/domain/result.ts'
import type { TaskContent } from '../../../src/shared/domain/task.ts'
import type { ReceiptPayload } from '../../../src/shared/domain/work.ts'
import { readReceipt } from '../../../src/sealed/verify-receipt.ts'
import { linesToPage } from '../../../src/shared/rules/feed-lines.ts'
import { newId } from './fixtures.ts'
import type { TestHub } from './test-hub.ts'

export type Wire = (request: Request) => Promise<Response>

/** A desk of few words: what a test wants to say to a hub over HTTP. Every answer is checked against the contract. */
export type TestDesk = {
  readonly deviceId: string
  readonly token: string
  readonly code: string
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Response>
  enrol(changes?: Record<string, unknown>): Promise<Response>
  /** One page. */
  feed(query?: Record<string, string | number>): Promise<FeedPage>
  /** Every page from `after` on. */
  pull(after?: number): Promise<Change[]>
  push(operations: readonly unknown[]): Promise<OperationResult[]>
  putFile(sha256: string, bytes: Uint8Array): Promise<Response>
}

export const address = 'http://hub.test'

export function createTestDesk(wire: Wire, code: string, base: string = address): TestDesk {
  const deviceId = newId()
  const token = randomBytes(32).toString('base64url')
  const headers = { [PROTOCOL_HEADER]: String(PROTOCOL), authorization: `Bearer ${token}` }
  const call: TestDesk['call'] = (method, path, body, more = {}) =>
    wire(
      new Request(new URL(path, base), {
        method,
        headers: { ...headers, 'content-type': 'application/json', ...more },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    )
  const feed: TestDesk['feed'] = async (query = {}) => {
    const params = new URLSearchParams(
      Object.entries({ after: 0, ...query }).map(([name, value]) => [name, String(value)]),
    )
    const response = await call('GET', `/v1/feed?${params}`)
    if (response.status !== 200) throw new Error(`feed: ${response.status} ${await response.text()}`)
    const page = unwrap(linesToPage(await response.text()))
    for (const change of page.changes) if (change.content !== LEFT_OUT) bodyOf(change)
    return page
  }
  return {
    deviceId,
    token,
    code,
    call,
    enrol: (changes = {}) => call('POST', '/v1/enrol', { code, deviceId, deviceName: 'Test desk', token, ...changes }),
    feed,
    async pull(after = 0) {
      const changes: Change[] = []
      for (let cursor = after; ; ) {
        const page = await feed({ after: cursor })
        changes.push(...page.changes)
        cursor = page.cursor
        if (!page.more) return changes
      }
    },
    async push(operations) {
      const response = await call('POST', '/v1/operations', { operations })
      if (response.status !== 200) throw new Error(`push: ${response.status} ${await response.text()}`)
      return PushOutput.parse(await response.json()).results
    },
    putFile: (sha256, bytes) =>
      wire(new Request(new URL(filePath(sha256), base), { method: 'PUT', headers, body: Buffer.from(bytes) })),
  }
}

/** A desk that is enrolled already. */
export async function enrolledDesk(wire: Wire, code: string, base?: string): Promise<TestDesk> {
  const desk = createTestDesk(wire, code, base)
  const response = await desk.enrol()
  if (response.status !== 200) throw new Error(`enrol: ${response.status} ${await response.text()}`)
  return desk
}

/** A change's body by its kind; a task's together with its assignment. */
function bodyOf({ kind, content, assignment }: Change): ChangeBody {
  const body: unknown = JSON.parse(content)
  return ChangeBody.parse({ kind, body: kind === 'task' ? { task: body, assignment } : body })
}

function unwrap<T>(result: Result<T, string>): T {
  if (result.ok) return result.value
  throw new Error(result.error)
}

type BodyOf<K extends ChangeBody['kind']> = Extract<ChangeBody, { kind: K }>['body']

/** The bodies of one kind, by id. */
export function bodiesOf<K extends ChangeBody['kind']>(changes: readonly Change[], kind: K): Map<string, BodyOf<K>> {
  const found = new Map<string, BodyOf<K>>()
  for (const change of changes) {
    const parsed = bodyOf(change)
    if (parsed.kind === kind) found.set(change.id, parsed.body as BodyOf<K>)
  }
  return found
}

/** What the hub has signed for in its answer to a submission. */
export function signedIn(result: OperationResult | undefined): ReceiptPayload {
  const signed = result?.outcome === 'done' ? readReceipt(result.receipt ?? '') : undefined
  if (signed === undefined) throw new Error(`no receipt: ${JSON.stringify(result)}`)
  return signed
}

/**
 * Imports a task for one expert alone.
 * @returns its id, how the expert's desk is told of it, and its programme
 */
export async function offerTask(
  hub: TestHub,
  desk: TestDesk,
  content: TaskContent,
  batch: { readonly onlyExpert: string } & NonNullable<Parameters<TestHub['operator']['importTasks']>[1]>,
): Promise<{ readonly id: string; readonly task: BodyOf<'task'>['task']; readonly programmeId: string }> {
  const known = new Set(bodiesOf(await desk.pull(), 'task').keys())
  const { programmeId } = await hub.operator.importTasks([content], batch)
  for (const [id, { task }] of bodiesOf(await desk.pull(), 'task')) if (!known.has(id)) return { id, task, programmeId }
  throw new Error('the task was not offered')
}
