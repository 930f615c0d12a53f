import type { EventEmitter } from 'node:events'
import { readFileSync } from 'node:fs'
import type { Cdp, Protocol } from './cdp.ts'
import { createCodec } from './codec.ts'
import { receiveFromPage } from './ipc-main.ts'
import { BLANK, PageLink } from './page-link.ts'
import { PageRequests, type Navigation } from './page-requests.ts'
import type { PageFrame } from './page-script.ts'
import { takeEnd, type MessagePortMain, type PortEnd } from './ports.ts'
import { isPrevented, plainEvent } from './preventable.ts'
import { recordCall } from './recorded.ts'
import { fromWire, toWire } from './schemes.ts'
import { applyPermissions } from './session.ts'

const codec = createCodec()
export type OpenDetails = { url: string; frameName: string; features: string; disposition: string; referrer: object }
export type OpenHandler = (details: OpenDetails) => { action: 'allow' | 'deny' }
export type PageOptions = { width: number; height: number; preload: string | undefined }

/** What stands behind a WebContents: one Chromium page. `face` is the WebContents that the shell sees. */
export class PageHost {
  readonly face: EventEmitter
  targetId = ''
  url = ''
  openHandler: OpenHandler | undefined
  isCrashed = false
  #link: PageLink | undefined
  #requests: PageRequests | undefined
  #lastOpen: Protocol.Page.windowOpenPayload | undefined
  readonly ready: Promise<void>

  constructor(cdp: Cdp, face: EventEmitter, options: PageOptions) {
    this.face = face
    this.ready = this.#open(cdp, options)
    // Whoever loads something waits for it and meets the error there.
    this.ready.catch(() => undefined)
  }

