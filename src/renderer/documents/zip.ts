import { Inflate, zipSync } from 'fflate'
import { err, ok, type Result } from '../../shared/domain/result.ts'
import { crc32 } from './crc32.ts'
import type { DocumentProblem } from './problem.ts'

/** Office files have some hundred parts; an archive with more than this many is made to hurt. */
const MOST_ENTRIES = 10_000
/** Bytes of all parts together, unpacked. */
const MOST_UNPACKED = 200_000_000

const END = 0x06054b50
const CENTRAL = 0x02014b50
const LOCAL = 0x04034b50
const LOCATOR_64 = 0x07064b50
const END_64 = 0x06064b50
/** What stands in 16 or 32 bits where the figure itself stands in 64. */
const ELSEWHERE_16 = 0xffff
const ELSEWHERE_32 = 0xffffffff

export type ZipEntry = {
  readonly name: string
  /** 0 stored, 8 deflated. */
  readonly method: number
  readonly crc: number
  readonly size: number
  /** Where its own header begins, and where the packed bytes lie. */
  readonly headerAt: number
  readonly dataAt: number
  readonly dataEnd: number
  /** Where its line of the directory lies. */
  readonly lineAt: number
  readonly lineEnd: number
  /** Where the line says in 64 bits where the header begins, where it does. */
  readonly header64At: number | undefined
}

export type Zip = {
  readonly bytes: Uint8Array
  readonly entries: readonly ZipEntry[]
  /** Where the directory begins and where the record that ends the archive does. */
  readonly directoryAt: number
  readonly endAt: number
}

/**
 * Reads the directory of an archive (PKWARE APPNOTE 6.3.10, sections 4.3.12 and 4.3.16) without unpacking anything.
 * @returns what is in it; a problem where it is damaged, locked, or would unpack to too much
 */
export function readZip(bytes: Uint8Array): Result<Zip, DocumentProblem> {
  try {
    return readDirectory(bytes)
  } catch (error) {
    if (error instanceof RangeError) return err('damaged')
    throw error
  }
}

function readDirectory(bytes: Uint8Array): Result<Zip, DocumentProblem> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const endAt = findEnd(view)
  if (endAt === undefined) return err('damaged')
  const { count, directoryAt } = readEnd(view, endAt)
  if (count > MOST_ENTRIES) return err('too-large')
  const entries: ZipEntry[] = []
  let at = directoryAt
  let unpacked = 0
  for (let i = 0; i < count; i++) {
    if (view.getUint32(at, true) !== CENTRAL) return err('damaged')
    const flags = view.getUint16(at + 8, true)
    if ((flags & 0x41) !== 0) return err('locked')
    const entry = readLine(view, bytes, at)
    if (entry === undefined) return err('damaged')
    entries.push(entry)
    at = entry.lineEnd
    unpacked += entry.size
    if (unpacked > MOST_UNPACKED) return err('too-large')
  }
  return ok({ bytes, entries, directoryAt, endAt })
}

/**
 * How many entries there are and where their directory begins. Programs that write an archive as a stream say it in the
 * 64-bit records before the end (4.3.14, 4.3.15), however small it is.
 */
function readEnd(view: DataView, endAt: number): { count: number; directoryAt: number } {
  const count = view.getUint16(endAt + 10, true)
  const directoryAt = view.getUint32(endAt + 16, true)
  if (count !== ELSEWHERE_16 && directoryAt !== ELSEWHERE_32) return { count, directoryAt }
  if (view.getUint32(endAt - 20, true) !== LOCATOR_64) return { count, directoryAt }
  const recordAt = number64(view, endAt - 12)
  if (view.getUint32(recordAt, true) !== END_64) return { count, directoryAt }
  return { count: number64(view, recordAt + 32), directoryAt: number64(view, recordAt + 48) }
}

/** Beyond 2^53 it is no longer exact, and beyond everything that is read here. */
function number64(view: DataView, at: number): number {
  return Number(view.getBigUint64(at, true))
}

/** The record that ends the archive is its last one; a comment of up to 65,535 bytes may follow. */
function findEnd(view: DataView): number | undefined {
  const first = Math.max(0, view.byteLength - 22 - 0xffff)
  for (let at = view.byteLength - 22; at >= first; at--) if (view.getUint32(at, true) === END) return at
  return undefined
}

