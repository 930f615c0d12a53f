import type { CdpSession, Protocol } from './cdp.ts'
import { fromWire, handlerFor, toWire } from './schemes.ts'

type Paused = Protocol.Fetch.requestPausedPayload
export type Navigation = { url: string; isMainFrame: boolean; isRedirect: boolean }

/**
 * Every request of one page: navigations are shown to `mayNavigate` first, requests of the shell's own schemes are
 * answered by its handler, and all others go on as they are.
 */
export class PageRequests {
  readonly #session: CdpSession
  readonly #mainFrameId: string
  readonly #mayNavigate: (navigation: Navigation) => boolean
  /** Set while the shell itself loads something: that is not a navigation which could be refused. */
  #expected: string | undefined

  constructor(session: CdpSession, mainFrameId: string, mayNavigate: (navigation: Navigation) => boolean) {
    this.#session = session
    this.#mainFrameId = mainFrameId
    this.#mayNavigate = mayNavigate
    session.on('Fetch.requestPaused', (paused) => void this.#paused(paused))
  }

  enable(): Promise<unknown> {
    return this.#session.send('Fetch.enable', { patterns: [{ urlPattern: '*', requestStage: 'Request' }] })
  }

  expect(wireUrl: string): void {
    this.#expected = wireUrl
  }

  #isRefused(paused: Paused, url: string): boolean {
    if (paused.resourceType !== 'Document') return false
    const isMainFrame = paused.frameId === this.#mainFrameId
    const isRedirect = paused.redirectedRequestId !== undefined
    if (isMainFrame && !isRedirect && this.#expected !== undefined) {
      const isExpected = this.#expected === paused.request.url
      this.#expected = undefined
      if (isExpected) return false
    }
    return !this.#mayNavigate({ url, isMainFrame, isRedirect })
  }

  async #paused(paused: Paused): Promise<void> {
    const { requestId } = paused
    const url = fromWire(paused.request.url + (paused.request.urlFragment ?? ''))
    if (this.#isRefused(paused, url)) {
      this.#session.tell('Fetch.failRequest', { requestId, errorReason: 'Aborted' })
      return
    }
    const handler = handlerFor(url)
    if (!handler) {
      this.#session.tell('Fetch.continueRequest', { requestId })
      return
    }
    try {
      this.#session.tell('Fetch.fulfillRequest', { requestId, ...(await answer(handler, paused, url)) })
    } catch {
      // As in Electron, a handler that fails is a failed request.
      this.#session.tell('Fetch.failRequest', { requestId, errorReason: 'Failed' })
    }
  }
}

async function answer(handler: NonNullable<ReturnType<typeof handlerFor>>, paused: Paused, url: string) {
  const { method, headers, postDataEntries } = paused.request
  const body = (postDataEntries ?? []).map(({ bytes }) => Buffer.from(bytes ?? '', 'base64'))
  const response = await handler(
    new Request(url, { method, headers, ...(body.length > 0 ? { body: Buffer.concat(body) } : {}) }),
  )
  const responseHeaders: { name: string; value: string }[] = []
  response.headers.forEach((value, name) => {
    responseHeaders.push({ name, value: name === 'location' ? toWire(value) : value })
  })
  // A streamed body is read to its end: the protocol can only answer with the whole of it.
  const bytes = Buffer.from(await response.arrayBuffer())
  return { responseCode: response.status, responseHeaders, body: bytes.toString('base64') }
}
