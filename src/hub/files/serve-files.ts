import { Readable } from 'node:stream'
import type { ReadableStream as NodeReadableStream } from 'node:stream/web'
import { Sha256 } from '../../shared/domain/primitives.ts'
import type { HubContext } from '../context.ts'
import { errorResponse, tooLarge, tooManyRequests } from '../http/error-response.ts'
import type { Device } from '../store/devices.ts'
import { filesOf, insertFile, insertUpload } from '../store/files.ts'
import { type DiskRoom, NO_ROOM_MS } from './disk-room.ts'
import type { FileStore } from './file-store.ts'
import { parseRange } from './range.ts'

type Place = { readonly files: FileStore; readonly room: DiskRoom }

/** GET, HEAD and PUT of /v1/files/{sha256}. Files are plain HTTP, so that ranges work and nothing is held in memory. */
export async function serveFile(
  context: HubContext,
  place: Place,
  limit: number,
  device: Device,
  sha256: string,
  request: Request,
): Promise<Response> {
  if (!Sha256.safeParse(sha256).success)
    return errorResponse('NOT_FOUND', { message: 'A file is named by its SHA-256.' })
  if (request.method === 'PUT') return putFile(context, place, limit, device, sha256, request)
  if (request.method === 'GET' || request.method === 'HEAD')
    return getFile(context, place.files, device, sha256, request)
  return errorResponse('METHOD_NOT_SUPPORTED', { headers: { allow: 'GET, HEAD, PUT' } })
}

async function getFile(
  context: HubContext,
  store: FileStore,
  device: Device,
  sha256: string,
  request: Request,
): Promise<Response> {
  const allowed = await filesOf(context.db, device.expertId, [sha256])
  const size = allowed.has(sha256) ? await store.size(sha256) : undefined
  // The same answer for what is not there and for what is not theirs.
  if (size === undefined) return errorResponse('NOT_FOUND', { message: 'There is no such file for you.' })
  const etag = `"${sha256}"`
  const headers = {
    etag,
    'accept-ranges': 'bytes',
    'content-type': 'application/octet-stream',
    'cache-control': 'private, max-age=31536000, immutable',
  }
  if (request.headers.get('if-none-match')?.includes(etag) === true) return new Response(null, { status: 304, headers })
  const condition = request.headers.get('if-range')
  const range =
    condition === null || condition === etag
      ? parseRange(request.headers.get('range'), size)
      : ({ kind: 'whole' } as const)
  if (range.kind === 'outside') {
    return new Response(null, { status: 416, headers: { ...headers, 'content-range': `bytes */${size}` } })
  }
  const part = range.kind === 'part' ? range : undefined
  const length = part === undefined ? size : part.end - part.start + 1
  const body = request.method === 'HEAD' || length === 0 ? null : toWeb(store.read(sha256, part))
  return new Response(body, {
    status: part === undefined ? 200 : 206,
    headers: {
      ...headers,
      'content-length': String(length),
      ...(part === undefined ? {} : { 'content-range': `bytes ${part.start}-${part.end}/${size}` }),
    },
  })
}

/**
 * A request that does not say how long it is, as through a proxy that passes it on in pieces, may bring so much: room is kept
 * for all of it, and desks bring what is larger than 1 MB by tus.
 */
const UNSAID_BYTES = 16_000_000

async function putFile(
  context: HubContext,
  { files: store, room }: Place,
  most: number,
  device: Device,
  sha256: string,
  request: Request,
): Promise<Response> {
  const said = request.headers.get('content-length')
  const limit = said === null ? Math.min(most, UNSAID_BYTES) : most
  if (Number(said) > limit) return tooLarge(limit)
  if ((request.headers.get('content-encoding') ?? 'identity') !== 'identity') {
    return errorResponse('BAD_REQUEST', { message: 'Files are handed in as they are, without content-encoding.' })
  }
  const giveBack = await room.keep(Number(said ?? limit))
  if (giveBack === undefined) return tooManyRequests(NO_ROOM_MS)
  const source =
    request.body === null ? Readable.from([]) : Readable.fromWeb(request.body as NodeReadableStream<Uint8Array>)
  const there = await store.size(sha256)
  // Whoever hands in a file must hold its bytes, also when the hub has them: the hash alone gives no right to see it.
  const put = await store.put(sha256, source, limit).finally(giveBack)
  if (!put.ok) {
    if (put.error.code === 'too-large') return tooLarge(limit)
    const message =
      put.error.code === 'wrong-hash'
        ? 'The bytes that arrived do not have this SHA-256. Please send the file again.'
        : 'The file broke off on the way. Please send it again.'
    return errorResponse('UNPROCESSABLE_CONTENT', { message })
  }
  const now = context.clock.now()
  await insertFile(context.db, sha256, put.value.size, now)
  await insertUpload(context.db, sha256, device.expertId, now)
  context.log('info', 'file-kept', { bytes: put.value.size })
  return Response.json({ sha256, size: put.value.size }, { status: there === undefined ? 201 : 200 })
}

function toWeb(stream: Readable): ReadableStream<Uint8Array> {
  // node's own stream type and the global one are the same thing under two names.
  return Readable.toWeb(stream) as ReadableStream<Uint8Array>
}
