import { linesToPage } from '../../src/shared/rules/feed-lines.ts'
import { readFeed } from '../../src/hub/feed/read-feed.ts'
import type { Change } from '../../src/shared/contract/hub.ts'
import type { World } from './world.ts'

/** What the hub holds for the expert, read past everything that can fail. */
export type Truth = {
  readonly epoch: string
  readonly newest: number
  readonly feed: readonly Change[]
  readonly operations: ReadonlySet<string>
  readonly submissions: readonly { readonly id: string; readonly answer: string; readonly guidelineVersion: number }[]
}

export async function readTruth({ hub, expertId }: World): Promise<Truth> {
  const { db } = hub.test
  const read = await readFeed(db, expertId, 0, 8_000_000)
  const head = JSON.stringify({
    epoch: read.epoch,
    cursor: read.newest,
    more: false,
    changes: read.changes.length,
    now: 0,
  })
  const page = linesToPage(Buffer.concat([Buffer.from(`${head}\n`), ...read.changes]).toString())
  if (!page.ok) throw new Error(page.error)
  const operations = await db.query<{ id: string }>('select id from operations where expert_id = $1', [expertId])
  const rows = await db.query<{ id: string; content: string }>(
    'select id, content from submissions where expert_id = $1',
    [expertId],
  )
  return {
    epoch: read.epoch,
    newest: read.newest,
    feed: page.value.changes,
    operations: new Set(operations.map(({ id }) => id)),
    submissions: rows.map(({ id, content }) => {
      const sent = JSON.parse(content) as { values: { answer: string }; guidelineVersion: number }
      return { id, answer: sent.values.answer, guidelineVersion: sent.guidelineVersion }
    }),
  }
}
