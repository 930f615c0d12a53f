import { FEED_LEVEL } from '../../shared/contract/hub.ts'
import type { CheckedPage } from '../../shared/rules/check-feed.ts'
import type { ReadPlace } from '../store/hubs-table.ts'

/** From where the feed is asked, as in `FeedInput`. */
export type FeedPlace = { readonly epoch: string | null; readonly after: number; readonly wholeTo: number }

/** Where the feed is read on. A desk that has learned new kinds reads it from its start; what it has stays the same. */
export function feedPlace({ epoch, cursor, feedLevel, wholeTo }: ReadPlace): FeedPlace {
  return feedLevel < FEED_LEVEL || cursor === 0 ? { epoch, after: 0, wholeTo: 0 } : { epoch, after: cursor, wholeTo }
}

/** Nothing of a history is read yet. */
export function startOf(epoch: string): ReadPlace {
  return { epoch, cursor: 0, feedLevel: FEED_LEVEL, wholeTo: 0 }
}

/** Back before the change `seq`: from there on all is to come again, whole. */
export function placeBefore({ epoch, cursor, feedLevel }: ReadPlace, seq: number): ReadPlace {
  return { epoch, cursor: Math.min(cursor, seq - 1), feedLevel, wholeTo: 0 }
}

/**
 * Where the feed is read on after a page.
 * @param own how far it was read before
 * @param lacking the first change that left out what this desk does not have
 * @param by what comes in a file says nothing of the end of the feed, and brings what an older desk passed over only when
 *   it is read from the start
 */
export function nextPlace(
  own: ReadPlace,
  { epoch, cursor, more }: Pick<CheckedPage, 'epoch' | 'cursor' | 'more'>,
  lacking: number | undefined,
  by: 'wire' | 'file',
): ReadPlace {
  const before = own.epoch === epoch && own.cursor > 0 ? own : startOf(epoch)
  if (by === 'file') return { epoch, cursor, feedLevel: before.feedLevel, wholeTo: before.wholeTo }
  const after = { epoch, cursor, feedLevel: FEED_LEVEL, wholeTo: more ? feedPlace(before).wholeTo : cursor }
  return lacking === undefined ? after : placeBefore(after, lacking)
}
