import { hashToKey } from '../../shared/contract/desk-socket.ts'

const NAME = 'understudy-key'

/**
 * What the browser shell's desk knows this browser by: it comes with the address that was printed, and is kept for
 * reloads, bookmarks and other tabs. Storage belongs to an origin with its port, where a cookie goes to all ports.
 * @returns reads it as it is now: another tab may have been opened by a newer address
 */
export function takeDeskKey(
  { location, history }: Pick<Window, 'location' | 'history'>,
  storage: Storage,
): () => string | undefined {
  const given = hashToKey(location.hash)
  if (given === undefined) return () => storage.getItem(NAME) ?? undefined
  history.replaceState(null, '', location.pathname)
  try {
    storage.setItem(NAME, given)
  } catch {
    // It is full: good for as long as this page is open.
    return () => given
  }
  return () => storage.getItem(NAME) ?? given
}
