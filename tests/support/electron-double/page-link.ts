import { CdpSession, type Cdp } from './cdp.ts'
import { createCodec } from './codec.ts'
import { pageWorld, preloadWorld, type PageFrame, type PreloadOptions } from './page-script.ts'
import { PortWire, type PortEnd } from './ports.ts'

const WORLD = 'Electron Isolated Context'
/** A fresh page before its first load; the address tells our own pages from ones that a page opens. */
export const BLANK = 'about:blank?understudy-double'
const secret = crypto.randomUUID().replaceAll('-', '')
const names = { key: `double${secret}`, binding: `send${secret}`, receiver: `receive${secret}` }

export type PageMessages = {
  /** A message of the preload, other than of ports. */
  received(frame: Exclude<PageFrame, { t: 'port' | 'port-close' }>): void
}

/** The line between the shell and the preload of one page, over all the documents that the page shows in its life. */
export class PageLink {
  readonly session: CdpSession
  readonly #messages: PageMessages
  readonly ports: PortWire
  #context: number | undefined
  /** What the shell says before the preload is there. */
  #waiting: PageFrame[] = []

  private constructor(session: CdpSession, targetId: string, messages: PageMessages) {
    this.session = session
    this.#messages = messages
    this.ports = new PortWire('main', (frame) => this.post(frame))
    session.on('Runtime.executionContextCreated', ({ context }) => {
      if (context.name !== WORLD || context.auxData?.frameId !== targetId) return
      this.#context = context.id
      const waiting = this.#waiting
      this.#waiting = []
      for (const frame of waiting) this.post(frame)
    })
    session.on('Runtime.executionContextDestroyed', ({ executionContextId }) => {
      if (executionContextId === this.#context) this.gone()
    })
    session.on('Runtime.executionContextsCleared', () => this.gone())
    session.on('Runtime.bindingCalled', ({ name, payload, executionContextId }) => {
      if (name === names.binding && executionContextId === this.#context) this.#receive(JSON.parse(payload))
    })
  }

  static async open(cdp: Cdp, targetId: string, preload: string, messages: PageMessages): Promise<PageLink> {
    const { sessionId } = await cdp.browser.send('Target.attachToTarget', { targetId, flatten: true })
    const session = new CdpSession(cdp, sessionId)
    const link = new PageLink(session, targetId, messages)
    await Promise.all([
      session.send('Page.enable'),
      session.send('Runtime.enable'),
      session.send('Inspector.enable'),
      session.send('Runtime.addBinding', { name: names.binding, executionContextName: WORLD }),
      session.send('Page.addScriptToEvaluateOnNewDocument', {
        source: `(${String(pageWorld)})(${JSON.stringify(names.key)})`,
      }),
      session.send('Page.addScriptToEvaluateOnNewDocument', { worldName: WORLD, source: preloadSource(preload) }),
    ])
    return link
  }

  #receive(frame: PageFrame): void {
    if (frame.t === 'port' || frame.t === 'port-close') this.ports.receive(frame)
    else this.#messages.received(frame)
  }

  post(frame: PageFrame): void {
    if (this.#context === undefined) {
      this.#waiting.push(frame)
      return
    }
    const expression = `globalThis[${JSON.stringify(names.receiver)}](${JSON.stringify(frame)})`
    this.session.tell('Runtime.evaluate', { contextId: this.#context, expression, silent: true })
  }

  give(ports: readonly PortEnd[]): string[] {
    return ports.map((end) => this.ports.give(end))
  }

  /** The document is gone, with its preload and its ports. */
  gone(): void {
    this.#context = undefined
    this.ports.closeAll()
  }
}

function preloadSource(preload: string): string {
  const options: PreloadOptions = { ...names, versions: { electron: 'double', chrome: 'double', node: 'double' } }
  const body = `function (require, process, module, exports) {${preload}\n}`
  const platform = JSON.stringify(process.platform)
  return `(${String(preloadWorld)})(${JSON.stringify(options)}, (${String(createCodec)})(), ${platform}, ${body})`
}
