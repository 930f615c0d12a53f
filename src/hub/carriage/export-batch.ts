import { err, ok, type Result } from '../../shared/domain/result.ts'
import { type SealedLimits, usualSealedLimits } from '../../shared/sealed/check-entries.ts'
import { SEALED_VERSION } from '../../shared/sealed/manifest.ts'
import { openStaging } from '../../sealed/staging.ts'
import { writeSealed } from '../../sealed/write-sealed.ts'
import type { HubContext, OperatorError } from '../context.ts'
import type { FileStore } from '../files/file-store.ts'
import { expertForCarriage } from '../store/carriage.ts'
import { readIdentity } from '../store/hub-identity.ts'
import { type FeedPart, writeFeed } from './seal-feed.ts'

export type ExportedBatch = Omit<FeedPart, 'sources'> & { readonly bytes: number; readonly expertName: string }

/**
 * Seals what the hub has for an expert into a file that any of his desks reads in.
 * @param after everything with a higher number in his feed; 0 for all of it
 */
export async function exportBatch(
  context: HubContext,
  files: FileStore,
  { expertId, path, after }: { readonly expertId: string; readonly path: string; readonly after: number },
  limits: SealedLimits = usualSealedLimits,
): Promise<Result<ExportedBatch, OperatorError>> {
  const expert = await expertForCarriage(context.db, expertId)
  if (expert === 'unknown') return err({ code: 'unknown', text: 'There is no expert with this id. See: expert list' })
  if (expert === 'withdrawn') {
    return err({ code: 'withdrawn', text: 'The access of this expert was withdrawn. Nothing was written.' })
  }
  const staging = await openStaging(context.filesFolder)
  try {
    const part = await writeFeed(context, files, expertId, { after }, staging.folder, [], limits)
    if (!part.ok) return part
    const { sources, ...rest } = part.value
    const { hubId, name, key } = await readIdentity(context.db)
    const written = await writeSealed(
      path,
      {
        format: 'understudy-sealed',
        version: SEALED_VERSION,
        kind: 'batch',
        hub: { id: hubId, name, publicKey: key.publicKey },
        expert: { id: expertId, name: expert.name },
        madeAt: context.clock.now(),
        feed: rest.feed,
      },
      sources,
      key,
    )
    if (!written.ok) return err(changedFile)
    return ok({ ...rest, bytes: written.value.bytes, expertName: expert.name })
  } finally {
    await staging.remove()
  }
}

/** A file in the hub's folder is not what its name says. */
export const changedFile: OperatorError = {
  code: 'damaged-file',
  text: 'A file in the folder of the hub is damaged. Put it back from a backup; nothing was written.',
}
