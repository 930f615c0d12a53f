import { err, ok, type Result } from '../../shared/domain/result.ts'
import { type SealedLimits, usualSealedLimits } from '../../shared/sealed/check-entries.ts'
import { openStaging } from '../../sealed/staging.ts'
import type { HubContext, OperatorError } from '../context.ts'
import type { FileStore } from '../files/file-store.ts'
import { expertForCarriage } from '../store/carriage.ts'
import { type FeedPart, sealForExpert, writeFeed } from './seal-feed.ts'

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
    const about = { kind: 'batch', expert: { id: expertId, name: expert.name }, feed: rest.feed } as const
    const bytes = await sealForExpert(context, path, about, sources)
    return bytes.ok ? ok({ ...rest, bytes: bytes.value, expertName: expert.name }) : bytes
  } finally {
    await staging.remove()
  }
}
