import { err, ok, type Result } from '../../shared/domain/result.ts'
import { resultsName, SEALED_VERSION } from '../../shared/sealed/manifest.ts'
import { openStaging, writeEntry } from '../../sealed/staging.ts'
import { writeSealed } from '../../sealed/write-sealed.ts'
import type { HubContext, OperatorError } from '../context.ts'
import type { FileStore } from '../files/file-store.ts'
import { readIdentity } from '../store/hub-identity.ts'
import { changedFile } from './export-batch.ts'
import type { ImportedOutbox } from './import-outbox.ts'
import { type FeedPart, writeFeed } from './seal-feed.ts'

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
    const { hubId, name, key } = await readIdentity(context.db)
    const written = await writeSealed(
      path,
      {
        format: 'understudy-sealed',
        version: SEALED_VERSION,
        kind: 'receipts',
        hub: { id: hubId, name, publicKey: key.publicKey },
        expert: manifest.expert,
        device: { id: actor.deviceId },
        madeAt: context.clock.now(),
        feed: rest.feed,
      },
      [lines, ...sources],
      key,
    )
    if (!written.ok) return err(changedFile)
    const receipts = results.filter((result) => result.outcome === 'done' && result.receipt !== undefined).length
    return ok({ ...rest, bytes: written.value.bytes, receipts })
  } finally {
    await staging.remove()
  }
}
