import { crc32 } from './crc32.ts'
import type { Zip, ZipEntry } from './zip.ts'

/**
 * The same archive with other contents for some of its parts. Every other part is copied as it lies there: header, packed
 * bytes and its line of the directory, in which only its place changes.
 * @param parts the new contents by the part's name; names that are not in the archive are left out
 */
export function rewriteZip(zip: Zip, parts: ReadonlyMap<string, Uint8Array>): Uint8Array<ArrayBuffer> {
  const pieces: Uint8Array[] = []
  let length = 0
  const put = (piece: Uint8Array): void => {
    pieces.push(piece)
    length += piece.length
  }

  const moved = new Map<ZipEntry, number>()
  const inPlace = [...zip.entries].sort((a, b) => a.headerAt - b.headerAt)
  for (const [i, entry] of inPlace.entries()) {
    const part = parts.get(entry.name)
    moved.set(entry, length)
    if (part === undefined) {
      // With what may follow the packed bytes: sizes that were not known before (APPNOTE 4.3.9).
      const end = inPlace[i + 1]?.headerAt ?? zip.directoryAt
      put(zip.bytes.subarray(entry.headerAt, Math.max(end, entry.dataEnd)))
    } else {
      put(storedHeader(zip, entry, part))
      put(part)
    }
  }

  const directoryAt = length
  for (const entry of zip.entries) put(movedLine(zip, entry, moved.get(entry) ?? 0, parts.get(entry.name)))
  const end = zip.bytes.slice(zip.endAt)
  const view = new DataView(end.buffer)
  // What stood in 64-bit records, which are left out, is said here.
  view.setUint16(8, zip.entries.length, true)
  view.setUint16(10, zip.entries.length, true)
  view.setUint32(12, length - directoryAt, true)
  view.setUint32(16, directoryAt, true)
  put(end)
  return join(pieces, length)
}

function join(pieces: readonly Uint8Array[], length: number): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(length)
  let at = 0
  for (const piece of pieces) {
    all.set(piece, at)
    at += piece.length
  }
  return all
}

/** The header of a part that is put in as it is: its name stays, what else it told of the part goes. */
function storedHeader({ bytes }: Zip, entry: ZipEntry, part: Uint8Array): Uint8Array {
  const nameLength = new DataView(bytes.buffer, bytes.byteOffset).getUint16(entry.headerAt + 26, true)
  const header = bytes.slice(entry.headerAt, entry.headerAt + 30 + nameLength)
  const view = new DataView(header.buffer)
  view.setUint16(6, view.getUint16(6, true) & ~0x08, true)
  view.setUint16(8, 0, true)
  view.setUint32(14, crc32(part), true)
  view.setUint32(18, part.length, true)
  view.setUint32(22, part.length, true)
  view.setUint16(28, 0, true)
  return header
}

function movedLine({ bytes }: Zip, entry: ZipEntry, headerAt: number, part: Uint8Array | undefined): Uint8Array {
  const whole = bytes.slice(entry.lineAt, entry.lineEnd)
  const view = new DataView(whole.buffer)
  if (part === undefined) {
    if (entry.header64At === undefined) view.setUint32(42, headerAt, true)
    else view.setBigUint64(entry.header64At - entry.lineAt, BigInt(headerAt), true)
    return whole
  }
  view.setUint32(42, headerAt, true)
  view.setUint16(8, view.getUint16(8, true) & ~0x08, true)
  view.setUint16(10, 0, true)
  view.setUint32(16, crc32(part), true)
  view.setUint32(20, part.length, true)
  view.setUint32(24, part.length, true)
  const nameLength = view.getUint16(28, true)
  view.setUint16(30, 0, true)
  view.setUint16(32, 0, true)
  return whole.subarray(0, 46 + nameLength)
}
