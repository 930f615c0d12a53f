import { err, ok, type Result } from '../../shared/domain/result.ts'
import { type Exif, orientationOnly, readExif } from './exif.ts'
import type { DocumentProblem } from './problem.ts'
import { type Properties, type Property, property } from './property.ts'
import { xmpProperties } from './xmp.ts'

type Segment = { readonly marker: number; readonly at: number; readonly end: number }

const APP1 = 0xe1
const APP13 = 0xed
const COMMENT = 0xfe
const SCAN = 0xda

/** @returns the segments before the picture itself (ITU-T T.81, B.1.1), and where the picture begins */
function segmentsOf(bytes: Uint8Array): { segments: Segment[]; pictureAt: number } | undefined {
  const segments: Segment[] = []
  let at = 2
  while (bytes[at] === 0xff) {
    const marker = bytes[at + 1] ?? 0
    // A marker may be preceded by any number of these.
    if (marker === 0xff) {
      at += 1
      continue
    }
    if (marker === SCAN) return { segments, pictureAt: at }
    const end = at + 2 + (bytes[at + 2] ?? 0) * 256 + (bytes[at + 3] ?? 0)
    if (end > bytes.length || end < at + 4) return undefined
    segments.push({ marker, at, end })
    at = end
  }
  return undefined
}

const says = ({ marker }: Segment): boolean => marker === APP1 || marker === APP13 || marker === COMMENT

function exifOf(bytes: Uint8Array, { marker, at, end }: Segment): Exif | undefined {
  const data = bytes.subarray(at + 4, end)
  return marker === APP1 && startsWith(data, 'Exif\0\0') ? readExif(data.subarray(6)) : undefined
}

export function jpegProperties(bytes: Uint8Array): Result<Properties, DocumentProblem> {
  const read = segmentsOf(bytes)
  if (read === undefined) return err('damaged')
  const said = read.segments.filter((segment) => says(segment))
  const removable = said.flatMap((segment) => {
    const exif = exifOf(bytes, segment)
    if (exif !== undefined && exif.properties.length === 0)
      return isBare(segment) ? [] : [inside('Notes of the camera')]
    return exif === undefined ? segmentProperties(bytes, segment) : exif.properties
  })
  return ok({ removable, staying: [...turned(bytes, said), ...behind(bytes, read.pictureAt)] })
}

/** Such as `orientationOnly` writes it. */
function isBare({ at, end }: Segment): boolean {
  return end - at === 4 + 6 + 26
}

const inside = (label: string): Property => ({ label, value: 'some, in a form that is not read here' })

function segmentProperties(bytes: Uint8Array, { marker, at, end }: Segment): Property[] {
  const data = bytes.subarray(at + 4, end)
  if (marker === COMMENT) return property('Comment', new TextDecoder().decode(data))
  if (marker === APP13) return [inside('Notes of a picture program (IPTC)')]
  const mark = 'http://ns.adobe.com/xap/1.0/\0'
  const found = startsWith(data, mark) ? xmpProperties(new TextDecoder().decode(data.subarray(mark.length))) : []
  return found.length > 0 ? found : [inside('Notes of a program (XMP)')]
}

function orientationIn(bytes: Uint8Array, said: readonly Segment[]): number {
  const found = said.map((segment) => exifOf(bytes, segment)?.orientation ?? 1).find((one) => one !== 1) ?? 1
  return found >= 1 && found <= 8 ? found : 1
}

function turned(bytes: Uint8Array, said: readonly Segment[]): Property[] {
  return orientationIn(bytes, said) === 1
    ? []
    : [{ label: 'How it is turned', value: 'kept, or the picture would lie on its side' }]
}

/** Telephones put more behind a picture: a second one, or a short film. */
function behind(bytes: Uint8Array, pictureAt: number): Property[] {
  let end = pictureAt
  for (let at = pictureAt; at < bytes.length - 1; at++) {
    if (bytes[at] === 0xff && bytes[at + 1] === 0xd9) {
      end = at + 2
      break
    }
  }
  const rest = bytes.length - end
  if (rest < 64) return []
  return [{ label: 'Behind the picture', value: `${rest} bytes more, such as a second picture or a short film` }]
}

/** @returns a copy with the same picture and colours, and how it is turned; without Exif, XMP, IPTC and comments */
export function cleanJpeg(bytes: Uint8Array): Result<Uint8Array<ArrayBuffer>, DocumentProblem> {
  const read = segmentsOf(bytes)
  if (read === undefined) return err('damaged')
  const orientation = orientationIn(bytes, read.segments)
  const kept = read.segments.filter((segment) => !says(segment))
  const pieces = kept.map(({ at, end }) => bytes.subarray(at, end))
  if (orientation !== 1) {
    const exif = [...new TextEncoder().encode('Exif\0\0'), ...orientationOnly(orientation)]
    const header = [0xff, APP1, 0, exif.length + 2]
    // Where a reader looks for it: right behind the JFIF header, if there is one.
    pieces.splice(kept[0]?.marker === 0xe0 ? 1 : 0, 0, Uint8Array.from([...header, ...exif]))
  }
  return ok(joined([bytes.subarray(0, 2), ...pieces, bytes.subarray(read.pictureAt)]))
}

function joined(pieces: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(pieces.reduce((length, piece) => length + piece.length, 0))
  let at = 0
  for (const piece of pieces) {
    all.set(piece, at)
    at += piece.length
  }
  return all
}

function startsWith(data: Uint8Array, text: string): boolean {
  return new TextDecoder('latin1').decode(data.subarray(0, text.length)) === text
}
