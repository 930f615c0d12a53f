import { setImmediate as turnOfTheLoop } from 'node:timers/promises'
import type { FeedPage } from '../../shared/contract/hub.ts'
import type { Result } from '../../shared/domain/result.ts'
import { type CheckedPage, checkPage } from '../../shared/rules/check-feed.ts'
import type { HubRow } from '../store/hubs-table.ts'
import type { Store } from '../store/open-store.ts'
import { applyFeedPage, beginHistory, type FeedOutcome } from './apply-feed.ts'
import { createAskedToWait } from './asked-to-wait.ts'
import { type FeedPlace, feedPlace } from './feed-place.ts'
import type { Gate } from './gate.ts'
import type { HubProblem } from './hub-client.ts'
import type { Link } from './link.ts'

/** How long the hub may hold a question for news open. */
const LISTEN_MS = 50_000
/**
 * Pages are as large as the line brings in about this time: few round trips on a good one, little lost on a bad one, and
 * on one with seconds between question and answer little time spent waiting.
 */
const PAGE_MS = 10_000
const LEAST_PAGE_BYTES = 64_000
const FIRST_PAGE_BYTES = 500_000
const MOST_PAGE_BYTES = 3_000_000

export type PullLoop = {
  run(): Promise<void>
  /** Takes an open question back: one wants to be offline, its connection may be dead, or it asks after a late cursor. */
  interrupt(): void
}

/**
 * Asks the feed after the stored cursor, stores each page with its cursor, and at the end listens for news.
 * @param onPage after a page is stored; `caughtUp` when there is no more
 */
export function createPullLoop(
  link: Link,
  gate: Gate,
  onPage: (outcome: FeedOutcome, caughtUp: boolean) => void,
): PullLoop {
  let asking = new AbortController()
  let pageBytes = FIRST_PAGE_BYTES

  async function ask({ after, epoch, wholeTo }: FeedPlace, waitMs: number): Promise<Result<FeedPage, HubProblem>> {
    const signal = AbortSignal.any([link.stopping, asking.signal])
    const asked = link.now()
    const answer = await link.client.feed(
      { after, ...(epoch === null ? {} : { epoch }), wholeTo, maxBytes: Math.round(pageBytes), waitMs },
      signal,
    )
    if (!answer.ok) pageBytes = Math.max(LEAST_PAGE_BYTES, pageBytes / 4)
    else if (answer.value.more) pageBytes = nextPageBytes(pageBytes, link.now() - asked)
    return answer
  }

  async function run(): Promise<void> {
    let caughtUp = false
    const askedToWait = createAskedToWait(link)
    let ahead: { readonly from: FeedPlace; readonly answer: Promise<Result<FeedPage, HubProblem>> } | undefined
    while (!link.stopping.aborted) {
      if (!link.mayCall()) {
        await gate.wait()
        continue
      }
      const rest = askedToWait.rest()
      if (rest > 0) {
        await gate.wait(rest)
        continue
      }
      if (asking.signal.aborted) {
        asking = new AbortController()
        // It was taken back with the others: that is no fault of the hub's, nor of the line's.
        ahead = undefined
      }
      const hub = link.hub()
      const place = feedPlace(hub)
      const { after } = place
      // While nothing may be asked the cursor may be moved, and then the next page is another one.
      const isNext = ahead?.from.after === after && ahead.from.wholeTo === place.wholeTo
      const asked = isNext ? ahead?.answer : undefined
      const answer: Result<FeedPage, HubProblem> = await (asked ?? ask(place, caughtUp ? LISTEN_MS : 0))
      ahead = undefined
      if (link.stopping.aborted) return
      if (!answer.ok) {
        caughtUp = false
        if (asking.signal.aborted) continue
        const wait = link.failed(answer.error)
        askedToWait.begin(answer.error, wait)
        await gate.wait(wait)
        continue
      }
      const page: FeedPage = answer.value
      if (hasMovedOn(hub)) continue
      // Also where it was asked from the start, for what this desk has learned or after a rescue: its work may be lost there.
      if (hub.epoch !== null && page.epoch !== hub.epoch) {
        beginHistory(link.store, hub, page.epoch)
        continue
      }
      const flaw = pageFlaw(page, after)
      if (flaw !== undefined) {
        await gate.wait(link.failed({ kind: 'not-a-hub', detail: flaw }))
        continue
      }
      link.reached()
      // The hub gets the next page ready while this one is checked and stored; the question must be out before that.
      if (page.more) {
        const next = { epoch: page.epoch, after: page.cursor, wholeTo: place.wholeTo }
        ahead = { from: next, answer: ask(next, 0) }
        await turnOfTheLoop()
      }
      const checked = checkPage(page)
      const check = await link.checkReceipts(hub, receiptsToCheck(link.store, checked))
      if (hasMovedOn(hub)) {
        ahead = undefined
        continue
      }
      const outcome = applyFeedPage(link.store, hub, checked, link.now(), 'wire', check)
      if (outcome.lacking !== undefined) {
        ahead = undefined
        link.log('warn', 'feed-read-again', { from: outcome.lacking, to: page.cursor })
      }
      caughtUp = !page.more && outcome.lacking === undefined
      onPage(outcome, caughtUp)
    }
  }

  /** Whether the cursor was moved meanwhile, by a file or for receipts: then the answer is to a question of before. */
  function hasMovedOn(asked: HubRow): boolean {
    const { cursor, epoch, wholeTo } = link.hub()
    return cursor !== asked.cursor || epoch !== asked.epoch || wholeTo !== asked.wholeTo
  }

  return { run, interrupt: () => asking.abort() }
}

/** The receipts of own work that a page brings and that are not known yet. */
function receiptsToCheck(store: Store, { changes }: CheckedPage): string[] {
  return changes.flatMap(({ checked }) => {
    if (checked.kind !== 'submission' || checked.body.receipt === undefined) return []
    const own = store.submissions.head(checked.body.id)
    return own === undefined || own.verified === 1 ? [] : [checked.body.receipt]
  })
}

/** A page must go forward and its cursor must not pass what it does not bring. */
export function pageFlaw(
  page: { readonly cursor: number; readonly more: boolean; readonly changes: readonly { readonly seq: number }[] },
  after: number,
): string | undefined {
  let last = after
  for (const { seq } of page.changes) {
    if (seq <= last) return `change ${seq} comes after ${last}`
    last = seq
  }
  if (page.changes.length > 0 && page.cursor !== last) return `cursor ${page.cursor}, but the last change is ${last}`
  if (page.cursor < after) return `cursor ${page.cursor} goes back behind ${after}`
  if (page.more && page.cursor === after) return 'more is promised, but nothing came'
  return undefined
}

/** @param took how long a full page of `bytes` was on its way, in milliseconds */
function nextPageBytes(bytes: number, took: number): number {
  const fitting = (bytes * PAGE_MS) / Math.max(took, 1)
  return Math.round(Math.min(Math.max(fitting, bytes / 4, LEAST_PAGE_BYTES), bytes * 4, MOST_PAGE_BYTES))
}
