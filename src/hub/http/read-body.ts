import { Readable, type Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ReadableStream as NodeReadableStream } from 'node:stream/web'
import { constants, createGunzip, createZstdDecompress } from 'node:zlib'
import { err, ok, type Result } from '../../shared/domain/result.ts'

export type BodyError = { readonly code: 'too-large' | 'too-slow' | 'broken' | 'unknown-encoding' }

/**
 * Reads a request's body, decompressing it on the way, and stops at the limit: neither a body without a length nor a
 * small one that unfolds into a large one gets further than that.
 * @param withinMs gives up after so long; without it a slow line may take its time
 */
export async function readBody(request: Request, limit: number, withinMs?: number): Promise<Result<Buffer, BodyError>> {
  const reading = readWhole(request, limit)
  if (withinMs === undefined) return reading
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<Result<Buffer, BodyError>>((resolve) => {
    timer = setTimeout(() => resolve(err({ code: 'too-slow' })), withinMs)
  })
  // What is being read is not broken off: it ends with the connection.
  return Promise.race([reading, late]).finally(() => clearTimeout(timer))
}

async function readWhole(request: Request, limit: number): Promise<Result<Buffer, BodyError>> {
  if (request.body === null) return ok(Buffer.alloc(0))
  const decoder = decoderFor(request.headers.get('content-encoding'))
  if (decoder === 'unknown') return err({ code: 'unknown-encoding' })
  if (decoder === undefined && Number(request.headers.get('content-length')) > limit) return err({ code: 'too-large' })
  const chunks: Buffer[] = []
  let size = 0
  try {
    // lib.dom and node name the same stream differently.
    const source = Readable.fromWeb(request.body as NodeReadableStream<Uint8Array>)
    const collect = async (parts: AsyncIterable<Buffer>) => {
      for await (const part of parts) {
        size += part.length
        if (size > limit) throw new RangeError('too large')
        chunks.push(part)
      }
    }
    await (decoder === undefined ? pipeline(source, collect) : pipeline(source, decoder, collect))
  } catch {
    return err({ code: size > limit ? 'too-large' : 'broken' })
  }
  return ok(Buffer.concat(chunks))
}

/**
 * Nobody needs a window above 8 MB to be read (RFC 9659 §3). The reader makes room for the whole of it at the first bytes, and
 * usually takes 128 MB: a few hundred strangers who promised so much and sent no more had all that a computer may give.
 */
const WINDOW_LOG = 23

function decoderFor(encoding: string | null): Transform | undefined | 'unknown' {
  const name = (encoding ?? '').trim().toLowerCase()
  if (name === '' || name === 'identity') return undefined
  if (name === 'gzip' || name === 'x-gzip') return createGunzip()
  if (name === 'zstd') return createZstdDecompress({ params: { [constants.ZSTD_d_windowLogMax]: WINDOW_LOG } })
  return 'unknown'
}
