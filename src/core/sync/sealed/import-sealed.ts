import { z } from 'zod'
import { OperationResult } from '../../../shared/contract/hub.ts'
import { Id } from '../../../shared/domain/primitives.ts'
import { err, ok, type Result } from '../../../shared/domain/result.ts'
import { feedName, fileEntryHash, resultsName, type SealedManifest } from '../../../shared/sealed/manifest.ts'
import { type FeedPlan, planSealedFeed } from '../../../shared/sealed/plan-feed.ts'
import { formRefusals, type SealedRefusal } from '../../../shared/sealed/refusals.ts'
import { type OpenedSealed, openSealed } from '../../../sealed/open-sealed.ts'
import { ContentFlaw, readFeedPages, readJsonLines } from '../../../sealed/read-lines.ts'
import { hasRoom } from '../../../sealed/staging.ts'
import { fileSize, settleFile } from '../../store/file-store.ts'
import type { HubRow } from '../../store/hubs-table.ts'
import type { Store } from '../../store/open-store.ts'
import { checkPage } from '../../../shared/rules/check-feed.ts'
import { applyFeedPage, emptyOutcome, type FeedOutcome, keepReceipt } from '../apply-feed.ts'
import { receiptCheckOf } from '../receipt-checks.ts'
import { applySettled } from '../apply-push.ts'
import { pageFlaw } from '../pull-loop.ts'
import { deskRefusals } from './desk-refusals.ts'

export type SealedImport = {
  readonly kind: 'batch' | 'receipts'
  readonly hub: HubRow
  readonly madeAt: number
  readonly feed: FeedOutcome
  /** Of files that were missing and are here now. */
  readonly files: number
  readonly receipts: number
  readonly refused: number
  readonly later: number
  readonly newsLeftOut: boolean
  /** Whose lanes have changed. */
  readonly taskIds: readonly string[]
}

/**
 * Reads in a sealed file that a hub has made. All of it is checked before anything of it is used; what is new is then
 * taken in steps of which each is whole, so a file may come twice, in any order, and be cut short by a crash.
 * @param staging an empty folder of our own
 */
export async function importSealed(
  store: Store,
  path: string,
  staging: string,
  now: () => number,
): Promise<Result<SealedImport, SealedRefusal>> {
  const opened = await openSealed(path)
  if (!opened.ok) return opened
  const sealed = opened.value
  try {
    const { manifest } = sealed
    const maker = knownMaker(store, sealed)
    if (!maker.ok) return maker
    const { hub, kind } = maker.value
    const planNow = (): FeedPlan | undefined =>
      manifest.feed === undefined ? undefined : planSealedFeed(store.hubs.get(hub.id) ?? hub, manifest.feed)
    // An answer to an outbox is worth reading even where its news are not.
    const first = planNow()
    if (first?.take === 'refuse' && kind === 'batch') return err(deskRefusals[first.because](hub.name))

    const total = manifest.entries.reduce((sum, entry) => sum + entry.size, 0)
    if (!(await hasRoom(staging, total))) return err(formRefusals.noRoom(total))
    const unpacked = await sealed.unpack(staging)
    if (!unpacked.ok) return unpacked
    const checked = await checkContents(manifest, unpacked.value)
    if (!checked.ok) return checked

    // Unpacking takes minutes, in which the wire may have brought that the hub was restored.
    const plan = planNow()
    const newsLeftOut = plan?.take === 'refuse'
    // What became of the own work first: the news may say more of it, such as a review.
    const isOfNow = !(plan?.take === 'refuse' && plan.because === 'old-history')
    const answers = { results: checked.value, isOfNow }
    const settled = applyFileResults(store, hub, sealed.manifestSha256, answers, now())
    const feed = emptyOutcome()
    const pages = unpacked.value.get(feedName)
    if (pages !== undefined && !newsLeftOut) await applyPages(store, hub.id, manifest, pages, now, feed)
    const files = await keepFiles(store, unpacked.value)
    return ok({ kind, hub, madeAt: manifest.madeAt, feed, files, newsLeftOut, ...settled })
  } finally {
    sealed.close()
  }
}

/** Whether the file was made for this desk by a hub whose key it has pinned. */
function knownMaker(
  store: Store,
  sealed: OpenedSealed,
): Result<{ hub: HubRow; kind: 'batch' | 'receipts' }, SealedRefusal> {
  const { manifest } = sealed
  const hub = store.hubs.get(manifest.hub.id)
  if (hub?.kind !== 'hub') return err(deskRefusals.wrongHub(manifest.hub.name))
  if (manifest.kind === 'outbox') return err(deskRefusals.outbox(hub.name))
  if (!sealed.isSealedBy(hub.publicKey)) return err(deskRefusals.wrongSignature(hub.name))
  if (manifest.expert.id !== hub.expertId) return err(deskRefusals.wrongExpert(manifest.expert.name, hub.expertName))
  if (manifest.device !== undefined && manifest.device.id !== hub.deviceId) return err(deskRefusals.wrongDevice())
  return ok({ hub, kind: manifest.kind })
}

/** An answer that only a newer desk can read counts as none, as over the wire: its operation goes on waiting. */
const ReadableResult = OperationResult.or(
  z.object({ id: Id, outcome: z.string() }).transform(({ id }) => ({ id, outcome: 'later', code: 'busy' }) as const),
)

