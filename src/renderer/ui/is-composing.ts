/**
 * Whether a key belongs to an input method, by which Chinese, Japanese or Korean is written, and is none of ours. WebKit says
 * that composing has ended before it tells of the key that ended it; by its number that key is still the method's.
 */
export function isComposing(event: Pick<KeyboardEvent, 'isComposing' | 'keyCode'>): boolean {
  return event.isComposing || event.keyCode === 229
}
