import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { RPCHandler } from '@orpc/server/ws'
import { WebSocketServer } from 'ws'
import type { Core } from '../core/create-core.ts'
import { HERE, keyHash, NOT_KNOWN, SOCKET_PATH } from '../shared/contract/desk-socket.ts'
import { isOfAnotherUser } from './peer-user.ts'
import { freshToken, isSameToken } from './session-token.ts'
import { securityHeaders, sendWindowFile } from './window-files.ts'

export type DeskServer = {
  /** What to open in a browser; it carries the token. */
  readonly address: string
  /**
   * The same for a command that opens the browser: what a command is given every user of this machine can read, for as
   * long as it runs. Good for one request of this user within a few minutes; the one before is good no more.
   */
  addressForOnce(): string
  /** Ends all sockets; none is taken until another core is given. Windows come again by themselves. */
  leave(): void
  /** Serves this core from now on. */
  serve(core: Core): void
  stop(): Promise<void>
}

type Options = {
  readonly core: Core
  /** Folder of the built window. */
  readonly windowFolder: string
  readonly token: string
  readonly port: number
}

/**
 * Largest message of the window: all of a text of the greatest length that is kept, brought back by Undo or out of a
 * version, at up to six bytes a character (`\u0001`). One that is refused is sent again and again, and all that is written
 * after it waits behind it.
 */
const MESSAGE_BYTES = 128_000_000
/** To another user of this computer who has the address all the same. */
const OF_ANOTHER =
  'This desk was started by another user of this computer, and opens for nobody else. Start Understudy as the user whose browser this is.'
/** Time for a browser to start and to come here. */
const ONCE_MS = 5 * 60_000

/**
 * The browser shell: the window's files and its socket, for this machine and this user only. It listens on 127.0.0.1,
 * answers only to its own names (against DNS rebinding), and takes a socket only from its own page, which brings the token
 * and, where the system tells (Linux), is in a browser of the same user.
 * The page keeps that by its origin: a cookie would go to whatever else is asked on 127.0.0.1, at any port, by any user.
 * The window's files are no secret, and everybody gets them.
 * @returns the error code of the port (`EADDRINUSE`) when it is taken
 */
export async function startDeskServer({
  core,
  windowFolder,
  token,
  port,
}: Options): Promise<DeskServer | { taken: string }> {
  let rpc: RPCHandler<object> | undefined = new RPCHandler(core.router)
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MESSAGE_BYTES,
    handleProtocols: () => HERE,
  })
  // Who has no token is told so, and nothing they send is kept meanwhile.
  const strangers = new WebSocketServer({ noServer: true, maxPayload: 1, handleProtocols: () => NOT_KNOWN })
  let origin = ''
  let once: { readonly code: string; readonly until: number } | undefined

  const isOurs = (request: IncomingMessage): boolean =>
    [`127.0.0.1:${portOf(server)}`, `localhost:${portOf(server)}`].includes(request.headers.host ?? '')
  const hasToken = (request: IncomingMessage): boolean => isSameToken(offeredBy(request)[2], token)
  // Whoever listens at our port while we are gone, which every user may, is brought the token by a page that is still open.
  const isOurUser = ({ socket }: IncomingMessage): boolean => !isOfAnotherUser(socket)

  /** Whether this request brings the address for once, which it uses up. */
  function usesOnce(request: IncomingMessage, given: string | null): boolean {
    if (once === undefined || given === null || request.method !== 'GET') return false
    if (performance.now() > once.until || !isSameToken(given, once.code)) return false
    // Read off the list of processes, and quicker than the browser that is starting.
    if (!isOurUser(request)) return false
    once = undefined
    return true
  }

  const server = createServer((request, response) => {
    if (!isOurs(request)) return refuse(response, 421, 'This is not the address of your desk.')
    // Any page in the browser can send a request here, also for what is no address: `//`.
    const url = URL.parse(request.url ?? '/', 'http://desk')
    if (url === null) return refuse(response, 400, 'This is no address.')
    if (request.method !== 'GET' && request.method !== 'HEAD')
      return refuse(response, 405, 'Only reading is possible here.')
    const given = url.searchParams.get('token')
    const bringsToken = given !== null && isSameToken(given, token)
    if (bringsToken && !isOurUser(request)) return refuse(response, 403, OF_ANOTHER)
    if (bringsToken || usesOnce(request, url.searchParams.get('once'))) {
      response.writeHead(303, {
        ...securityHeaders,
        location: `/${keyHash(token)}`,
        'cache-control': 'no-store',
      })
      response.end()
      return
    }
    try {
      sendWindowFile(response, windowFolder, url.pathname, origin.replace(/^http/, 'ws'))
    } catch {
      // The files are being built anew, say: no reason to end the desk.
      refuse(response, 503, 'The window cannot be read just now. Load this page again in a moment.')
    }
  })

  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    // Node no longer listens here: a line that breaks while it is being refused would end the desk.
    socket.on('error', () => socket.destroy())
    const fromPage = request.headers.origin === `http://${request.headers.host}`
    if (rpc === undefined) {
      socket.end('HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\n\r\n')
      return
    }
    const handler = rpc
    if (request.url !== SOCKET_PATH || !isOurs(request) || !fromPage || offeredBy(request)[1] !== NOT_KNOWN) {
      socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n')
      return
    }
    const isKnown = hasToken(request) && isOurUser(request)
    ;(isKnown ? sockets : strangers).handleUpgrade(request, socket, head, (webSocket) => {
      // A message that is too large or broken: its connection is closed, and the window comes again.
      webSocket.on('error', () => {})
      if (isKnown) void handler.upgrade(webSocket, { context: {} })
      else webSocket.close()
    })
  })

  const problem = await listen(server, port)
  if (problem !== undefined) return { taken: problem }
  origin = `http://127.0.0.1:${portOf(server)}`

  return {
    address: `${origin}/?token=${token}`,
    addressForOnce: () => {
      once = { code: freshToken(), until: performance.now() + ONCE_MS }
      return `${origin}/?once=${once.code}`
    },
    leave: () => {
      rpc = undefined
      for (const client of sockets.clients) client.terminate()
    },
    serve: (next) => {
      rpc = new RPCHandler(next.router)
    },
    stop: async () => {
      for (const client of [...sockets.clients, ...strangers.clients]) client.terminate()
      sockets.close()
      strangers.close()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function refuse(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, {
    ...securityHeaders,
    'content-type': 'text/plain; charset=utf-8',
    'cache-control': 'no-store',
  })
  response.end(`${text}\n`)
}

function portOf(server: Server): number {
  const address = server.address()
  return address === null || typeof address === 'string' ? 0 : address.port
}

/** @returns the error's code where the port cannot be had */
async function listen(server: Server, port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
    server.listen(port, '127.0.0.1', () => resolve(undefined))
  })
}

/** What a window offers (see `offerTo`). */
function offeredBy(request: IncomingMessage): readonly string[] {
  return (request.headers['sec-websocket-protocol'] ?? '').split(',').map((each) => each.trim())
}
