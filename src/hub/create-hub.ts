import { OpenAPIHandler } from '@orpc/openapi/fetch'
import { ORPCError } from '@orpc/server'
import {
  FEED_MEDIA_TYPE,
  HUB_HEADER,
  PROTOCOL,
  PROTOCOL_HEADER,
  PUT_BYTES,
  UPLOADS_PATH,
} from '../shared/contract/hub.ts'
import { codeOf, nameOf } from '../shared/rules/code-of.ts'
import { createContext, type HubContext, type HubPorts } from './context.ts'
import { secretHash } from './enrol/code.ts'
import { enrolmentWaitMs } from './enrol/enrol-desk.ts'
import { createFeedWaiters } from './feed/feed-waiters.ts'
import { createDiskRoom } from './files/disk-room.ts'
import { createFileStore, type FileStore } from './files/file-store.ts'
import { serveFile } from './files/serve-files.ts'
import { createUploads } from './files/uploads.ts'
import { createAtOnce } from './http/at-once.ts'
import { errorResponse, tooLarge, tooManyRequests } from './http/error-response.ts'
import { type HubLimits, usualLimits } from './http/limits.ts'
import { openApiDocument } from './http/openapi.ts'
import { createRateLimit } from './http/rate-limit.ts'
import { readBody } from './http/read-body.ts'
import { createRouter, type RequestContext } from './http/router.ts'
import { type Device, deviceByToken } from './store/devices.ts'
import { type HubIdentity, readIdentity } from './store/hub-identity.ts'

export type HubOptions = HubPorts & { readonly version: string; readonly limits?: Partial<HubLimits> }

/**
 * Who asks: the network address as the server saw it. `sent` resolves when the answer is out, or its connection gone; without
 * it, an answer is over once it is there.
 */
export type Peer = { readonly address: string; readonly sent?: Promise<void> }

export type Hub = {
  /** Answers one request; never rejects. Needs no port: tests and an embedding program may call it directly. */
  fetch(request: Request, peer?: Peer): Promise<Response>
  readonly context: HubContext
  readonly files: FileStore
  /** Takes away what broken transfers left behind long ago. */
  sweep(): Promise<void>
  /** Wakes everyone who waits and lets go of the listening connection. The database stays open. */
  stop(): Promise<void>
}

const bodyWords = {
  broken: 'The body could not be unpacked.',
  'too-slow': 'The body did not come in time.',
  'unknown-encoding': 'This content-encoding is not understood; gzip and zstd are.',
} as const
/** After so long a device that asked for too much at once asks again. */
const AT_ONCE_MS = 2_000
const bearer = /^Bearer ([\w-]{43})$/

/**
 * Makes a hub on a database that `prepareDatabase` has made ready. It holds no state but rate counters and the desks
 * that wait for a change, so several may stand in front of one database.
 */
