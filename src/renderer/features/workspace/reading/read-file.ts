import { fromBase64 } from '../../../client/base64.ts'
import type { Desk } from '../../../client/desk.ts'

/** Bytes of one call: what the core gives at most. */
const PART_BYTES = 1_500_000

export type FileBytes = { readonly isHere: boolean; readonly bytes: Uint8Array<ArrayBuffer> }

/** The first `limit` bytes of a file on this computer; none where it is still to be fetched. */
export async function readFile(desk: Desk, sha256: string, limit: number): Promise<FileBytes> {
  const parts: Uint8Array<ArrayBuffer>[] = []
  let offset = 0
  let size = Number.POSITIVE_INFINITY
  while (offset < Math.min(size, limit)) {
    const part = await desk.files.read({ sha256, offset, length: Math.min(PART_BYTES, limit - offset) })
    if (!part.here) return { isHere: false, bytes: new Uint8Array() }
    const bytes = fromBase64(part.bytes)
    if (bytes.length === 0) break
    parts.push(bytes)
    offset += bytes.length
    ;({ size } = part)
  }
  return { isHere: true, bytes: join(parts, offset) }
}

function join(parts: readonly Uint8Array[], length: number): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(length)
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}
