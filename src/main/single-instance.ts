import type { App } from 'electron'

/**
 * One desk for each data folder. Set `userData` before, because the lock belongs to it.
 * @param onSecond somebody has tried to start another one
 * @returns false when this is the second one; it must quit and has already made the first one show itself
 */
export function isFirstInstance(app: App, onSecond: () => void): boolean {
  if (!app.requestSingleInstanceLock()) return false
  app.on('second-instance', onSecond)
  return true
}