export function createHub(options: HubOptions): Hub {
  const context = createContext(options)
  const limits = { ...usualLimits, ...options.limits }
  const waiters = createFeedWaiters(context.db, context.log)
  const files = createFileStore(context.filesFolder, context.newId)
  const room = createDiskRoom(context)
  const uploads = createUploads(context, files, room, limits)
  const now = () => context.clock.now()
  const perAddress = createRateLimit(limits.perAddress, now)
  const perDevice = createRateLimit(limits.perDevice, now)
  const atOnce = createAtOnce(limits.atOnce)

  // The identity never changes once it is there, but its name may: it is read again each minute.
  let known: { identity: Promise<HubIdentity>; at: number } | undefined
  const identity = () => {
    if (known === undefined || now() - known.at > 60_000) {
      const reading = readIdentity(context.db)
      known = { identity: reading, at: now() }
      reading.catch(() => (known = undefined))
    }
    return known.identity
  }

  let ownId: string | undefined
  /** @returns undefined while the database is away and was not asked yet */
  async function hubId(): Promise<string | undefined> {
    ownId ??= await identity().then(
      (found) => found.hubId,
      () => undefined,
    )
    return ownId
  }

  let document: Promise<string> | undefined
  const openApi = () => (document ??= openApiDocument(options.version).then((found) => JSON.stringify(found)))

  const rpc = new OpenAPIHandler<RequestContext>(
    createRouter({ context, limits, version: options.version, waiters, identity }),
    {
      interceptors: [
        async (call) => {
          const result = await call.next()
          // The feed's bytes: the only stream that comes out here.
          if (result.matched && result.response.body instanceof ReadableStream) {
            result.response.headers = { ...result.response.headers, 'content-type': FEED_MEDIA_TYPE }
          }
          return result
        },
      ],
      clientInterceptors: [
        async (call) => {
          try {
            return await call.next()
          } catch (error) {
            if (error instanceof ORPCError) throw error
            throw unexpected(context, error, call.path.join('.'))
          }
        },
      ],
    },
  )

  async function authenticate(request: Request): Promise<Device | Response> {
    const token = bearer.exec(request.headers.get('authorization') ?? '')?.[1]
    const device = token === undefined ? undefined : await deviceByToken(context.db, secretHash(token), now())
    if (device === undefined) return errorResponse('UNAUTHORIZED', { headers: { 'www-authenticate': 'Bearer' } })
    const wait = perDevice.take(device.id)
    return wait > 0 ? tooManyRequests(wait) : device
  }

  async function callContract(request: Request, caller: RequestContext): Promise<Response> {
    const mostBytes =
      caller.device === undefined ? Math.min(limits.strangerBytes, limits.requestBytes) : limits.requestBytes
    const body = await readBody(request, mostBytes, caller.device === undefined ? limits.strangerMs : undefined)
    if (!body.ok) {
      const { code } = body.error
      return code === 'too-large' ? tooLarge(mostBytes) : errorResponse('BAD_REQUEST', { message: bodyWords[code] })
    }
    const headers = new Headers(request.headers)
    headers.delete('content-encoding')
    headers.delete('content-length')
    // oRPC reads a body by its content-type; this interface speaks JSON and nothing else.
    headers.delete('content-disposition')
    headers.set('content-type', 'application/json')
    const hasBody = request.method !== 'GET' && request.method !== 'HEAD'
    const plain = new Request(request.url, {
      method: request.method,
      headers,
      signal: request.signal,
      ...(hasBody ? { body: new Uint8Array(body.value) } : {}),
    })
    const result = await rpc.handle(plain, { context: caller })
    return result.matched
      ? result.response
      : errorResponse('NOT_FOUND', { message: 'There is nothing at this address.' })
  }

  async function route(request: Request, peer: Peer): Promise<Response> {
    const path = new URL(request.url).pathname
    if (path === '/health') {
      await context.db.query('select 1')
      return Response.json({ ok: true })
    }
    const wait = perAddress.take(peer.address)
    if (wait > 0) return tooManyRequests(wait)
    if (path === '/openapi.json')
      return new Response(await openApi(), { headers: { 'content-type': 'application/json' } })
    const { address } = peer
    if (path === '/v1/hub') return callContract(request, { address })
    const isKnown = path.startsWith('/v1/files/') || isUploadPath(path)
    if (!isKnown && !['/v1/enrol', '/v1/feed', '/v1/operations'].includes(path)) {
      return errorResponse('NOT_FOUND', { message: 'There is nothing at this address.' })
    }
    if (request.headers.get(PROTOCOL_HEADER) !== String(PROTOCOL)) {
      return errorResponse('UPGRADE_REQUIRED', { data: { min: PROTOCOL, max: PROTOCOL } })
    }
    if (path === '/v1/enrol') {
      const rest = await enrolmentWaitMs(context, address)
      return rest > 0 ? tooManyRequests(rest) : callContract(request, { address })
    }
    const device = await authenticate(request)
    if (device instanceof Response) return device
    const over = atOnce.begin(device.id)
    if (over === undefined) return tooManyRequests(AT_ONCE_MS)
    const answer = answerDevice(device, path, request, peer)
    void (peer.sent ?? answer).then(over, over)
    return answer
  }

  function answerDevice(device: Device, path: string, request: Request, { address }: Peer): Promise<Response> {
    if (!path.startsWith('/v1/files/'))
      return isUploadPath(path) ? uploads.serve(device, request) : callContract(request, { address, device })
    const putBytes = Math.min(limits.fileBytes, PUT_BYTES)
    return serveFile(context, { files, room }, putBytes, device, path.slice('/v1/files/'.length), request)
  }

  return {
    context,
    files,
    async fetch(request, peer = { address: 'in-process' }) {
      let response: Response
      try {
        response = await route(request, peer)
      } catch (error) {
        response = errorResponse('INTERNAL_SERVER_ERROR', { message: unexpected(context, error, 'route').message })
      }
      response.headers.set(PROTOCOL_HEADER, String(PROTOCOL))
      const id = await hubId()
      if (id !== undefined) response.headers.set(HUB_HEADER, id)
      response.headers.set('x-content-type-options', 'nosniff')
      if (!response.headers.has('cache-control')) response.headers.set('cache-control', 'no-store')
      return response
    },
    sweep: async () => {
      await files.sweep(now())
      const dropped = await uploads.sweep(now())
      if (dropped > 0) context.log('info', 'uploads-dropped', { count: dropped })
    },
    stop: () => waiters.stop(),
  }
}

function isUploadPath(path: string): boolean {
  return path === UPLOADS_PATH || path.startsWith(`${UPLOADS_PATH}/`)
}

/** A defect: the log gets its place, the caller an id to name it by. */
function unexpected(context: HubContext, error: unknown, where: string): ORPCError<'INTERNAL_SERVER_ERROR', unknown> {
  const id = context.newId()
  const place =
    error instanceof Error ? (error.stack ?? '').split('\n').find((line) => line.includes(' at ')) : undefined
  const code = codeOf(error)
  context.log('error', 'unexpected', { id, where, name: nameOf(error), code, place: (place ?? '').trim() })
  return new ORPCError('INTERNAL_SERVER_ERROR', {
    message: `Something went wrong at the hub. Its log has it as ${id}.`,
  })
}
