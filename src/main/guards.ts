import type { App, DownloadItem, Session, WebContents } from 'electron'
import { isDeskPage, isDeskUrl } from './desk-url.ts'
import type { Log } from './log.ts'

export type GuardOptions = {
  readonly log: Log
  /** Somebody follows a link that leads out of the desk. */
  readonly onLink: (url: string) => void
}

/** What a page may do without being asked, after a click or a key: put text on the clipboard, take the whole screen. */
const ALLOWED: ReadonlySet<string> = new Set(['clipboard-sanitized-write', 'fullscreen'])

/** @param permission as Electron names it (`setPermissionRequestHandler`) */
export function isAllowed(permission: string): boolean {
  return ALLOWED.has(permission)
}

/** Guards every page that this process will ever have, from its creation on. Call before the app is ready. */
export function installGuards(app: App, options: GuardOptions): void {
  app.on('web-contents-created', (_event, contents) => guardContents(contents, options))
}

function guardContents(contents: WebContents, { log, onLink }: GuardOptions): void {
  const refuse = (what: string, url: string) => {
    log('warn', 'guard.refused', { what, scheme: schemeOf(url) })
    onLink(url)
  }
  contents.on('will-navigate', (event) => {
    if (isDeskPage(event.url)) return
    event.preventDefault()
    refuse('navigation', event.url)
  })
  contents.on('will-frame-navigate', (event) => {
    // The desk has no frames; the main frame is the business of the listener above.
    if (event.isMainFrame) return
    event.preventDefault()
    log('warn', 'guard.refused', { what: 'frame', scheme: schemeOf(event.url) })
  })
  contents.on('will-redirect', (event) => {
    // Nothing of the desk redirects, so nobody has clicked on what comes here.
    event.preventDefault()
    log('warn', 'guard.refused', { what: 'redirect', scheme: schemeOf(event.url) })
  })
  contents.setWindowOpenHandler(({ url }) => {
    refuse('window', url)
    return { action: 'deny' }
  })
  contents.on('will-attach-webview', (event) => {
    event.preventDefault()
    log('warn', 'guard.refused', { what: 'webview' })
  })
}

/**
 * Denies pages whatever Electron would otherwise grant, and downloads other than what the desk itself has made.
 * @param onNotSaved told the place of a file that could not be written there
 */
export function guardSession(session: Session, log: Log, onNotSaved: (path: string) => void): void {
  session.setPermissionRequestHandler((_contents, permission, decide) => decide(isAllowed(permission)))
  session.setPermissionCheckHandler((_contents, permission) => isAllowed(permission))
  session.setDevicePermissionHandler(() => false)
  session.on('will-download', (event, item) => {
    const url = item.getURL()
    if (url.startsWith('blob:') && isDeskUrl(url.slice('blob:'.length))) {
      watchSaving(item, (path) => {
        log('warn', 'download.interrupted')
        onNotSaved(path)
      })
      return
    }
    event.preventDefault()
    log('warn', 'guard.refused', { what: 'download', scheme: schemeOf(url) })
  })
}

/**
 * Says it where a file could not be written, on a full disk or on a stick that was taken out: a browser shows that in a
 * list of its own, and Electron has none.
 */
function watchSaving(item: DownloadItem, onInterrupted: (path: string) => void): void {
  let isOver = false
  const interrupted = () => {
    if (isOver) return
    isOver = true
    onInterrupted(item.getSavePath() || item.getFilename())
  }
  item.on('updated', (_event, state) => {
    if (state !== 'interrupted') return
    interrupted()
    // It could go on, but nobody is offered that: half a file must not lie there under its name.
    item.cancel()
  })
  item.once('done', (_event, state) => {
    if (state === 'interrupted') interrupted()
  })
}

/** All of an address that may stand in a log. */
function schemeOf(url: string): string {
  return URL.canParse(url) ? new URL(url).protocol : 'none'
}
