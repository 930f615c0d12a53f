import type { FeedPage } from '../../../src/shared/contract/hub.ts'

/** A page of the feed as a hub writes it (FEED_MEDIA_TYPE): what `linesToPage` reads. */
export function pageToLines({ changes, ...rest }: FeedPage): string {
  const head = { ...rest, changes: changes.length }
  const lines = changes.flatMap(({ content, ...change }) => [JSON.stringify(change), content])
  return [JSON.stringify(head), ...lines, ''].join('\n')
}
