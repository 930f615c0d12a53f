import type { WebPreferences } from 'electron'

/** What every window of the desk is made with. */
export function createWebPreferences(preload: string): WebPreferences {
  return {
    preload,
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    webviewTag: false,
    navigateOnDragDrop: false,
    // On Windows and Linux it would fetch its dictionaries from Google.
    spellcheck: false,
  }
}

const NEEDED = { sandbox: true, contextIsolation: true, webSecurity: true } as const
const FORBIDDEN = {
  nodeIntegration: true,
  nodeIntegrationInWorker: true,
  nodeIntegrationInSubFrames: true,
  allowRunningInsecureContent: true,
  experimentalFeatures: true,
  webviewTag: true,
} as const

/** @returns what would let a page out of its cage; a window with such preferences must load nothing */
export function unsafePreferences(preferences: WebPreferences): string[] {
  const missing = Object.keys(NEEDED).filter((name) => Reflect.get(preferences, name) !== true)
  const open = Object.keys(FORBIDDEN).filter((name) => Reflect.get(preferences, name) === true)
  const blink = (preferences.enableBlinkFeatures ?? '') === '' ? [] : ['enableBlinkFeatures']
  return [...missing, ...open, ...blink]
}
