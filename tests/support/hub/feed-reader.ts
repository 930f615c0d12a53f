import { LEFT_OUT } from '../../../src/shared/contract/hub.ts'
import { SubmissionReport } from '../../../src/shared/domain/work.ts'
import { expertsWith, publish } from '../../../src/hub/store/feed.ts'
import { lockExperts } from '../../../src/hub/store/locks.ts'
import { newId, taskContent } from './fixtures.ts'
import type { TestDesk } from './test-desk.ts'
import type { TestHub } from './test-hub.ts'

/** By `kind/id`. */
export type Known = Map<string, { readonly assignment: unknown; readonly body: unknown }>

/** Reads a feed as a desk does: it stores pages and cursors, and applies each change to what it knows. */
export type FeedReader = {
  /** One page. @returns whether it was at the end */
  read(maxBytes: number): Promise<boolean>
  /** What it knows, its own receipts filled in from the answers. */
  known(): Known
  /** How many bodies were left out. */
  leftOut(): number
}

/**
 * @param receipts what the answers to its own sending brought, by submission; a reader that has them lets the hub leave
 *   things out (P11)
 */
export function createFeedReader(desk: TestDesk, receipts?: ReadonlyMap<string, string>): FeedReader {
  const known: Known = new Map()
  let [cursor, wholeTo, leftOut] = [0, 0, 0]
  return {
    async read(maxBytes) {
      const page = await desk.feed({ after: cursor, maxBytes, ...(receipts === undefined ? {} : { wholeTo }) })
      let before = cursor
      for (const { seq, kind, id, assignment, content } of page.changes) {
        if (seq <= before) throw new Error('numbers do not rise')
        before = seq
        const name = `${kind}/${id}`
        const had = known.get(name)
        if (content === LEFT_OUT) leftOut += 1
        if (content === LEFT_OUT && had === undefined) throw new Error(`the body of ${name} never came`)
        known.set(name, { assignment, body: content === LEFT_OUT ? had?.body : JSON.parse(content) })
      }
      cursor = page.cursor
      if (!page.more) wholeTo = cursor
      return !page.more && page.changes.length === 0
    },
    leftOut: () => leftOut,
    known: () => new Map([...known].map(([name, thing]) => [name, withReceipt(thing, receipts)])),
  }
}

function withReceipt(
  thing: { readonly assignment: unknown; readonly body: unknown },
  receipts: ReadonlyMap<string, string> | undefined,
): { readonly assignment: unknown; readonly body: unknown } {
  const report = SubmissionReport.safeParse(thing.body)
  if (!report.success || report.data.receipt !== undefined) return thing
  return { ...thing, body: { ...report.data, receipt: receipts?.get(report.data.id) ?? 'it never came' } }
}

/** What a desk that comes now is given: everything whole. */
export async function readFresh(desk: TestDesk): Promise<Known> {
  const changes = await desk.pull()
  return new Map(
    changes.map(({ kind, id, assignment, content }) => [`${kind}/${id}`, { assignment, body: JSON.parse(content) }]),
  )
}

/** As an operator who brings a sample in anew: what a task says changes, for everyone who has it. */
export async function rewriteTask({ db }: TestHub, taskId: string): Promise<void> {
  await db.transaction(async (tx) => {
    const experts = await expertsWith(tx, 'task', taskId)
    await lockExperts(tx, experts)
    const content = JSON.stringify({ ...taskContent({ brief: newId() }), id: taskId, batchId: newId(), revision: 2 })
    await tx.query('update tasks set content = $2 where id = $1', [taskId, content])
    await publish(
      tx,
      experts.map((expertId) => ({ expertId, kind: 'task', entityId: taskId, bytes: content.length })),
    )
  })
}
