import type { z } from 'zod'
import type { FeedInput } from '../../shared/contract/hub.ts'
import type { HubContext } from '../context.ts'
import { renewEpoch } from '../store/feed.ts'
import type { FeedWaiters } from './feed-waiters.ts'
import { type FeedPosition, type FeedRead, readFeed } from './read-feed.ts'

/**
 * A page of an expert's feed as the bytes of a `FeedPage`; waits for a change where there is none and the desk asked to.
 * A cursor of another history (its epoch is not ours) begins at 0.
 */
export async function openFeedPage(
  context: HubContext,
  waiters: FeedWaiters,
  { expertId, id: deviceId }: { readonly expertId: string; readonly id: string },
  input: z.output<typeof FeedInput>,
  signal: AbortSignal | undefined,
): Promise<ReadableStream<Uint8Array>> {
  const read = () => readFrom(context, expertId, { ...input, deviceId })
  let page = await read()
  if (page.changes.length === 0 && input.waitMs > 0) {
    const until = performance.now() + input.waitMs
    const wait = await waiters.begin(expertId)
    try {
      // What came between the first look and the listening.
      page = await read()
      const left = until - performance.now()
      if (page.changes.length === 0 && left > 0) {
        // When a hub with 1,500 desks stops, or their line breaks, all of them are woken at once.
        if (await wait.wait(left, signal)) page = await read()
      }
    } finally {
      wait.end()
    }
  }
  return pageToStream(page, context.clock.now())
}

/**
 * Reads on after a cursor; from the start where the cursor belongs to another history.
 * @returns a page whose epoch is `input.epoch` only when it goes on from `input.after`
 */
export async function readFrom(
  context: HubContext,
  expertId: string,
  input: FeedPosition & { readonly epoch?: string | undefined },
): Promise<FeedRead> {
  const start: FeedPosition = { after: 0, maxBytes: input.maxBytes }
  const page = await readFeed(context.db, expertId, input)
  if (input.epoch !== undefined && input.epoch !== page.epoch) return readFeed(context.db, expertId, start)
  if (input.after <= page.newest) return page
  // The desk has seen numbers that were never given out here: the database went back to an older state.
  await context.db.transaction((tx) => renewEpoch(tx, context, expertId))
  context.log('warn', 'feed-went-back', { expert: expertId, after: input.after, newest: page.newest })
  return readFeed(context.db, expertId, start)
}

/** The bytes of a `FeedPage` as JSON Lines. */
export function pageToBytes(page: FeedRead, now: number): Buffer {
  const more = page.cursor < page.newest
  const head = JSON.stringify({ epoch: page.epoch, cursor: page.cursor, more, changes: page.changes.length, now })
  return Buffer.concat([Buffer.from(`${head}\n`), ...page.changes])
}

function pageToStream(page: FeedRead, now: number): ReadableStream<Uint8Array> {
  const bytes = pageToBytes(page, now)
  return new ReadableStream({
    start(controller) {
      controller.enqueue(bytes)
      controller.close()
    },
  })
}
