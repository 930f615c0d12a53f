import { useSyncExternalStore } from 'react'

/** Below this width there is room for reading or for writing, not for both. */
const NARROW = '(max-width: 1099px)'

function listen(changed: () => void): () => void {
  const query = window.matchMedia(NARROW)
  query.addEventListener('change', changed)
  return () => query.removeEventListener('change', changed)
}

/** Whether the window is too narrow for two panes. */
export function useNarrow(): boolean {
  return useSyncExternalStore(listen, () => window.matchMedia(NARROW).matches)
}
