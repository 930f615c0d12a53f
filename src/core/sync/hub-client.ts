import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { z } from 'zod'
import {
  EnrolOutput,
  type FeedPage,
  filePath,
  HUB_HEADER,
  HubInfo,
  OperationResult,
  PROTOCOL,
  PROTOCOL_HEADER,
  type PushOutput,
  UPLOADS_PATH,
} from '../../shared/contract/hub.ts'
import { Instant } from '../../shared/domain/primitives.ts'
import { err, ok, type Result } from '../../shared/domain/result.ts'
import { linesToPage } from '../../shared/rules/feed-lines.ts'
import { parseJson } from '../../shared/rules/parse-json.ts'
import type { CorePorts } from '../ports.ts'
import { createSilenceLimit } from './silence-limit.ts'

/** Why a call to a hub gave no answer that can be used. */
export type HubProblem =
  /**
   * No answer: no network, no such host, cut off, too slow. Trying again later may help. `neverLeft`: no connection came
   * about, so that nothing of the request has left this computer.
   */
  | { readonly kind: 'unreachable'; readonly detail: string; readonly neverLeft?: boolean }
  /** An answer, but not a hub's. */
  | { readonly kind: 'not-a-hub'; readonly detail: string }
  /** Another hub answers at this address, which knows nothing of this one's experts. */
  | { readonly kind: 'other-hub' }
  | { readonly kind: 'other-version'; readonly min: number; readonly max: number }
  | { readonly kind: 'unauthorized' }
  | { readonly kind: 'busy'; readonly retryAfterMs: number }
  | { readonly kind: 'too-large'; readonly limit: number }
  | { readonly kind: 'code-unknown' }
  | { readonly kind: 'code-used' }
  /** The code is for another expert than the one this desk works for at that hub. */
  | { readonly kind: 'other-expert' }
  | { readonly kind: 'code-expired'; readonly expiredAt: number }
  /** The hub failed, or did not like what it got. */
  | { readonly kind: 'failed'; readonly status: number; readonly detail: string }

/** @see FeedInput */
export type FeedQuestion = { after: number; epoch?: string; wholeTo: number; maxBytes: number; waitMs: number }

type Answer<T> = Promise<Result<T, HubProblem>>

export type HubClient = {
  info(): Answer<HubInfo>
  enrol(input: {
    code: string
    deviceId: string
    deviceName: string
    token: string
    devicePublicKey: string
  }): Answer<EnrolOutput>
  /** The next page, its bodies not checked yet. */
  feed(question: FeedQuestion, signal: AbortSignal): Answer<FeedPage>
  push(operations: readonly unknown[], signal: AbortSignal): Answer<PushOutput>
  /**
   * Asks for a file from byte `from` on; `read` takes the answer in: 206 when the hub begins at `from`, 416 when it has
   * no such byte. It calls `moved` for each piece that comes, or the call is given up.
   */
  getFile<T>(
    sha256: string,
    from: number,
    read: (response: Response, moved: () => void) => Promise<T>,
    signal: AbortSignal,
  ): Answer<T>
  /** @returns the size of a file that the hub has for this expert, undefined where it has none */
  hasFile(sha256: string, signal: AbortSignal): Answer<number | undefined>
  putFile(sha256: string, body: Blob, signal: AbortSignal): Answer<void>
  /** Where uploads begin. */
  readonly uploads: string
  /**
   * One request of the tus protocol. Only an answer of this hub that it has no such upload comes back as it is, every
   * other refusal as a problem.
   * @param bytes size of its body
   */
  exchange(
    url: string,
    init: RequestInit & { duplex?: 'half' },
    bytes: number,
  ): Answer<{ readonly status: number; readonly headers: Headers; readonly text: string }>
}

/** A call on which nothing moves for so long is given up. */
const SILENCE_MS = 60_000
/** What goes up cannot be watched, so it has as long as it takes on the slowest line we know, 8 kbit/s. */
const LEAST_BYTES_PER_MS = 1
/** Nothing a hub says is larger, unpacked: a task has at most 50 MB. What has no end would fill the memory. */
const MOST_ANSWER_BYTES = 128_000_000
/** Below this, packing saves nothing. */
const LEAST_TO_PACK = 1024

