import { promisify } from 'node:util'
import { constants, gzip, zstdCompress } from 'node:zlib'

const toGzip = promisify(gzip)
const toZstd = promisify(zstdCompress)

/** Below this the headers weigh as much as what is saved. */
const leastBytes = 1024

export type Encoding = 'zstd' | 'gzip'

/** The best encoding the client takes (RFC 9110 §12.5.3), zstd before gzip. */
export function chooseEncoding(acceptEncoding: string | null | undefined, bytes: number): Encoding | undefined {
  if (bytes < leastBytes) return undefined
  const taken = new Set<string>()
  for (const entry of (acceptEncoding ?? '').split(',')) {
    const [name = '', ...params] = entry.split(';').map((part) => part.trim().toLowerCase())
    if (!params.some((param) => /^q=0(\.0*)?$/.test(param))) taken.add(name)
  }
  return taken.has('zstd') ? 'zstd' : taken.has('gzip') ? 'gzip' : undefined
}

/** Compresses in the background threads; quick levels, since each page is sent once. */
export function compress(bytes: Buffer, encoding: Encoding): Promise<Buffer> {
  return encoding === 'zstd'
    ? toZstd(bytes, { params: { [constants.ZSTD_c_compressionLevel]: 3 } })
    : toGzip(bytes, { level: 4 })
}
