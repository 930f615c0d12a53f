import { mkdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { type Configstore, FileStore as TusFileStore } from '@tus/file-store'
import { Server, Upload } from '@tus/server'
import { UPLOADS_PATH } from '../../shared/contract/hub.ts'
import { Id, Sha256 } from '../../shared/domain/primitives.ts'
import type { HubContext } from '../context.ts'
import { errorResponse, tooLarge, tooManyRequests } from '../http/error-response.ts'
import type { Device } from '../store/devices.ts'
import { insertFile, insertUpload } from '../store/files.ts'
import {
  countUnfinished,
  dropOpenUpload,
  finishOpenUpload,
  insertOpenUpload,
  type OpenUpload,
  readOpenUpload,
  unfinishedUpload,
  uploadsBegunBefore,
} from '../store/open-uploads.ts'
import { type DiskRoom, NO_ROOM_MS } from './disk-room.ts'
import type { FileStore } from './file-store.ts'
import { createUploadLocker } from './upload-locker.ts'

export type Uploads = {
  /** Answers one request under /v1/uploads by the tus protocol 1.0 (creation, termination). */
  serve(device: Device, request: Request): Promise<Response>
  /** Takes away what nobody has gone on with for too long. @returns how many */
  sweep(now: number): Promise<number>
}

export type UploadLimits = {
  /** Largest file, in bytes. */
  readonly fileBytes: number
  /** Most unfinished uploads of one expert. */
  readonly openUploads: number
  /** An unfinished upload that nothing was added to for so many days is taken away. */
  readonly uploadDays: number
}

type TusRequest = Parameters<Server['handleWeb']>[0]

const dayMs = 86_400_000
/** A connection that hangs gives its upload up after this, when a newer request asks for it. */
const drainMs = 500
const lockPatienceMs = 20_000

/**
 * Large files come up by tus in pieces that survive broken lines, restarts of either side and days. What an upload is
 * lies in the database and its bytes in the folder of the files, so any process of the hub can go on with it. The bytes
 * become a file when they have the SHA-256 that the upload was begun with, and not before.
 */
export function createUploads(context: HubContext, files: FileStore, room: DiskRoom, limits: UploadLimits): Uploads {
  const { db, clock } = context
  const folder = join(context.filesFolder, 'uploads')
  const owners = new WeakMap<object, Device>()
  let started: Promise<Server> | undefined
  const pathOf = (id: string) => join(folder, id)
  const sizeOf = (id: string) =>
    stat(pathOf(id)).then(
      (found) => found.size,
      () => undefined,
    )

  /** What tus wants to remember of an upload: a row of the database. */
  const rows: Configstore = {
    get: async (id) => {
      const row = await readOpenUpload(db, id)
      return row === undefined ? undefined : rowToUpload(row)
    },
    // The row is written by the hook below, before tus makes its file.
    set: async () => undefined,
    delete: (id) => dropOpenUpload(db, id),
  }

  async function start(): Promise<Server> {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    return new Server({
      path: UPLOADS_PATH,
      datastore: new ResumingStore({ directory: folder, configstore: rows }),
      locker: createUploadLocker(lockPatienceMs),
      lockDrainTimeout: drainMs,
      maxSize: limits.fileBytes,
      allowedOrigins: () => false,
      // Relative to the address of the request, so that it holds behind any proxy.
      generateUrl: (_, { id }) => `uploads/${id}`,
      getFileIdFromRequest: (request) => idIn(request.url),
      namingFunction: (request, metadata) => name(request, metadata ?? {}),
      onUploadFinish: async (_, { id }) => {
        const row = await readOpenUpload(db, id)
        if (row !== undefined && !(await settle(row))) {
          throw refusal(422, 'The bytes that arrived do not have this SHA-256. Please send the file again.')
        }
        return {}
      },
    })
  }

  /** Chooses the upload that a creation begins: the one the expert has begun of the same file, or a new one. */
  async function name(request: TusRequest, metadata: Record<string, string | null>): Promise<string> {
    const expertId = owners.get(request)?.expertId
    const sha256 = Sha256.safeParse(metadata['sha256']).data
    const size = Number(request.headers.get('upload-length'))
    if (expertId === undefined || sha256 === undefined || !Number.isSafeInteger(size) || size < 1) {
      throw refusal(400, 'An upload names its length, and in its metadata the sha256 of its file.')
    }
    if (size > limits.fileBytes) throw refusal(413, 'Too large.')
    const begun = await unfinishedUpload(db, expertId, sha256, size)
    if (begun !== undefined) return begun.id
    if ((await countUnfinished(db, expertId)) >= limits.openUploads) throw refusal(429, 'Too many open uploads.')
    const id = context.newId()
    await insertOpenUpload(db, { id, expertId, sha256, size, createdAt: clock.now() })
    return id
  }

  /** @returns whether the bytes have the hash; if not, nothing of the upload is left */
  async function settle(row: OpenUpload): Promise<boolean> {
    if (row.finishedAt !== null) return true
    const kept = await files.adopt(row.sha256, pathOf(row.id))
    if (!kept) {
      await dropOpenUpload(db, row.id)
      await rm(pathOf(row.id), { force: true })
      context.log('warn', 'upload-has-another-hash', { bytes: row.size })
      return false
    }
    const now = clock.now()
    await insertFile(db, row.sha256, row.size, now)
    await insertUpload(db, row.sha256, row.expertId, now)
    await finishOpenUpload(db, row.id, now)
    await rm(pathOf(row.id), { force: true })
    context.log('info', 'file-kept', { bytes: row.size })
    return true
  }

  async function serve(device: Device, request: Request): Promise<Response> {
    const { pathname } = new URL(request.url)
    if (!['POST', 'HEAD', 'PATCH', 'DELETE'].includes(request.method)) {
      return errorResponse('METHOD_NOT_SUPPORTED', { headers: { allow: 'POST, HEAD, PATCH, DELETE' } })
    }
    let coming = Number(request.headers.get('upload-length'))
    if (pathname !== UPLOADS_PATH) {
      const id = idIn(request.url)
      const row = id === undefined ? undefined : await readOpenUpload(db, id)
      // The same answer for what is not there and for what is another expert's.
      if (row?.expertId !== device.expertId) return gone()
      // All bytes came, but the process that took the last of them ended before it looked at them.
      const whole = row.finishedAt !== null || ((await sizeOf(row.id)) === row.size && (await settle(row)))
      if (whole) return finished(request.method, row)
      coming = row.size - ((await sizeOf(row.id)) ?? 0)
    }
    const whole = keepWhatCame(request)
    owners.set(whole, device)
    started ??= start()
    const server = await started.catch((error: unknown) => {
      started = undefined
      throw error
    })
    // What is not a size tus refuses by itself; who only asks or ends an upload needs no room.
    const needsRoom =
      (request.method === 'POST' || request.method === 'PATCH') && coming > 0 && coming <= limits.fileBytes
    const giveBack = needsRoom ? await room.keep(coming) : () => undefined
    if (giveBack === undefined) return tooManyRequests(NO_ROOM_MS)
    const response = await server.handleWeb(whole).finally(giveBack)
    // 501 is what tus says to a part of the protocol that is not taken here, and no failure.
    if (response.status < 500 || response.status === 501) return inOurWords(response, limits.fileBytes)
    // A line that broke is no failure of ours, and nobody hears this answer.
    if (request.signal.aborted) return errorResponse('CONFLICT')
    throw new Error(`tus answered ${response.status}`)
  }

  return {
    serve,
    async sweep(now) {
      const before = now - limits.uploadDays * dayMs
      let dropped = 0
      for (const row of await uploadsBegunBefore(db, before)) {
        const touched = await stat(pathOf(row.id)).then(
          (found) => found.mtimeMs,
          () => 0,
        )
        if (row.finishedAt === null && touched > before) continue
        await dropOpenUpload(db, row.id)
        await rm(pathOf(row.id), { force: true })
        dropped += 1
      }
      return dropped
    },
  }
}

/** An upload that was begun before is not emptied when the desk, whose answer was lost, begins it again. */
class ResumingStore extends TusFileStore {
  override async create(upload: Upload): Promise<Upload> {
    const path = join(this.directory, upload.id)
    const there = await stat(path).catch(() => undefined)
    return there === undefined ? super.create(upload) : upload
  }
}

/**
 * The same request, whose body ends where the line broke instead of failing: what is on its way to the disk then gets
 * there, and the desk need not send it again.
 */
function keepWhatCame(request: Request): Request {
  if (request.body === null) return request
  const reader = request.body.getReader()
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const next = await reader.read().catch(() => undefined)
        if (next === undefined || next.done) controller.close()
        else controller.enqueue(next.value)
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  )
  const init: RequestInit & { duplex: 'half' } = {
    method: request.method,
    headers: request.headers,
    signal: request.signal,
    body,
    duplex: 'half',
  }
  return new Request(request.url, init)
}

