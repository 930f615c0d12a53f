import { useSyncExternalStore } from 'react'

/** Below this width there is room for reading or for writing, not for both. */
const NARROW = '(max-width: 1099px)'

function listen(changed: () => void): () => void {
  const query = window.matchMedia(NARROW)
  query.addEventListener('change', changed)
  return () => query.removeEventListener('change', changed)
}

let isNarrow = false

/** While a page is printed it is as wide as the paper; the browser has counted the sheets by then, so all stays as it is. */
function read(): boolean {
  if (!window.matchMedia('print').matches) isNarrow = window.matchMedia(NARROW).matches
  return isNarrow
}

/** Whether the window is too narrow for two panes. */
export function useNarrow(): boolean {
  return useSyncExternalStore(listen, read)
}
