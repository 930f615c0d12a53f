/** How far a desk has read a hub's feed; `epoch` null where it has read nothing. */
export type OwnFeed = { readonly epoch: string | null; readonly cursor: number }
/** What a sealed feed goes on from and how far it leads. */
export type SealedFeed = { readonly epoch: string; readonly after: number; readonly cursor: number }

export type FeedPlan =
  /** Changes with a number above `from` are new; the cursor goes on to where the file leads. */
  | { readonly take: 'newer'; readonly from: number }
  /** The desk has read as far, or further. */
  | { readonly take: 'nothing' }
  /** Between what the desk has read and what the file holds something is missing. */
  | { readonly take: 'refuse'; readonly because: 'gap' | 'old-history' }

/**
 * What a desk does with a feed that came in a file. Files come in any order and more than once, so:
 * - a file that begins behind the own cursor leaves a gap that nobody would fill, and is refused;
 * - of another one only what is newer than the own cursor is taken: an older state of a thing never replaces a newer one,
 *   because a feed names each thing at the number of its newest change;
 * - epochs are UUIDv7, so of two histories of a hub the younger one is known; it is taken from its start only.
 */
export function planSealedFeed(own: OwnFeed, file: SealedFeed): FeedPlan {
  if (own.epoch !== null && file.epoch < own.epoch) return { take: 'refuse', because: 'old-history' }
  const cursor = own.epoch === file.epoch ? own.cursor : 0
  if (file.after > cursor) return { take: 'refuse', because: 'gap' }
  if (own.epoch === file.epoch && file.cursor <= cursor) return { take: 'nothing' }
  return { take: 'newer', from: cursor }
}
