import { EventEmitter } from 'node:events'
import { join } from 'node:path'
import type * as Electron from 'electron'
import type { Protocol } from './cdp.ts'
import { chromium, folder } from './host.ts'
import { isPrevented, plainEvent } from './preventable.ts'
import { recordCall } from './recorded.ts'
import { fromWire, toWire } from './schemes.ts'

type RequestHandler = Parameters<Electron.Session['setPermissionRequestHandler']>[0]
type CheckHandler = Parameters<Electron.Session['setPermissionCheckHandler']>[0]
type Permission = Parameters<NonNullable<CheckHandler>>[1]

/** Electron's names of permissions and Chromium's, as far as they can be given and taken by CDP. */
const PERMISSIONS: readonly (readonly [Permission, Protocol.Browser.PermissionDescriptor])[] = [
  ['geolocation', { name: 'geolocation' }],
  ['notifications', { name: 'notifications' }],
  ['media', { name: 'camera' }],
  ['media', { name: 'microphone' }],
  ['clipboard-read', { name: 'clipboard-read' }],
  ['clipboard-sanitized-write', { name: 'clipboard-write' }],
  ['midi', { name: 'midi' }],
  ['idle-detection', { name: 'idle-detection' }],
  ['window-management', { name: 'window-management' }],
  ['local-fonts', { name: 'local-fonts' }],
]

let requestHandler: RequestHandler = null
let checkHandler: CheckHandler = null

class Session extends EventEmitter {
  setPermissionRequestHandler(handler: RequestHandler): void {
    requestHandler = handler
  }

  setPermissionCheckHandler(handler: CheckHandler): void {
    checkHandler = handler
  }

  /** By the system's settings: what `UNDERSTUDY_DOUBLE_PROXY` says, else direct. */
  resolveProxy(url: string): Promise<string> {
    recordCall('session.resolveProxy', [url])
    return Promise.resolve(process.env['UNDERSTUDY_DOUBLE_PROXY'] ?? 'DIRECT')
  }

  setDevicePermissionHandler(handler: Parameters<Electron.Session['setDevicePermissionHandler']>[0]): void {
    recordCall('session.setDevicePermissionHandler', [handler])
  }
}
export type { Session }
const defaultSession = new Session()
export const session = { defaultSession }

/** As in Electron, what has no handler is allowed. A page meets `prompt`, and a refusal, where the two disagree. */
function settingOf(permission: Permission, url: string): Protocol.Browser.PermissionSetting {
  const details = { requestingUrl: url, isMainFrame: true }
  // The double's own WebContents is not Electron's; a handler that decides by it is not modelled.
  const passesCheck = !checkHandler || checkHandler(null, permission, url, details)
  let isGranted = true
  const callback = (granted: boolean) => {
    isGranted = granted
  }
  requestHandler?.(null as never, permission, callback, details)
  if (passesCheck !== isGranted) return 'prompt'
  return isGranted ? 'granted' : 'denied'
}

/**
 * Asks the shell's handlers about every permission before a page loads and gives Chromium the answers, so that the page
 * meets them for real. Electron asks when the page does.
 */
export async function applyPermissions(url: string): Promise<void> {
  const wire = toWire(url)
  if (!wire.startsWith('http')) return
  const { origin } = new URL(wire)
  for (const [name, permission] of PERMISSIONS) {
    const setting = settingOf(name, url)
    await chromium().browser.send('Browser.setPermission', { permission, setting, origin })
  }
}

let interruption: 'updated' | 'done' | undefined

/**
 * The next download breaks off, as on a full disk.
 * @param event by which it is told: `updated` where it could be resumed, else `done`
 */
export function interruptDownload(event: 'updated' | 'done'): void {
  interruption = event
}

class DownloadItem extends EventEmitter {
  readonly #guid: string
  readonly #url: string
  readonly #filename: string

  constructor(guid: string, url: string, filename: string) {
    super()
    this.#guid = guid
    this.#url = url
    this.#filename = filename
  }

  getURL(): string {
    return this.#url
  }

  getFilename(): string {
    return this.#filename
  }

  getSavePath(): string {
    return join(folder, 'downloads', this.#filename)
  }

  cancel(): void {
    recordCall('DownloadItem.cancel', [])
    chromium().browser.tell('Browser.cancelDownload', { guid: this.#guid })
    this.emit('done', plainEvent(), 'cancelled')
  }
}
export type { DownloadItem }

/** Downloads go where Playwright wants them, unless the shell prevents them. */
export function watchDownloads(): void {
  const { browser } = chromium()
  const downloadPath = join(folder, 'downloads')
  browser.tell('Browser.setDownloadBehavior', { behavior: 'allow', downloadPath, eventsEnabled: true })
  browser.on('Browser.downloadWillBegin', ({ guid, url, suggestedFilename }) => {
    const item = new DownloadItem(guid, fromWire(url), suggestedFilename)
    recordCall('download', [fromWire(url), suggestedFilename])
    const broken = interruption
    interruption = undefined
    if (isPrevented(defaultSession, 'will-download', {}, item)) browser.tell('Browser.cancelDownload', { guid })
    else if (broken !== undefined) item.emit(broken, plainEvent(), 'interrupted')
  })
}