function rowToUpload(row: OpenUpload): Upload {
  return new Upload({
    id: row.id,
    size: row.size,
    offset: 0,
    metadata: { sha256: row.sha256 },
    creation_date: new Date(row.createdAt).toISOString(),
  })
}

function idIn(url: string): string | undefined {
  const last = new URL(url).pathname.split('/').at(-1)
  return Id.safeParse(last).success ? last : undefined
}

/** tus takes thrown objects of this form as answers. */
function refusal(status: number, body: string): Error & { status_code: number; body: string } {
  return Object.assign(new Error(body), { status_code: status, body })
}

function gone(): Response {
  return errorResponse('NOT_FOUND', { message: 'There is no such upload for you.' })
}

function finished(method: string, row: OpenUpload): Response {
  if (method !== 'HEAD') return errorResponse('CONFLICT', { message: 'This upload is whole already.' })
  const headers = { 'tus-resumable': '1.0.0', 'upload-offset': String(row.size), 'upload-length': String(row.size) }
  return new Response(null, { status: 200, headers })
}

/** What tus refuses, in the form that every other refusal of the hub has. */
function inOurWords(response: Response, limit: number): Response {
  const { status } = response
  if (status < 400) return response
  switch (status) {
    case 404:
    case 410:
      return gone()
    case 409:
    case 423:
      return errorResponse('CONFLICT', { message: 'The upload stands elsewhere. Ask where, and go on from there.' })
    case 413:
      return tooLarge(limit)
    case 422:
      return errorResponse('UNPROCESSABLE_CONTENT', {
        message: 'The bytes that arrived do not have this SHA-256. Please send the file again.',
      })
    case 429:
      return tooManyRequests(60_000)
    case 501:
      return errorResponse('BAD_REQUEST', { message: 'A file comes up as one upload: Upload-Concat is not taken.' })
    default:
      return errorResponse('BAD_REQUEST', { message: 'This is not a request of the tus protocol 1.0.' })
  }
}
