import { ok, type Result } from '../../shared/domain/result.ts'
import { resultsName } from '../../shared/sealed/manifest.ts'
import { openStaging, writeEntry } from '../../sealed/staging.ts'
import type { HubContext, OperatorError } from '../context.ts'
import type { FileStore } from '../files/file-store.ts'
import type { ImportedOutbox } from './import-outbox.ts'
import { type FeedPart, sealForExpert, writeFeed } from './seal-feed.ts'

export type SealedReceipts = Omit<FeedPart, 'sources'> & { readonly bytes: number; readonly receipts: number }

/** Seals the answer to an outbox: what came of each operation, with its receipt, and what is new for the desk. */
export async function sealReceipts(
  context: HubContext,
  files: FileStore,
  { manifest, actor, results }: ImportedOutbox,
  path: string,
): Promise<Result<SealedReceipts, OperatorError>> {
  const staging = await openStaging(context.filesFolder)
  try {
    const lines = await writeEntry(
      staging.folder,
      resultsName,
      results.map((result) => `${JSON.stringify(result)}\n`),
    )
    const own = manifest.feed === undefined ? { after: 0 } : { epoch: manifest.feed.epoch, after: manifest.feed.cursor }
    const part = await writeFeed(context, files, actor.expertId, own, staging.folder, [lines])
    if (!part.ok) return part
    const { sources, ...rest } = part.value
    const { expert } = manifest
    const about = { kind: 'receipts', expert, device: { id: actor.deviceId }, feed: rest.feed } as const
    const bytes = await sealForExpert(context, path, about, [lines, ...sources])
    if (!bytes.ok) return bytes
    const receipts = results.filter((result) => result.outcome === 'done' && result.receipt !== undefined).length
    return ok({ ...rest, bytes: bytes.value, receipts })
  } finally {
    await staging.remove()
  }
}