/** An answer to one operation that cannot be read, of a newer hub say, counts as none; the others stand. */
const ReadableResults = z.object({ results: z.array(z.unknown()) }).transform(({ results }) => ({
  results: results.flatMap((result) => OperationResult.safeParse(result).data ?? []),
}))

const pack = promisify(gzip)

/**
 * Calls one hub over the wire port. Everything that comes back is checked by its schema.
 * @param hubId of the hub that is expected there, where it is known
 */
export function createHubClient(
  ports: Pick<CorePorts, 'wire' | 'timers'>,
  address: string,
  token?: string,
  hubId?: string,
): HubClient {
  const local = isOnThisComputer(address)

  /**
   * @param init `patienceMs`: how long the hub may take to answer, besides the usual
   * @param read takes the answer in and calls `moved` for each piece of it
   */
  async function call<T>(
    path: string,
    init: RequestInit & {
      patienceMs?: number
      duplex?: 'half'
      mayAnswer?: (response: Response) => boolean
      /** The answer says nothing by which a hub could be known but its header. */
      isBare?: boolean
    },
    read: (response: Response, moved: () => void) => Promise<Result<T, HubProblem>>,
  ): Answer<T> {
    const headers = new Headers(init.headers)
    headers.set(PROTOCOL_HEADER, String(PROTOCOL))
    // On this machine there is no wire to spare, and packing costs more than it saves.
    headers.set('accept-encoding', local ? 'identity' : 'zstd, gzip')
    if (token !== undefined) headers.set('authorization', `Bearer ${token}`)
    const limit = createSilenceLimit(ports.timers, SILENCE_MS + (init.patienceMs ?? 0), SILENCE_MS)
    const signal = init.signal ? AbortSignal.any([init.signal, limit.signal]) : limit.signal
    try {
      const request = new Request(new URL(path.replace(/^\//, './'), address), {
        ...init,
        headers,
        signal,
        // Nothing of a hub leads elsewhere: it is the answer of what stands between.
        redirect: 'manual',
      })
      const response = await ports.wire(request)
      limit.moved()
      const answering = response.headers.get(HUB_HEADER)
      if (hubId !== undefined && answering !== null && answering !== hubId) {
        await response.body?.cancel()
        return err({ kind: 'other-hub' })
      }
      const taken = response.ok || init.mayAnswer?.(response) === true
      if (taken && init.isBare === true && !isOfAHub(response)) {
        return err({ kind: 'not-a-hub', detail: `status ${response.status} without the protocol` })
      }
      return taken ? await read(response, limit.moved) : err(await problemOf(response, limit.moved))
    } catch (error) {
      return err({ kind: 'unreachable', detail: wireErrorToText(error), neverLeft: isBeforeConnecting(error) })
    } finally {
      limit.cancel()
    }
  }

  function asJson<T>(schema: z.ZodType<T>) {
    return async (response: Response, moved: () => void): Answer<T> => {
      const json = parseJson(await wholeText(response, moved))
      const parsed = schema.safeParse(json)
      if (parsed.success) return ok(parsed.data)
      if (json === undefined && isOfAHub(response)) return err(endedEarly)
      return err({ kind: 'not-a-hub', detail: z.prettifyError(parsed.error).slice(0, 500) })
    }
  }

  async function asPage(response: Response, moved: () => void): Answer<FeedPage> {
    const { text, cut } = await textUntilCut(response, moved)
    const page = linesToPage(text)
    if (page.ok) return page
    // Broken off before anything was whole: that says nothing of who answers.
    if (cut !== undefined) throw cut
    if (!text.endsWith('\n') && isOfAHub(response)) return err(endedEarly)
    return err({ kind: 'not-a-hub', detail: page.error })
  }

  async function post<T>(
    path: string,
    json: unknown,
    schema: z.ZodType<T>,
    signal: AbortSignal | null = null,
  ): Answer<T> {
    const text = JSON.stringify(json)
    const headers = new Headers({ 'content-type': 'application/json' })
    let body: string | Buffer<ArrayBuffer> = text
    if (!local && text.length >= LEAST_TO_PACK) {
      headers.set('content-encoding', 'gzip')
      body = await pack(text)
    }
    const patienceMs = body.length / LEAST_BYTES_PER_MS
    return call(path, { method: 'POST', headers, body, signal, patienceMs }, asJson(schema))
  }

  return {
    info: () => call('/v1/hub', { method: 'GET' }, asJson(HubInfo)),
    enrol: (input) => post('/v1/enrol', input, EnrolOutput),
    feed: ({ after, epoch, wholeTo, maxBytes, waitMs }, signal) => {
      const query = new URLSearchParams({ after: String(after), maxBytes: String(maxBytes), waitMs: String(waitMs) })
      if (wholeTo > 0) query.set('wholeTo', String(wholeTo))
      if (epoch !== undefined) query.set('epoch', epoch)
      return call(`/v1/feed?${query.toString()}`, { method: 'GET', signal, patienceMs: waitMs }, asPage)
    },
    push: (operations, signal) => post('/v1/operations', { operations }, ReadableResults, signal),
    getFile: (sha256, from, read, signal) =>
      call(
        filePath(sha256),
        {
          method: 'GET',
          signal,
          // Only of the same bytes is a range worth anything (RFC 9110 §13.1.5).
          headers: from > 0 ? { range: `bytes=${from}-`, 'if-range': `"${sha256}"` } : {},
          mayAnswer: ({ status }) => status === 416,
          isBare: true,
        },
        async (response, moved) => ok(await read(response, moved)),
      ),
    hasFile: (sha256, signal) =>
      call(filePath(sha256), { method: 'HEAD', signal, mayAnswer: isOwnNotFound }, async ({ status, headers }) =>
        ok(status === 404 ? undefined : Number(headers.get('content-length'))),
      ),
    putFile: (sha256, body, signal) =>
      call(
        filePath(sha256),
        {
          method: 'PUT',
          body,
          signal,
          patienceMs: body.size / LEAST_BYTES_PER_MS,
          headers: { 'content-type': 'application/octet-stream' },
          isBare: true,
        },
        async () => ok(undefined),
      ),
    uploads: new URL(`.${UPLOADS_PATH}`, address).href,
    exchange: (url, init, bytes) => {
      const mayAnswer = (response: Response) => init.method === 'HEAD' && isOwnNotFound(response)
      return call(url, { ...init, mayAnswer, patienceMs: bytes / LEAST_BYTES_PER_MS }, async (response, moved) =>
        ok({ status: response.status, headers: response.headers, text: await wholeText(response, moved) }),
      )
    },
  }
}

export function isOnThisComputer(address: string): boolean {
  return /^https?:\/\/(127\.0\.0\.1|localhost|\[::1\])(:|\/|$)/.test(address)
}

/** By this header one knows that a hub answers, and not a page that stands between. */
function isOfAHub({ headers }: Pick<Response, 'headers'>): boolean {
  return headers.has(PROTOCOL_HEADER)
}

/** A hub's word that there is no such thing. */
function isOwnNotFound(response: Response): boolean {
  return response.status === 404 && isOfAHub(response)
}

/** A proxy may end an answer in good order in its middle, and what unpacks it then says nothing of the rest. */
const endedEarly: HubProblem = { kind: 'unreachable', detail: 'the answer ended early' }

/** The text of an answer, and why it broke off where it did; nothing of one that is too large. */
async function textUntilCut({ body }: Response, moved: () => void): Promise<{ text: string; cut?: Error }> {
  const parts: Uint8Array[] = []
  let size = 0
  let cut: Error | undefined
  try {
    if (body !== null) {
      for await (const bytes of body) {
        moved()
        size += bytes.length
        if (size > MOST_ANSWER_BYTES) return { text: '' }
        parts.push(bytes)
      }
    }
  } catch (error) {
    cut = error instanceof Error ? error : new Error(String(error))
  }
  // All at once: it takes half the time that it takes in pieces.
  const text = Buffer.concat(parts).toString('utf8')
  return cut === undefined ? { text } : { text, cut }
}

/** @throws where it breaks off */
async function wholeText(response: Response, moved: () => void): Promise<string> {
  const { text, cut } = await textUntilCut(response, moved)
  if (cut !== undefined) throw cut
  return text
}

const ErrorBody = z.object({ code: z.string(), message: z.string().default(''), data: z.unknown().optional() })
const Versions = z.object({ min: z.int(), max: z.int() })

async function problemOf(response: Response, moved: () => void): Promise<HubProblem> {
  const { status } = response
  const { text } = await textUntilCut(response, moved)
  const body = ErrorBody.safeParse(parseJson(text))
  if (!body.success) {
    const refused = text === '' ? bareRefusal(response) : undefined
    if (refused !== undefined) return refused
    // A proxy, a captive portal, some other server. What a proxy says of a request holds for the hub behind it.
    if (status === 413) return { kind: 'too-large', limit: 0 }
    if (status === 429) return { kind: 'busy', retryAfterMs: retryAfterOf(response) }
    // 408: the request came too slowly. 511 is a login page's own (RFC 6585); other failures are of who cannot ask the hub.
    if (status === 408 || (status >= 500 && status !== 511)) return { kind: 'unreachable', detail: `status ${status}` }
    return { kind: 'not-a-hub', detail: `status ${status}` }
  }
  const { code, message, data } = body.data
  switch (code) {
    case 'UNAUTHORIZED':
      // It ends the access for good, so only a hub can say it.
      return isOfAHub(response)
        ? { kind: 'unauthorized' }
        : { kind: 'not-a-hub', detail: `status ${status} without the protocol` }
    case 'UPGRADE_REQUIRED': {
      const versions = Versions.safeParse(data)
      return versions.success ? { kind: 'other-version', ...versions.data } : { kind: 'failed', status, detail: code }
    }
    case 'TOO_MANY_REQUESTS': {
      const wait = z.object({ retryAfterMs: z.number() }).safeParse(data)
      return { kind: 'busy', retryAfterMs: wait.success ? asWait(wait.data.retryAfterMs) : BUSY_MS }
    }
    case 'PAYLOAD_TOO_LARGE': {
      const limit = z.object({ limit: z.number() }).safeParse(data)
      return { kind: 'too-large', limit: limit.success ? limit.data.limit : 0 }
    }
    case 'CODE_UNKNOWN':
      return { kind: 'code-unknown' }
    case 'CODE_USED':
      return { kind: 'code-used' }
    case 'DEVICE_TAKEN':
      return { kind: 'other-expert' }
    case 'CODE_EXPIRED': {
      const when = z.object({ expiredAt: Instant }).safeParse(data)
      return { kind: 'code-expired', expiredAt: when.success ? when.data.expiredAt : 0 }
    }
    default:
      return { kind: 'failed', status, detail: `${code} ${message}`.slice(0, 500) }
  }
}

/** A hub's refusal of HEAD, whose answer has no body: its header says which version it speaks. */
function bareRefusal({ status, headers }: Response): HubProblem | undefined {
  const version = Number(headers.get(PROTOCOL_HEADER) ?? Number.NaN)
  if (!Number.isInteger(version)) return undefined
  if (status === 401) return { kind: 'unauthorized' }
  return status === 426 ? { kind: 'other-version', min: version, max: version } : undefined
}

/** Where one is asked to wait, and it is not said how long. */
const BUSY_MS = 30_000
/** Longer than this nobody waits for a word: whoever asked for it may have meant something else. */
const MOST_BUSY_MS = 3_600_000
/** Who says 0 (a limit that ends within this second, rounded down) would be asked without a pause, over and over. */
const LEAST_BUSY_MS = 500

function asWait(ms: number): number {
  return Math.min(MOST_BUSY_MS, Math.max(LEAST_BUSY_MS, ms))
}

/** `Retry-After` in seconds (RFC 9110 §10.2.3); proxies that count requests give no date. */
function retryAfterOf({ headers }: Response): number {
  const seconds = headers.get('retry-after') ?? ''
  return /^\d+$/.test(seconds) ? asWait(Number(seconds) * 1_000) : BUSY_MS
}

/** The innermost reason of a failed fetch, which undici wraps. */
function wireErrorToText(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (error.cause instanceof Error) return wireErrorToText(error.cause)
  return 'code' in error && typeof error.code === 'string' ? error.code : error.message
}

/** Whether a call failed while its connection was still being made: by then nothing of it is out. */
function isBeforeConnecting(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  if (error.cause instanceof Error) return isBeforeConnecting(error.cause)
  // Several addresses of one name, each of them tried.
  if (error instanceof AggregateError) return error.errors.length > 0 && error.errors.every(isBeforeConnecting)
  const { code, syscall } = error as NodeJS.ErrnoException
  return syscall === 'connect' || syscall === 'getaddrinfo' || code === 'UND_ERR_CONNECT_TIMEOUT'
}
