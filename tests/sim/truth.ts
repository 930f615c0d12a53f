import { linesToPage } from '../../src/shared/rules/feed-lines.ts'
import { readFeed } from '../../src/hub/feed/read-feed.ts'
import type { Change } from '../../src/shared/contract/hub.ts'
import { FILES_FIELD } from './sim-files.ts'
import type { World } from './world.ts'

export type SubmissionTruth = {
  readonly id: string
  readonly answer: string
  /** Hashes of its files. */
  readonly files: readonly string[]
  readonly guidelineVersion: number
}

/** What the hub holds for the expert, read past everything that can fail. */
export type Truth = {
  readonly epoch: string
  readonly newest: number
  readonly feed: readonly Change[]
  readonly operations: ReadonlySet<string>
  readonly submissions: readonly SubmissionTruth[]
}

export async function readTruth({ hub, expertId }: World): Promise<Truth> {
  const { db } = hub.test
  const read = await readFeed(db, expertId, { after: 0, maxBytes: 8_000_000 })
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
      const { values, guidelineVersion } = JSON.parse(content) as SentContent
      const files = values[FILES_FIELD]?.map(({ sha256 }) => sha256) ?? []
      return { id, answer: values.answer, files, guidelineVersion }
    }),
  }
}

type SentContent = {
  readonly values: { readonly answer: string; readonly [FILES_FIELD]?: readonly { readonly sha256: string }[] }
  readonly guidelineVersion: number
}
