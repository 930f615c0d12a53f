import { open, type FileHandle } from 'node:fs/promises'
import { DetailedError, type HttpRequest, type PreviousUpload, Upload } from 'tus-js-client'
import { err, ok, type Result } from '../../shared/domain/result.ts'
import type { HubClient, HubProblem } from './hub-client.ts'

/** One request of the tus protocol, asked of the hub; a refusal comes as the problem it is. */
export type TusExchange = HubClient['exchange']

/** Where an upload goes on, kept over restarts. */
export type UploadPlace = {
  get(): string | undefined
  set(url: string): void
  drop(): void
}

export type TusUpload = {
  readonly endpoint: string
  readonly file: { readonly path: string; readonly sha256: string; readonly size: number }
  readonly exchange: TusExchange
  readonly place: UploadPlace
  /** @param sent bytes handed to the network; @param kept bytes the hub says it has */
  readonly onProgress: (sent: number, kept: number) => void
  readonly signal: AbortSignal
  /** Milliseconds of any clock. */
  readonly now: () => number
}

/**
 * Bytes of one request. A proxy that holds bodies back loses no more than this when the line breaks, and a dead line is
 * noticed after the time that this much may take; on a good line larger ones cost fewer requests.
 */
const CHUNK = { first: 500_000, least: 125_000, most: 4_000_000 }
/** So long a request should take. */
const CHUNK_MS = { least: 5_000, most: 20_000 }
const READ_BYTES = 128_000

/**
 * Brings a file up by tus 1.0, going on where an earlier try ended, of this process or of another. Nothing is tried again
 * here, but for smaller requests where one was too large for what stands between: the caller knows when. Fails with what
 * `place` or `onProgress` throws.
 */
export async function uploadByTus(upload: TusUpload): Promise<Result<void, HubProblem>> {
  for (let most = CHUNK.most; ; ) {
    const size = { most, last: 0 }
    const answer = await uploadInParts(upload, size)
    if (answer.ok || answer.error.kind !== 'too-large' || size.last <= CHUNK.least) return answer
    most = Math.max(CHUNK.least, Math.round(size.last / 2))
  }
}

/** @param size the most bytes of one request, and what the last one had */
async function uploadInParts(
  upload: TusUpload,
  size: { readonly most: number; last: number },
): Promise<Result<void, HubProblem>> {
  const { endpoint, file, place, signal } = upload
  // It may have been stopped while the file was looked for; nobody would hear of it any more.
  if (signal.aborted) return err({ kind: 'unreachable', detail: 'stopped' })
  let kept = 0
  let began = upload.now()
  return new Promise((resolve, reject: (error: unknown) => void) => {
    // The library takes what is thrown at it for a fault of the line, or hears of it nowhere, which ends the process.
    const guard = (ours: () => void): void => {
      try {
        ours()
      } catch (error) {
        void client.abort()
        reject(error)
      }
    }
    const client = new Upload(
      // Only the readers below look at it; the types of the library want a Buffer here, not a path.
      Buffer.from(file.path),
      {
        endpoint,
        metadata: { sha256: file.sha256 },
        chunkSize: Math.min(CHUNK.first, size.most),
        retryDelays: null,
        fingerprint: () => Promise.resolve(file.sha256),
        removeFingerprintOnSuccess: true,
        urlStorage: placeToStorage(place, file.size, guard),
        fileReader: {
          openFile: () =>
            Promise.resolve({
              size: file.size,
              slice: (start: number, to: number) => {
                const end = Math.min(to, file.size)
                return Promise.resolve({ value: { start, end, size: end - start }, done: end >= file.size })
              },
              close: () => undefined,
            }),
        },
        httpStack: {
          getName: () => 'wire',
          createRequest: (method, url) => createRequest(upload, method, url, (bytes) => (size.last = bytes)),
        },
        onProgress: (sent) => guard(() => upload.onProgress(sent, kept)),
        onChunkComplete: (bytes, accepted) => {
          if (accepted <= kept || accepted > file.size) {
            // A hub that says it has no more than before would be sent the same bytes for ever.
            void client.abort()
            resolve(err({ kind: 'failed', status: 200, detail: 'the upload does not grow' }))
            return
          }
          kept = accepted
          client.options.chunkSize = Math.min(size.most, nextChunk(bytes, upload.now() - began))
          began = upload.now()
          guard(() => upload.onProgress(accepted, kept))
        },
        onSuccess: () => resolve(ok(undefined)),
        onError: (error) => resolve(err(errorToProblem(error))),
      },
    )
    signal.addEventListener(
      'abort',
      () => {
        void client.abort()
        resolve(err({ kind: 'unreachable', detail: 'stopped' }))
      },
      { once: true },
    )
    client.findPreviousUploads().then(([previous]) => {
      if (signal.aborted) return
      if (previous !== undefined) client.resumeFromPreviousUpload(previous)
      client.start()
    }, reject)
  })
}

