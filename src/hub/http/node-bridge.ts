import type { IncomingMessage, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ReadableStream as NodeReadableStream } from 'node:stream/web'
import { chooseEncoding, compress } from './compress.ts'

/**
 * A request of node:http as a `Request`. Giving its body up half-way does not end the connection: the answer, such as
 * 413, still has to get out.
 * @returns undefined when address or headers are not valid
 */
export function toRequest(message: IncomingMessage, signal: AbortSignal): Request | undefined {
  const method = message.method ?? 'GET'
  try {
    const headers = new Headers()
    for (let i = 0; i + 1 < message.rawHeaders.length; i += 2) {
      headers.append(message.rawHeaders[i] ?? '', message.rawHeaders[i + 1] ?? '')
    }
    const hasBody = method !== 'GET' && method !== 'HEAD'
    return new Request(new URL(message.url ?? '/', 'http://hub'), {
      method,
      headers,
      signal,
      ...(hasBody ? { body: bodyOf(message), duplex: 'half' } : {}),
    })
  } catch {
    return undefined
  }
}

function bodyOf(message: IncomingMessage): ReadableStream<Uint8Array> {
  const chunks: AsyncIterator<Uint8Array> = message.iterator({ destroyOnReturn: false })
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const next = await chunks.next()
        if (next.done === true) controller.close()
        else controller.enqueue(next.value)
      },
      async cancel() {
        await chunks.return?.()
      },
    },
    { highWaterMark: 0 },
  )
}

/** Writes a `Response` out: JSON in one piece and compressed where the client asked for it, the rest as it streams. */
export async function sendResponse(
  response: Response,
  message: IncomingMessage,
  out: ServerResponse,
  mayCompress: boolean,
): Promise<void> {
  const headers: Record<string, string> = Object.fromEntries(response.headers)
  // application/json and application/jsonl
  const isJson = headers['content-type']?.startsWith('application/json') === true
  if (response.body === null) {
    out.writeHead(response.status, headers)
    out.end()
    return
  }
  if (!isJson) {
    out.writeHead(response.status, headers)
    await pipeline(Readable.fromWeb(response.body as NodeReadableStream<Uint8Array>), out)
    return
  }
  const bytes = await collect(response.body)
  const encoding = mayCompress ? chooseEncoding(headerText(message, 'accept-encoding'), bytes.length) : undefined
  const body = encoding === undefined ? bytes : await compress(bytes, encoding)
  out.writeHead(response.status, {
    ...headers,
    vary: 'accept-encoding',
    'content-length': String(body.length),
    ...(encoding === undefined ? {} : { 'content-encoding': encoding }),
  })
  out.end(message.method === 'HEAD' ? undefined : body)
}

/** The body in one piece; a body that is one piece already, as a page of the feed is, is not copied. */
async function collect(body: ReadableStream<Uint8Array>): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of body) chunks.push(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength))
  return chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks)
}

export function headerText(message: IncomingMessage, name: string): string | undefined {
  const value = message.headers[name]
  return Array.isArray(value) ? value.join(', ') : value
}
