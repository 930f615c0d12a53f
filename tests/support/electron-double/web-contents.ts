import { EventEmitter } from 'node:events'
import type { Cdp } from './cdp.ts'
import { PageHost, type OpenHandler, type PageOptions } from './page-host.ts'
import { session, type Session } from './session.ts'
import type { MessagePortMain } from './ports.ts'

const hosts = new WeakMap<WebContents, PageHost>()

/** The page behind a WebContents, for the double's own use. */
export function pageOf(contents: WebContents): PageHost {
  const host = hosts.get(contents)
  if (!host) throw new Error('double: no page')
  return host
}

export class WebContents extends EventEmitter {
  readonly id: number
  readonly session: Session = session.defaultSession
  #destroyed = false

  constructor(id: number, cdp: Cdp, options: PageOptions) {
    super()
    this.id = id
    hosts.set(this, new PageHost(cdp, this, options))
    this.once('destroyed', () => {
      this.#destroyed = true
    })
  }

  get mainFrame(): object {
    return pageOf(this).frame
  }

  loadURL(url: string): Promise<void> {
    return pageOf(this).load(url)
  }

  reload(): void {
    pageOf(this).reload()
  }

  getURL(): string {
    return pageOf(this).url
  }

  send(channel: string, ...args: unknown[]): void {
    pageOf(this).send(channel, args)
  }

  postMessage(channel: string, message: unknown, transfer: readonly MessagePortMain[] = []): void {
    // `send` keeps it to itself; this one throws (github.com/electron/electron/issues/52309).
    if (pageOf(this).isCrashed) throw new Error('Render frame was disposed before WebFrameMain could be accessed')
    pageOf(this).send(channel, [message], transfer)
  }

  setWindowOpenHandler(handler: OpenHandler): void {
    pageOf(this).openHandler = handler
  }

  executeJavaScript(code: string): Promise<unknown> {
    return pageOf(this).evaluate(code)
  }

  isDestroyed(): boolean {
    return this.#destroyed
  }
}