/** The size of the next request, from what the last one took. */
function nextChunk(size: number, ms: number): number {
  if (ms < CHUNK_MS.least) return Math.min(CHUNK.most, Math.max(size, CHUNK.least) * 2)
  return ms > CHUNK_MS.most ? Math.max(CHUNK.least, Math.round(size / 2)) : Math.max(CHUNK.least, size)
}

/** What the library throws around a problem of ours. */
class ProblemError extends Error {
  readonly problem: HubProblem
  constructor(problem: HubProblem) {
    super(problem.kind)
    this.problem = problem
  }
}

function errorToProblem(error: unknown): HubProblem {
  if (error instanceof ProblemError) return error.problem
  if (error instanceof DetailedError && error.causingError !== null) return errorToProblem(error.causingError)
  // An answer without the headers of the protocol: something stands between.
  if (error instanceof DetailedError) return { kind: 'not-a-hub', detail: error.message.slice(0, 200) }
  return { kind: 'unreachable', detail: error instanceof Error ? error.message.slice(0, 200) : String(error) }
}

/** The library's memory of uploads: one place in the store. */
function placeToStorage(place: UploadPlace, size: number, guard: (ours: () => void) => void) {
  const find = async (): Promise<PreviousUpload[]> => {
    const uploadUrl = place.get()
    if (uploadUrl === undefined) return []
    return [{ size, metadata: {}, creationTime: '', urlStorageKey: 'place', uploadUrl, parallelUploadUrls: null }]
  }
  return {
    findAllUploads: find,
    findUploadsByFingerprint: find,
    removeUpload: async () => guard(() => place.drop()),
    addUpload: async (_: string, { uploadUrl }: PreviousUpload) => {
      if (uploadUrl !== null) guard(() => place.set(uploadUrl))
      return 'place'
    },
  }
}

type Slice = { readonly start: number; readonly end: number }

/**
 * Where an upload is asked for: always at the hub, whose answer names it by the last part of an address. It may have had
 * another one when the upload was begun, and nothing that it says leads elsewhere.
 */
function placeAt(endpoint: string, url: string): string {
  return url === endpoint ? endpoint : `${endpoint}/${url.slice(url.lastIndexOf('/') + 1)}`
}

/** @param onSize told how many bytes of the file it carries */
function createRequest(upload: TusUpload, method: string, url: string, onSize: (bytes: number) => void): HttpRequest {
  const headers = new Map<string, string>()
  const stopping = new AbortController()
  let onSent: (bytes: number) => void = () => undefined
  return {
    getMethod: () => method,
    getURL: () => url,
    setHeader: (name, value) => void headers.set(name, value),
    getHeader: (name) => headers.get(name),
    setProgressHandler: (handler) => {
      onSent = handler
    },
    send: async (slice: Slice | null) => {
      onSize(slice === null ? 0 : slice.end - slice.start)
      const body = slice === null ? undefined : openSlice(upload.file.path, slice, (bytes) => onSent(bytes))
      try {
        const init: RequestInit & { duplex?: 'half' } = {
          method,
          headers: Object.fromEntries(headers),
          signal: AbortSignal.any([upload.signal, stopping.signal]),
          ...(body === undefined ? {} : { body: body.stream, duplex: 'half' }),
        }
        const answer = await upload.exchange(
          placeAt(upload.endpoint, url),
          init,
          slice === null ? 0 : slice.end - slice.start,
        )
        if (!answer.ok) throw new ProblemError(answer.error)
        const { status, headers: given, text } = answer.value
        return {
          getStatus: () => status,
          getHeader: (name) => given.get(name) ?? undefined,
          getBody: () => text,
          getUnderlyingObject: () => undefined,
        }
      } finally {
        await body?.close()
      }
    },
    abort: async () => stopping.abort(),
    getUnderlyingObject: () => undefined,
  }
}

/** A part of a file as a stream that reads no more than is asked for. */
function openSlice(path: string, { start, end }: Slice, onRead: (bytes: number) => void) {
  let handle: FileHandle | undefined
  let at = start
  const close = async (): Promise<void> => {
    const open = handle
    handle = undefined
    await open?.close()
  }
  const stream = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        handle ??= await open(path, 'r')
        const buffer = new Uint8Array(Math.min(READ_BYTES, end - at))
        const { bytesRead } = await handle.read(buffer, 0, buffer.length, at)
        if (bytesRead === 0) throw new Error('the file is shorter than it was')
        at += bytesRead
        controller.enqueue(buffer.subarray(0, bytesRead))
        onRead(at - start)
        if (at < end) return
        await close()
        controller.close()
      },
      cancel: close,
    },
    { highWaterMark: 0 },
  )
  return { stream, close }
}
