import { EventEmitter } from 'node:events'
import type * as Electron from 'electron'
import { chromium } from './host.ts'
import { isPrevented, plainEvent } from './preventable.ts'
import { recordCall } from './recorded.ts'
import { screen } from './system.ts'
import { pageOf, WebContents } from './web-contents.ts'

type Rectangle = Electron.Rectangle
const windows = new Map<number, BrowserWindow>()
let focused: BrowserWindow | null = null
let count = 0

/** What the app is told about windows. */
export const windowEvents = new EventEmitter()

export class BrowserWindow extends EventEmitter {
  readonly id: number
  readonly webContents: WebContents
  #bounds: Rectangle
  #normal: Rectangle
  #title: string
  #shown: boolean
  #loaded = false
  #state: 'normal' | 'maximized' | 'minimized' | 'full' = 'normal'
  #destroyed = false

  static getAllWindows(): BrowserWindow[] {
    return [...windows.values()]
  }

  static getFocusedWindow(): BrowserWindow | null {
    return focused
  }

  static fromWebContents(contents: object): BrowserWindow | null {
    return BrowserWindow.getAllWindows().find((window) => window.webContents === contents) ?? null
  }

  static fromId(id: number): BrowserWindow | null {
    return windows.get(id) ?? null
  }

  constructor(options: Electron.BrowserWindowConstructorOptions = {}) {
    super()
    const preferences = options.webPreferences ?? {}
    recordCall('new BrowserWindow', [{ ...options, webPreferences: preferences }])
    if (preferences.nodeIntegration === true || preferences.contextIsolation === false || preferences.sandbox === false)
      throw new Error('double: only sandboxed, context-isolated windows are modelled')
    count += 1
    this.id = count
    const { width = 800, height = 600 } = options
    this.#bounds = { x: options.x ?? 0, y: options.y ?? 0, width, height }
    this.#normal = this.#bounds
    this.#title = options.title ?? ''
    this.#shown = options.show ?? true
    this.webContents = new WebContents(count, chromium(), { width, height, preload: preferences.preload })
    windows.set(this.id, this)
    this.webContents.once('did-finish-load', () => {
      this.#loaded = true
      if (this.#shown) this.emit('ready-to-show')
    })
    windowEvents.emit('browser-window-created', plainEvent(), this)
    windowEvents.emit('web-contents-created', plainEvent(), this.webContents)
    if (this.#shown) this.focus()
  }

  loadURL(url: string): Promise<void> {
    return this.webContents.loadURL(url)
  }

  show(): void {
    // On Wayland a hidden window draws nothing, so this comes with its showing only (github.com/electron/electron/issues/48859).
    if (!this.#shown && this.#loaded) this.emit('ready-to-show')
    this.#shown = true
    this.emit('show')
    this.focus()
  }

  hide(): void {
    this.#shown = false
    this.emit('hide')
  }

  isVisible(): boolean {
    return this.#shown && this.#state !== 'minimized'
  }

  focus(): void {
    setFocused(this)
    void pageOf(this.webContents).bringToFront()
    this.emit('focus')
    windowEvents.emit('browser-window-focus', plainEvent(), this)
  }

  isFocused(): boolean {
    return focused === this
  }

  getBounds(): Rectangle {
    return { ...this.#bounds }
  }

  getNormalBounds(): Rectangle {
    return { ...this.#normal }
  }

  setBounds(bounds: Partial<Rectangle>): void {
    const before = this.#bounds
    this.#bounds = { ...before, ...bounds }
    if (this.#state === 'normal') this.#normal = this.#bounds
    const { x, y, width, height } = this.#bounds
    if (x !== before.x || y !== before.y) this.emit('move')
    if (width === before.width && height === before.height) return
    void pageOf(this.webContents).resize(width, height)
    this.emit('resize')
  }

  #become(state: 'normal' | 'maximized' | 'minimized' | 'full', event: string): void {
    if (this.#state === state) return
    this.#state = state
    if (state === 'maximized') this.setBounds(screen.getPrimaryDisplay().workArea)
    if (state === 'full') this.setBounds(screen.getPrimaryDisplay().bounds)
    if (state === 'normal') this.setBounds(this.#normal)
    this.emit(event)
  }

  maximize(): void {
    this.#become('maximized', 'maximize')
  }

  unmaximize(): void {
    this.#become('normal', 'unmaximize')
  }

  isMaximized(): boolean {
    return this.#state === 'maximized'
  }

  minimize(): void {
    this.#become('minimized', 'minimize')
  }

  isMinimized(): boolean {
    return this.#state === 'minimized'
  }

  restore(): void {
    this.#become('normal', 'restore')
  }

  setFullScreen(flag: boolean): void {
    if (flag) this.#become('full', 'enter-full-screen')
    else this.#become('normal', 'leave-full-screen')
  }

  isFullScreen(): boolean {
    return this.#state === 'full'
  }

  setTitle(title: string): void {
    this.#title = title
  }

  getTitle(): string {
    return this.#title
  }

  close(): void {
    if (!this.#destroyed) requestClose(this)
  }

  destroy(): void {
    const { targetId } = pageOf(this.webContents)
    chromium().browser.tell('Target.closeTarget', { targetId })
  }

  isDestroyed(): boolean {
    return this.#destroyed
  }

  static {
    windowEvents.on('page-gone', (targetId: string) => {
      const window = BrowserWindow.getAllWindows().find(({ webContents }) => pageOf(webContents).targetId === targetId)
      if (!window) return
      window.#destroyed = true
      windows.delete(window.id)
      if (focused === window) focused = null
      pageOf(window.webContents).gone()
      window.emit('closed')
      windowEvents.emit('closed', window)
    })
  }
}

function setFocused(window: BrowserWindow): void {
  if (focused !== window) focused?.emit('blur')
  focused = window
}

/** @returns false when a listener of the window wants it to stay */
export function requestClose(window: BrowserWindow): boolean {
  if (isPrevented(window, 'close')) return false
  void pageOf(window.webContents).close()
  return true
}

/** Watches the pages that come and go in Chromium. Pages that a page opens wait until the shell has decided. */
export function watchPages(blank: string): Promise<unknown> {
  const { browser } = chromium()
  const hosts = () => BrowserWindow.getAllWindows().map(({ webContents }) => pageOf(webContents))
  browser.on('Target.targetDestroyed', ({ targetId }) => windowEvents.emit('page-gone', targetId))
  browser.on('Target.attachedToTarget', ({ sessionId, targetInfo: { type, targetId, openerId, url } }) => {
    const isOwn = url === blank || hosts().some((host) => host.targetId === targetId)
    const opener = hosts().find((host) => host.targetId === openerId) ?? hosts().find((host) => host.wantsToOpen)
    const isRefused = type === 'page' && !isOwn && opener?.mayOpen(url) === false
    // First let go, then closed: one that is closed while it waits takes the page that opened it along, for ever.
    const released = chromium().send('Runtime.runIfWaitingForDebugger', undefined, sessionId)
    void released
      .catch(() => undefined)
      .then(() => {
        if (isRefused) browser.tell('Target.closeTarget', { targetId })
      })
  })
  return browser.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: true, flatten: true })
}
