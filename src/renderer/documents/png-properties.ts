import { unzlibSync } from 'fflate'
import { err, ok, type Result } from '../../shared/domain/result.ts'
import { crc32 } from './crc32.ts'
import { orientationOnly, readExif } from './exif.ts'
import type { DocumentProblem } from './problem.ts'
import { type Properties, type Property, property } from './property.ts'

type Chunk = { readonly type: string; readonly at: number; readonly end: number }

/** @returns the chunks (PNG 3rd edition, 5.3) up to the last one of the picture */
function chunksOf(bytes: Uint8Array): Chunk[] | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const chunks: Chunk[] = []
  for (let at = 8; at + 12 <= bytes.length; ) {
    const end = at + 12 + view.getUint32(at)
    if (end > bytes.length) return undefined
    const type = new TextDecoder('latin1').decode(bytes.subarray(at + 4, at + 8))
    chunks.push({ type, at, end })
    if (type === 'IEND') return chunks
    at = end
  }
  return undefined
}

const saying = new Set(['tEXt', 'zTXt', 'iTXt', 'eXIf', 'tIME'])

export function pngProperties(bytes: Uint8Array): Result<Properties, DocumentProblem> {
  const chunks = chunksOf(bytes)
  if (chunks === undefined) return err('damaged')
  const removable = chunks.filter(({ type }) => saying.has(type)).flatMap((chunk) => propertiesOf(bytes, chunk))
  const rest = bytes.length - (chunks.at(-1)?.end ?? bytes.length)
  const isTurned = chunks.some((chunk) => orientationIn(bytes, chunk) !== 1)
  const staying = [
    ...(isTurned ? [{ label: 'How it is turned', value: 'kept, or the picture would lie on its side' }] : []),
    ...(rest === 0 ? [] : [{ label: 'Behind the picture', value: `${rest} bytes that do not belong to it` }]),
  ]
  return ok({ removable, staying })
}

/** How the picture is turned, as the notes of a camera say; 1 where it stands upright, or nothing is said. */
function orientationIn(bytes: Uint8Array, { type, at, end }: Chunk): number {
  const { orientation } = type === 'eXIf' ? readExif(bytes.subarray(at + 8, end - 4)) : { orientation: 1 }
  return orientation >= 1 && orientation <= 8 ? orientation : 1
}

function exifChunk(orientation: number): Uint8Array {
  const exif = orientationOnly(orientation)
  const chunk = new Uint8Array(12 + exif.length)
  chunk.set([0x65, 0x58, 0x49, 0x66], 4)
  chunk.set(exif, 8)
  const view = new DataView(chunk.buffer)
  view.setUint32(0, exif.length)
  view.setUint32(8 + exif.length, crc32(chunk.subarray(4, 8 + exif.length)))
  return chunk
}

/** @returns a copy whose other chunks are the same, byte for byte, and which is turned as before */
export function cleanPng(bytes: Uint8Array): Result<Uint8Array<ArrayBuffer>, DocumentProblem> {
  const chunks = chunksOf(bytes)
  if (chunks === undefined) return err('damaged')
  const end = chunks.at(-1)?.end ?? bytes.length
  const pieces = [
    bytes.subarray(0, 8),
    ...chunks.flatMap((chunk) => {
      if (!saying.has(chunk.type)) return [bytes.subarray(chunk.at, chunk.end)]
      const orientation = orientationIn(bytes, chunk)
      return orientation === 1 ? [] : [exifChunk(orientation)]
    }),
    bytes.subarray(end),
  ]
  const all = new Uint8Array(pieces.reduce((length, piece) => length + piece.length, 0))
  let at = 0
  for (const piece of pieces) {
    all.set(piece, at)
    at += piece.length
  }
  return ok(all)
}

const labels: Readonly<Record<string, string>> = {
  Author: 'Author',
  Title: 'Title',
  Description: 'Description',
  Copyright: 'Copyright',
  Software: 'Made with',
  Comment: 'Comment',
  Source: 'Made by device',
  'Creation Time': 'Made on',
}

function propertiesOf(bytes: Uint8Array, { type, at, end }: Chunk): Property[] {
  const data = bytes.subarray(at + 8, end - 4)
  if (type === 'eXIf') {
    const { properties } = readExif(data)
    // Such as a cleaned copy has it.
    const orientation = orientationIn(bytes, { type, at, end })
    if (orientation !== 1 && data.length === orientationOnly(orientation).length) return []
    return properties.length > 0 ? [...properties] : [{ label: 'Notes of a camera', value: 'some' }]
  }
  if (type === 'tIME') return [{ label: 'Last changed on', value: timeOf(data) }]
  const zero = data.indexOf(0)
  const key = new TextDecoder('latin1').decode(data.subarray(0, zero === -1 ? data.length : zero))
  const text = property(labels[key] ?? key, zero === -1 ? '' : textOf(type, data.subarray(zero + 1)))
  return text.length > 0 ? text : [{ label: labels[key] ?? 'A note', value: 'empty' }]
}

function timeOf(data: Uint8Array): string {
  const two = (n: number | undefined): string => String(n ?? 0).padStart(2, '0')
  const year = (data[0] ?? 0) * 256 + (data[1] ?? 0)
  return `${year}-${two(data[2])}-${two(data[3])} ${two(data[4])}:${two(data[5])}:${two(data[6])}`
}

function textOf(type: string, rest: Uint8Array): string {
  if (type === 'tEXt') return new TextDecoder('latin1').decode(rest)
  if (type === 'zTXt') return inflated(rest.subarray(1), 'latin1')
  // Whether it is packed, how, then language and translated keyword, each ended by a zero.
  const language = rest.indexOf(0, 2)
  const keyword = language === -1 ? -1 : rest.indexOf(0, language + 1)
  if (keyword === -1) return 'some'
  const text = rest.subarray(keyword + 1)
  return rest[0] === 1 ? inflated(text, 'utf-8') : new TextDecoder().decode(text)
}

/** At most its first part; a note that is longer, or made to swell, is only said to be there. */
function inflated(packed: Uint8Array, encoding: string): string {
  if (packed.length > 10_000) return 'a long text'
  try {
    const room = new Uint8Array(20_000)
    return new TextDecoder(encoding).decode(unzlibSync(packed, { out: room })).replaceAll('\0', '')
  } catch {
    return 'some'
  }
}