function readLine(view: DataView, bytes: Uint8Array, at: number): ZipEntry | undefined {
  const nameEnd = at + 46 + view.getUint16(at + 28, true)
  const extraEnd = nameEnd + view.getUint16(at + 30, true)
  const lineEnd = extraEnd + view.getUint16(at + 32, true)
  // In this order, each only where it does not stand in 32 bits (4.5.3).
  let at64 = field64(view, nameEnd, extraEnd)
  let header64At: number | undefined
  const read = (place: number): number => {
    const figure = view.getUint32(place, true)
    if (figure !== ELSEWHERE_32 || at64 === undefined) return figure
    if (place === at + 42) header64At = at64
    at64 += 8
    return number64(view, at64 - 8)
  }
  const size = read(at + 24)
  const packed = read(at + 20)
  const headerAt = read(at + 42)
  if (view.getUint32(headerAt, true) !== LOCAL) return undefined
  const dataAt = headerAt + 30 + view.getUint16(headerAt + 26, true) + view.getUint16(headerAt + 28, true)
  const dataEnd = dataAt + packed
  if (dataEnd > view.byteLength || lineEnd > view.byteLength) return undefined
  return {
    name: new TextDecoder().decode(bytes.subarray(at + 46, nameEnd)),
    method: view.getUint16(at + 10, true),
    crc: view.getUint32(at + 16, true),
    size,
    headerAt,
    dataAt,
    dataEnd,
    lineAt: at,
    lineEnd,
    header64At,
  }
}

/** Where the 64-bit figures of a line begin, where it has some. */
function field64(view: DataView, from: number, end: number): number | undefined {
  for (let at = from; at + 4 <= end; at += 4 + view.getUint16(at + 2, true)) {
    if (view.getUint16(at, true) === 1) return at + 4
  }
  return undefined
}

/** @returns the bytes of one part; a problem where it is not what the directory says, found before memory is filled */
export function unpack({ bytes }: Zip, entry: ZipEntry): Result<Uint8Array<ArrayBuffer>, DocumentProblem> {
  const packed = bytes.subarray(entry.dataAt, entry.dataEnd)
  const out = new Uint8Array(entry.size)
  if (entry.method === 0) {
    if (packed.length !== entry.size) return err('damaged')
    out.set(packed)
  } else if (entry.method !== 8 || !inflateInto(out, packed)) return err('damaged')
  return crc32(out) === entry.crc ? ok(out) : err('damaged')
}

/** @returns whether the packed bytes fill exactly this room */
function inflateInto(out: Uint8Array, packed: Uint8Array): boolean {
  const state = { filled: 0, fits: true }
  const inflate = new Inflate((chunk) => {
    state.fits &&= state.filled + chunk.length <= out.length
    if (state.fits) out.set(chunk, state.filled)
    state.filled += chunk.length
  })
  try {
    // By small pieces, so that a part that unpacks to a thousand times of what it claims is left off early.
    for (let at = 0; at < packed.length && state.fits; at += 0x4000) {
      inflate.push(packed.subarray(at, at + 0x4000), at + 0x4000 >= packed.length)
    }
  } catch {
    return false
  }
  return state.fits && state.filled === out.length
}

/** @returns the text of a part, nothing where there is no such part */
export function textOfPart(zip: Zip, name: string): Result<string | undefined, DocumentProblem> {
  const entry = zip.entries.find((one) => one.name === name)
  if (entry === undefined) return ok(undefined)
  const part = unpack(zip, entry)
  if (!part.ok) return part
  // Office writes UTF-8; UTF-16 begins with its mark.
  const [first, second] = part.value
  const encoding =
    first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8'
  return ok(new TextDecoder(encoding).decode(part.value))
}

/**
 * The same parts in an archive that unpacks to what it says, for libraries that would believe any size.
 * @param isWanted by the part's name
 * @param changed what goes in for a part
 */
export function repack(
  zip: Zip,
  isWanted: (name: string) => boolean,
  changed: (name: string, part: Uint8Array) => Uint8Array = (_name, part) => part,
): Result<ArrayBuffer, DocumentProblem> {
  const parts: Record<string, Uint8Array> = {}
  for (const entry of zip.entries) {
    if (entry.name.endsWith('/') || !isWanted(entry.name)) continue
    const part = unpack(zip, entry)
    if (!part.ok) return part
    parts[entry.name] = changed(entry.name, part.value)
  }
  return ok(zipSync(parts, { level: 0 }).buffer)
}
