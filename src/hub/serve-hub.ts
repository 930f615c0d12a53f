import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { err, ok, type Result } from '../shared/domain/result.ts'
import type { OperatorError } from './context.ts'
import type { Hub } from './create-hub.ts'
import { headerText, sendResponse, toRequest } from './http/node-bridge.ts'

export type ServeOptions = {
  readonly host: string
  /** 0 for any that is free. */
  readonly port: number
  /** The last address in X-Forwarded-For is the client's: a proxy of the operator stands before the hub. */
  readonly behindProxy?: boolean
  /**
   * Compress also for a client on this very computer. Usually not: over loopback it costs more than it saves. Behind a
   * proxy the client is somewhere else, so there it is done.
   */
  readonly compressLoopback?: boolean
  /** How long a body may go on after its answer (usually 30 s), so that the answer is heard. */
  readonly drainMs?: number
}

export type HubServer = { readonly address: string; stop(): Promise<void> }

/** A body that goes on after it was refused is read up to here, so that the refusal is heard. */
const mostDrained = 64_000_000

/** Serves a hub on an address with node:http. */
export async function serveHub(hub: Hub, options: ServeOptions): Promise<Result<HubServer, OperatorError>> {
  const server = createServer(
    { headersTimeout: 15_000, requestTimeout: 0, connectionsCheckingInterval: 5_000, keepAliveTimeout: 65_000 },
    (message, out) => void answer(hub, options, message, out),
  )
  // A slow line may take hours for a large file; what counts is that something moves. A feed waits 60 s at most.
  server.timeout = 120_000
  server.maxConnections = 5_000
  const problem = await listen(server, options)
  if (problem !== undefined) return err(problem)
  const bound = server.address()
  const port = typeof bound === 'object' && bound !== null ? bound.port : options.port
  const host = options.host.includes(':') ? `[${options.host}]` : options.host
  return ok({
    address: `http://${host}:${port}`,
    async stop() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      await hub.stop()
      server.closeIdleConnections()
      const patience = setTimeout(() => server.closeAllConnections(), 3_000)
      await closed
      clearTimeout(patience)
    },
  })
}

function listen(server: Server, { host, port }: ServeOptions): Promise<OperatorError | undefined> {
  return new Promise((resolve) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const reasons: Record<string, string> = {
        EADDRINUSE: `Port ${port} of ${host} is in use by another program. Choose another with --port.`,
        EACCES: `This account may not use port ${port}. Choose one above 1023 with --port.`,
        EADDRNOTAVAIL: `This computer has no address ${host}. Choose another with --host.`,
      }
      resolve({
        code: error.code ?? 'failed',
        text: reasons[error.code ?? ''] ?? `The hub cannot listen on ${host}:${port}: ${error.message}`,
      })
    })
    server.listen(port, host, () => resolve(undefined))
  })
}

async function answer(hub: Hub, options: ServeOptions, message: IncomingMessage, out: ServerResponse): Promise<void> {
  const gone = new AbortController()
  const sent = new Promise<void>((resolve) => {
    out.on('close', () => {
      if (!out.writableFinished) gone.abort()
      resolve()
    })
  })
  // A client that goes away in mid-sentence is no event; without a listener it would end the process.
  message.on('error', () => undefined)
  out.on('error', () => undefined)
  try {
    const request = toRequest(message, gone.signal)
    if (request === undefined) {
      out.writeHead(400, { 'content-type': 'text/plain' }).end('Bad request')
      return
    }
    const peer = message.socket.remoteAddress ?? ''
    const loopback = /^(127\.|::1$|::ffff:127\.)/.test(peer)
    const response = await hub.fetch(request, { address: clientAddress(message, options, peer), sent })
    const mayCompress = !loopback || options.behindProxy === true || options.compressLoopback === true
    await sendResponse(response, message, out, mayCompress)
  } catch {
    // Writing failed: the client is gone, or a file could not be read to its end; half an answer must not look whole.
    out.destroy()
  } finally {
    if (!message.complete) drain(message, options.drainMs ?? 30_000)
  }
}

function clientAddress(message: IncomingMessage, options: ServeOptions, peer: string): string {
  const forwarded =
    options.behindProxy === true ? headerText(message, 'x-forwarded-for')?.split(',').at(-1)?.trim() : undefined
  return (forwarded ?? peer).replace(/^::ffff:/, '').slice(0, 64)
}

function drain(message: IncomingMessage, withinMs: number): void {
  // A body that comes drop by drop would hold its connection for ever, also where nobody has signed in.
  const patience = setTimeout(() => message.destroy(), withinMs)
  message.on('close', () => clearTimeout(patience))
  let drained = 0
  message.on('data', (chunk: Buffer) => {
    drained += chunk.length
    if (drained > mostDrained) message.destroy()
  })
  message.resume()
}
