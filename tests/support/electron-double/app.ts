import { EventEmitter } from 'node:events'
import { mkdirSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import type * as Electron from 'electron'
import { BrowserWindow, requestClose, watchPages, windowEvents } from './browser-window.ts'
import { becomeReady, folder, isReady, startChromium, stopChromium } from './host.ts'
import { onQuitRole } from './menu.ts'
import { BLANK } from './page-link.ts'
import { isPrevented, plainEvent } from './preventable.ts'
import { recordCall } from './recorded.ts'
import { watchDownloads } from './session.ts'
import { SingleInstance } from './single-instance.ts'
import { stopUtilityProcesses } from './utility-process.ts'

type PathName = Parameters<Electron.App['getPath']>[0]

class App extends EventEmitter {
  readonly isPackaged = false
  readonly #paths = new Map<string, string>()
  readonly #instance = new SingleInstance()
  readonly #booted: Promise<void>
  #quitting = false
  #exiting = false
  #name = ''

  constructor() {
    super()
    this.#booted = this.#boot()
    for (const name of ['browser-window-created', 'web-contents-created', 'browser-window-focus'])
      windowEvents.on(name, (...args: unknown[]) => this.emit(name, ...args))
    windowEvents.on('closed', () => this.#windowClosed())
    onQuitRole(() => this.quit())
    // Electron quits in good order on these signals.
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => this.quit())
  }

  async #boot(): Promise<void> {
    await startChromium()
    await watchPages(BLANK)
    watchDownloads()
    this.emit('will-finish-launching')
    becomeReady()
    this.emit('ready', plainEvent(), {})
  }

  whenReady(): Promise<void> {
    return this.#booted
  }

  isReady(): boolean {
    return isReady()
  }

  getName(): string {
    return this.#name || this.#manifest('productName') || this.#manifest('name')
  }

  setName(name: string): void {
    this.#name = name
  }

  getVersion(): string {
    return this.#manifest('version')
  }

  #manifest(key: string): string {
    try {
      const manifest = JSON.parse(readFileSync(join(this.getAppPath(), 'package.json'), 'utf8')) as Record<
        string,
        unknown
      >
      const value = manifest[key]
      return typeof value === 'string' ? value : ''
    } catch {
      return ''
    }
  }

  /** The nearest folder with a package.json above the entry, as with `electron .` in that folder. */
  getAppPath(): string {
    let path = dirname(resolve(process.argv[1] ?? '.'))
    for (;;) {
      try {
        readFileSync(join(path, 'package.json'))
        return path
      } catch {
        if (dirname(path) === path) return process.cwd()
        path = dirname(path)
      }
    }
  }

  getPath(name: PathName): string {
    const set = this.#paths.get(name)
    if (set !== undefined) return set
    if (name === 'home') return homedir()
    if (name === 'userData') return join(this.getPath('appData'), this.getName())
    if (name === 'sessionData') return this.getPath('userData')
    return join(folder, name)
  }

  setPath(name: string, path: string): void {
    mkdirSync(path, { recursive: true })
    this.#paths.set(name, path)
  }

  getLocale(): string {
    return 'en-GB'
  }

  enableSandbox(): void {
    if (isReady()) throw new Error('app.enableSandbox() can only be called before app is ready')
    recordCall('app.enableSandbox', [])
  }

  setAppUserModelId(id: string): void {
    recordCall('app.setAppUserModelId', [id])
  }

  relaunch(): void {
    recordCall('app.relaunch', [])
  }

  requestSingleInstanceLock(data: Record<string, unknown> = {}): boolean {
    return this.#instance.acquire(this.getPath('userData'), data, (second) => {
      this.emit('second-instance', plainEvent(), second.argv, second.cwd, second.data)
    })
  }

  hasSingleInstanceLock(): boolean {
    return this.#instance.isHeld
  }

  releaseSingleInstanceLock(): void {
    this.#instance.release()
  }

  #windowClosed(): void {
    if (BrowserWindow.getAllWindows().length > 0 || this.#exiting) return
    if (this.#quitting) this.#willQuit()
    else if (this.listenerCount('window-all-closed') > 0) this.emit('window-all-closed')
    else this.quit()
  }

  quit(): void {
    if (this.#quitting || this.#exiting) return
    if (isPrevented(this, 'before-quit')) return
    this.#quitting = true
    const windows = BrowserWindow.getAllWindows()
    if (!windows.every(requestClose)) {
      this.#quitting = false
      return
    }
    if (windows.length === 0) this.#willQuit()
  }

  #willQuit(): void {
    if (isPrevented(this, 'will-quit')) {
      this.#quitting = false
      return
    }
    this.exit(0)
  }

  exit(code = 0): void {
    if (this.#exiting) return
    this.#exiting = true
    this.emit('quit', plainEvent(), code)
    this.#instance.release()
    void Promise.all([stopUtilityProcesses(), stopChromium()]).finally(() => process.exit(code))
  }
}
export type { App }
export const app = new App()
