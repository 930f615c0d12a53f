import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** Something between a desk and its hub, on 127.0.0.1, that changes what the hub says. */
export type Between = { readonly address: string; stop(): Promise<void> }

/**
 * Passes everything on and changes the text of answers to requests whose path begins with `path`.
 * @param hub the hub's address
 */
export async function putBetween(hub: string, path: string, change: (text: string) => string): Promise<Between> {
  return startBetween(hub, (incoming, outgoing, target) =>
    forward(incoming, outgoing, target, target.pathname.startsWith(path) ? change : undefined),
  )
}

/** A line that takes the first part of an upload and then stands still, until the rest is let through. */
export async function putStandingLine(hub: string): Promise<Between & { letThrough(): void }> {
  const held: (() => void)[] = []
  let parts = 0
  let isOpen = false
  const between = await startBetween(hub, (incoming, outgoing, target) => {
    const go = (): void => forward(incoming, outgoing, target)
    if (incoming.method === 'PATCH') parts += 1
    if (incoming.method === 'PATCH' && parts > 1 && !isOpen) held.push(go)
    else go()
  })
  return {
    ...between,
    letThrough: () => {
      isOpen = true
      for (const go of held.splice(0)) go()
    },
  }
}

type Handle = (incoming: IncomingMessage, outgoing: ServerResponse, target: URL) => void

async function startBetween(hub: string, handle: Handle): Promise<Between> {
  const server = createServer((incoming, outgoing) => handle(incoming, outgoing, new URL(incoming.url ?? '/', hub)))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { address: addressOf(server), stop: () => close(server) }
}

function forward(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  target: URL,
  change?: (text: string) => string,
): void {
  const forwarded = request(
    target,
    { method: incoming.method, headers: { ...incoming.headers, host: target.host } },
    (answer) => passOn(answer, outgoing, change),
  )
  forwarded.on('error', () => outgoing.destroy())
  outgoing.on('close', () => forwarded.destroy())
  incoming.pipe(forwarded)
}

/** Some web server that is no hub: it answers everything with a page. */
export async function startWebsite(html: string): Promise<Between> {
  const server = createServer((_incoming, outgoing) => {
    outgoing.writeHead(200, { 'content-type': 'text/html' }).end(html)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { address: addressOf(server), stop: () => close(server) }
}

function passOn(answer: IncomingMessage, outgoing: ServerResponse, change?: (text: string) => string): void {
  const status = answer.statusCode ?? 502
  if (change === undefined) {
    outgoing.writeHead(status, answer.headers)
    answer.pipe(outgoing)
    return
  }
  const parts: Buffer[] = []
  answer.on('data', (part: Buffer) => parts.push(part))
  answer.on('error', () => outgoing.destroy())
  answer.on('end', () => {
    const { 'content-length': _, ...headers } = answer.headers
    outgoing.writeHead(status, headers).end(change(Buffer.concat(parts).toString()))
  })
}

function addressOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
}

async function close(server: Server): Promise<void> {
  server.closeAllConnections()
  await new Promise<void>((resolve) => server.close(() => resolve()))
}
