import { err, ok, type Result } from '../../shared/domain/result.ts'
import { linesToPage } from '../../shared/rules/feed-lines.ts'
import { fitsSealed, type SealedLimits, usualSealedLimits } from '../../shared/sealed/check-entries.ts'
import { feedName, fileEntryName, SEALED_VERSION, type SealedManifest } from '../../shared/sealed/manifest.ts'
import { writeEntry } from '../../sealed/staging.ts'
import { type SealedSource, writeSealed } from '../../sealed/write-sealed.ts'
import type { HubContext, OperatorError } from '../context.ts'
import { pageToBytes, readFrom } from '../feed/feed-page.ts'
import type { FeedRead } from '../feed/read-feed.ts'
import type { FileStore } from '../files/file-store.ts'
import { filesForTasks } from '../store/carriage.ts'
import { readIdentity } from '../store/hub-identity.ts'

/** About how long a page is: the desk stores each in one transaction. */
const PAGE_BYTES = 1_000_000

export type FeedPart = {
  readonly feed: { readonly epoch: string; readonly after: number; readonly cursor: number }
  /** The feed, and then the files its tasks need. */
  readonly sources: readonly SealedSource[]
  readonly tasks: number
  readonly files: number
  /** Files that the hub should have and has not. */
  readonly missing: number
  /** Files for which a sealed file has no room; the large ones. */
  readonly leftOut: number
}

/**
 * Writes what an expert's feed holds after a cursor into a folder, page by page as a desk would have been given it.
 * @param own how far the desk has read; without an epoch it is taken to be of the hub's present history
 * @param beside what else is to lie in the sealed file
 */
export async function writeFeed(
  context: HubContext,
  files: FileStore,
  expertId: string,
  own: { readonly epoch?: string; readonly after: number },
  folder: string,
  beside: readonly SealedSource[] = [],
  limits: SealedLimits = usualSealedLimits,
): Promise<Result<FeedPart, OperatorError>> {
  const now = own.epoch === undefined ? await readFrom(context, expertId, { after: 0, maxBytes: 1 }) : undefined
  // From a desk such a number means that the hub went back to an older state; from the operator it is a slip of the hand.
  if (now !== undefined && own.after > now.newest) {
    return err({
      code: 'not-so-far',
      text: `The feed of this expert ends at number ${now.newest}. Nothing was written.`,
    })
  }
  const epoch = own.epoch ?? now?.epoch
  const first = await readFrom(context, expertId, {
    after: own.after,
    ...(epoch === undefined ? {} : { epoch }),
    maxBytes: PAGE_BYTES,
  })
  const after = first.epoch === epoch ? own.after : 0
  const taskIds: string[] = []
  let last = first
  let hasChanged = false

  async function* pages(): AsyncGenerator<Buffer> {
    for (let page: FeedRead = first; ; ) {
      last = page
      const bytes = pageToBytes(page, context.clock.now())
      collectTasks(bytes, taskIds)
      yield bytes
      // What comes while this is written is for the next file.
      if (page.cursor >= first.newest) return
      page = await readFrom(context, expertId, { after: page.cursor, epoch: first.epoch, maxBytes: PAGE_BYTES })
      hasChanged = page.epoch !== first.epoch
      if (hasChanged) return
    }
  }

  const feed = await writeEntry(folder, feedName, pages())
  if (hasChanged) {
    return err({ code: 'restored', text: 'The hub was restored while the file was made. Please make it again.' })
  }
  const sources = [feed]
  let entries = 1 + beside.length
  let bytes = beside.reduce((sum, { size }) => sum + size, feed.size)
  let [missing, leftOut] = [0, 0]
  for (const { sha256, size } of await filesForTasks(context.db, expertId, taskIds)) {
    if ((await files.size(sha256)) !== size) missing += 1
    // What is larger than a sealed file may be nobody could read in.
    else if (!fitsSealed({ entries: entries + 1, bytes: bytes + size }, limits)) leftOut += 1
    else {
      sources.push({ name: fileEntryName(sha256), size, sha256, read: () => files.read(sha256) })
      entries += 1
      bytes += size
    }
  }
  const span = { epoch: first.epoch, after, cursor: last.cursor }
  return ok({ feed: span, sources, tasks: taskIds.length, files: sources.length - 1, missing, leftOut })
}

function collectTasks(bytes: Buffer, into: string[]): void {
  const page = linesToPage(bytes.toString('utf8'))
  if (!page.ok) throw new Error('a page of the feed that this hub has written cannot be read')
  for (const { kind, id } of page.value.changes) if (kind === 'task') into.push(id)
}

/**
 * Signs what an expert's desks are given and writes it to `path`.
 * @returns its size in bytes
 */
export async function sealForExpert(
  context: HubContext,
  path: string,
  { kind, feed, ...whose }: Pick<SealedManifest, 'kind' | 'expert' | 'device' | 'feed'>,
  sources: readonly SealedSource[],
): Promise<Result<number, OperatorError>> {
  const { hubId, name, key } = await readIdentity(context.db)
  const hub = { id: hubId, name, publicKey: key.publicKey }
  const madeAt = context.clock.now()
  const head = { format: 'understudy-sealed', version: SEALED_VERSION, kind, hub, ...whose, madeAt, feed } as const
  const written = await writeSealed(path, head, sources, key)
  return written.ok ? ok(written.value.bytes) : err(changedFile)
}

/** A file in the hub's folder is not what its name says. */
const changedFile: OperatorError = {
  code: 'damaged-file',
  text: 'A file in the folder of the hub is damaged. Put it back from a backup; nothing was written.',
}