/** Reads feed and results to their ends, so that nothing of a file is used that has a flaw further down. */
async function checkContents(
  { feed, entries }: SealedManifest,
  places: ReadonlyMap<string, string>,
): Promise<Result<OperationResult[], SealedRefusal>> {
  const pages = places.get(feedName)
  const lines = places.get(resultsName)
  if (entries.some(({ name }) => name !== feedName && name !== resultsName && fileEntryHash(name) === undefined)) {
    return err(formRefusals.damaged('it holds what belongs to another kind of file'))
  }
  if ((pages === undefined) !== (feed === undefined)) return err(formRefusals.damaged('its news do not fit its list'))
  try {
    if (pages !== undefined && feed !== undefined) {
      let cursor = feed.after
      for await (const page of readFeedPages(pages)) {
        if (page.epoch !== feed.epoch || pageFlaw({ ...page, more: false }, cursor) !== undefined) {
          return err(formRefusals.damaged('its news are not in their order'))
        }
        ;({ cursor } = page)
      }
      if (cursor !== feed.cursor) return err(formRefusals.damaged('its news end too early'))
    }
    const results: OperationResult[] = []
    if (lines !== undefined) {
      for await (const line of readJsonLines(lines)) {
        const result = ReadableResult.safeParse(line)
        if (!result.success) return err(formRefusals.damaged('an answer in it cannot be read'))
        results.push(result.data)
      }
    }
    return ok(results)
  } catch (error) {
    if (error instanceof ContentFlaw) return err(formRefusals.damaged(error.message))
    throw error
  }
}

/** Page by page, each with its cursor; the wire may bring pages in between, so each is planned by itself. */
async function applyPages(
  store: Store,
  hubId: string,
  { feed }: SealedManifest,
  path: string,
  now: () => number,
  outcome: FeedOutcome,
): Promise<void> {
  let after = feed?.after ?? 0
  for await (const page of readFeedPages(path)) {
    const hub = store.hubs.get(hubId)
    if (hub === undefined) return
    const plan = planSealedFeed(hub, { epoch: page.epoch, after, cursor: page.cursor })
    after = page.cursor
    if (plan.take === 'refuse') return
    if (plan.take === 'nothing') continue
    const changes = page.changes.filter(({ seq }) => seq > plan.from)
    const one = applyFeedPage(store, hub, checkPage({ ...page, changes }), now(), 'file')
    outcome.tasks += one.tasks
    outcome.submissions += one.submissions
    outcome.refused += one.refused
    for (const taskId of one.changed) outcome.changed.add(taskId)
  }
}

/**
 * What came of the operations of an outbox, all in one transaction, as if the wire had brought it. `isOfNow` is false of
 * what the hub said before it was restored from a backup: it may have lost what it did then, and is asked again.
 */
function applyFileResults(
  store: Store,
  hub: HubRow,
  manifestSha256: string,
  { results, isOfNow }: { readonly results: readonly OperationResult[]; readonly isOfNow: boolean },
  at: number,
): { receipts: number; refused: number; later: number; taskIds: string[] } {
  const counts = { receipts: 0, refused: 0, later: 0, taskIds: new Set<string>() }
  store.transaction(() => {
    const mark = `sealed:${manifestSha256}`
    // A refusal counts once: what was tried anew since is not set aside again by reading the same file again.
    const isKnown = store.meta.get(mark) !== undefined
    if (!isKnown) store.meta.set(mark, String(at))
    for (const result of results) {
      const row = store.outbox.get(result.id)
      if (row?.hubId !== hub.id || row.state === 'done' || row.state === 'undone') continue
      if (!isOfNow) {
        keepOldReceipt(store, hub, result)
        counts.later += 1
        continue
      }
      if (result.outcome === 'later') {
        counts.later += 1
        // The next outbox brings them: the hub may have lost them.
        if (!isKnown) for (const sha256 of result.missing ?? []) store.files.setAtHub(hub.id, sha256, false)
      }
      if (result.outcome === 'later' || (result.outcome === 'refused' && isKnown)) continue
      applySettled(store, row, result, receiptCheckOf(hub), at)
      counts.taskIds.add(row.taskId)
      const after = store.outbox.get(row.id)?.state
      if (after === 'quarantined') counts.refused += 1
      else if (row.kind === 'submit') counts.receipts += 1
    }
  })
  return { ...counts, taskIds: [...counts.taskIds] }
}

/** What a hub has signed before it was restored: the work goes to it again with that receipt. */
function keepOldReceipt(store: Store, hub: HubRow, result: OperationResult): void {
  const submission = store.submissions.head(result.id)
  if (submission === undefined || result.outcome !== 'done' || result.receipt === undefined) return
  keepReceipt(store, submission, result.receipt, receiptCheckOf(hub))
}

/** Puts those files into their place that something here needs; their bytes are checked once more on the way. */
async function keepFiles(store: Store, places: ReadonlyMap<string, string>): Promise<number> {
  let kept = 0
  for (const [name, place] of places) {
    const sha256 = fileEntryHash(name)
    const wanted = sha256 === undefined ? undefined : store.files.get(sha256)
    if (sha256 === undefined || wanted === undefined || wanted.here) continue
    const size = await fileSize(place)
    if (!(await settleFile(store.folder, place, sha256))) continue
    store.files.setHere(sha256, size)
    kept += 1
  }
  return kept
}