  async #open(cdp: Cdp, { width, height, preload }: PageOptions): Promise<void> {
    const target = await cdp.browser.send('Target.createTarget', { url: BLANK, newWindow: true, width, height })
    this.targetId = target.targetId
    const source = preload === undefined ? '' : readFileSync(preload, 'utf8')
    const link = await PageLink.open(cdp, target.targetId, source, {
      received: (frame) => {
        if (frame.t === 'preload-error') this.face.emit('preload-error', plainEvent(), preload, codec.decode(frame.v))
        else void receiveFromPage(this, frame)
      },
    })
    this.#link = link
    this.#requests = new PageRequests(link.session, target.targetId, (navigation) => this.#mayNavigate(navigation))
    this.#listen(link)
    await this.#requests.enable()
  }

  #listen({ session }: PageLink): void {
    session.on('Page.domContentEventFired', () => this.face.emit('dom-ready', plainEvent()))
    session.on('Page.loadEventFired', () => this.face.emit('did-finish-load'))
    session.on('Page.frameNavigated', ({ frame }) => {
      if (frame.parentId !== undefined) return
      this.isCrashed = false
      this.url = fromWire(frame.url + (frame.urlFragment ?? ''))
      this.face.emit('did-navigate', plainEvent(), this.url, 200, '')
    })
    session.on('Page.navigatedWithinDocument', ({ url }) => {
      this.url = fromWire(url)
      this.face.emit('did-navigate-in-page', plainEvent(), this.url, true)
    })
    session.on('Page.windowOpen', (details) => {
      this.#lastOpen = details
    })
    session.on('Page.javascriptDialogOpening', ({ type }) => {
      // Electron shows no question of its own when a page wants to stay; it stays unless a listener prevents that.
      const accept = type !== 'beforeunload' || isPrevented(this.face, 'will-prevent-unload')
      session.tell('Page.handleJavaScriptDialog', { accept })
    })
    session.on('Inspector.targetCrashed', () => {
      this.#link?.gone()
      this.isCrashed = true
      this.face.emit('render-process-gone', plainEvent(), { reason: 'crashed', exitCode: 1 })
    })
  }

  #mayNavigate({ url, isMainFrame, isRedirect }: Navigation): boolean {
    const details = { url, isMainFrame, isSameDocument: false, frame: this.frame, initiator: this.frame }
    if (isRedirect) return !isPrevented(this.face, 'will-redirect', details, url, false, isMainFrame)
    if (isPrevented(this.face, 'will-frame-navigate', details)) return false
    return !isMainFrame || !isPrevented(this.face, 'will-navigate', details, url, false, true)
  }

  /** A page that this one wants to open: @returns whether it may */
  mayOpen(requested: string): boolean {
    const open = this.#lastOpen
    this.#lastOpen = undefined
    if (!this.openHandler) return true
    const details: OpenDetails = {
      url: fromWire(open?.url ?? requested),
      frameName: open?.windowName ?? '',
      features: (open?.windowFeatures ?? []).join(','),
      disposition: 'foreground-tab',
      referrer: { url: this.url, policy: 'strict-origin-when-cross-origin' },
    }
    const { action } = this.openHandler(details)
    recordCall('window.open', [details.url, action])
    return action === 'allow'
  }

  get wantsToOpen(): boolean {
    return this.#lastOpen !== undefined
  }

  get frame() {
    const { protocol = '', host = '' } = URL.canParse(this.url) ? new URL(this.url) : {}
    const frame = { url: this.url, origin: `${protocol}//${host}`, parent: null, frameTreeNodeId: 1, processId: 1 }
    return { ...frame, top: frame, routingId: 1, name: '', detached: false }
  }

  /** @throws as Electron does, when the load fails */
  async load(url: string): Promise<void> {
    await this.ready
    await applyPermissions(url)
    const finished = new Promise<void>((resolve) => this.face.once('did-finish-load', resolve))
    const wireUrl = toWire(url)
    this.#requests?.expect(wireUrl.replace(/#.*$/, ''))
    const answer = await this.#link?.session.send('Page.navigate', { url: wireUrl })
    if (answer?.errorText !== undefined) {
      this.face.emit('did-fail-load', plainEvent(), -2, answer.errorText, url, true)
      throw new Error(`${answer.errorText} (-2) loading '${url}'`)
    }
    await finished
  }

  reload(): void {
    this.#requests?.expect(toWire(this.url).replace(/#.*$/, ''))
    this.#link?.session.tell('Page.reload')
  }

  post(frame: PageFrame): void {
    this.#link?.post(frame)
  }

  send(channel: string, args: unknown[], transfer: readonly MessagePortMain[] = []): void {
    const ports = this.#link?.give(transfer.map(takeEnd)) ?? []
    this.post({ t: 'send', channel, v: codec.encode(args), ports })
  }

  takePort(id: string): PortEnd {
    if (!this.#link) throw new Error('double: the page is not there')
    return this.#link.ports.take(id)
  }

  async evaluate(expression: string): Promise<unknown> {
    await this.ready
    const options = { expression, awaitPromise: true, returnByValue: true, userGesture: true }
    const answer = await this.#link?.session.send('Runtime.evaluate', options)
    if (answer?.exceptionDetails) throw new Error(answer.exceptionDetails.exception?.description ?? 'script failed')
    return answer?.result.value
  }

  async resize(width: number, height: number): Promise<void> {
    await this.ready
    const session = this.#link?.session
    const window = await session?.send('Browser.getWindowForTarget')
    if (window) session?.tell('Browser.setWindowBounds', { windowId: window.windowId, bounds: { width, height } })
  }

  async bringToFront(): Promise<void> {
    await this.ready
    this.#link?.session.tell('Page.bringToFront')
  }

  /** One of Chromium's editing commands, where the focus is. */
  edit(command: string): void {
    this.#link?.session.tell('Input.dispatchKeyEvent', { type: 'rawKeyDown', commands: [command] })
  }

  async crash(): Promise<void> {
    this.#link?.session.tell('Page.crash')
  }

  /** Asks the page to close, with its unload events. */
  async close(): Promise<void> {
    await this.ready
    this.#link?.session.tell('Page.close')
  }

  gone(): void {
    this.#link?.gone()
    this.face.emit('destroyed')
  }
}
