import { type Property, property } from './property.ts'

/** Tags of Exif 3.0 (CIPA DC-008) that say something of a person, their tools or where they were. */
const labels: Readonly<Record<number, string>> = {
  0x010e: 'Description',
  0x010f: 'Camera maker',
  0x0110: 'Camera',
  0x0131: 'Made with',
  0x0132: 'Changed on',
  0x013b: 'Author',
  0x8298: 'Copyright',
  0x9003: 'Taken on',
  0x9004: 'Digitised on',
  0x9286: 'Comment',
  0xa420: 'Picture number',
  0xa430: 'Owner of the camera',
  0xa431: 'Serial number of the camera',
  0xa434: 'Lens',
  0xa435: 'Serial number of the lens',
}
const ORIENTATION = 0x0112
const EXIF = 0x8769
const GPS = 0x8825

export type Exif = { readonly properties: readonly Property[]; readonly orientation: number }

type Value = { readonly type: number; readonly count: number; readonly at: number }

/**
 * Reads a TIFF block as it stands in Exif.
 * @param bytes from the byte order on
 */
export function readExif(bytes: Uint8Array): Exif {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  try {
    const isLittle = view.getUint16(0) === 0x4949
    const first = readTags(view, view.getUint32(4, isLittle), isLittle)
    const pointed = (tag: number): ReadonlyMap<number, Value> => {
      const pointer = first.get(tag)
      return pointer === undefined ? new Map() : readTags(view, view.getUint32(pointer.at, isLittle), isLittle)
    }
    const tags = [...first, ...pointed(EXIF)]
    const orientation = first.get(ORIENTATION)
    return {
      properties: [
        ...tags
          .flatMap(([tag, value]) => property(labels[tag] ?? '', textOf(view, value)))
          .filter(({ label }) => label !== ''),
        ...property('Where it was taken', placeOf(view, pointed(GPS), isLittle)),
      ],
      orientation: orientation === undefined ? 1 : view.getUint16(orientation.at, isLittle),
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    return { properties: [], orientation: 1 }
  }
}

const sizes = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8]

function readTags(view: DataView, at: number, isLittle: boolean): Map<number, Value> {
  const tags = new Map<number, Value>()
  const count = Math.min(500, view.getUint16(at, isLittle))
  for (let i = 0; i < count; i++) {
    const line = at + 2 + i * 12
    const type = view.getUint16(line + 2, isLittle)
    const values = view.getUint32(line + 4, isLittle)
    const length = (sizes[type] ?? 1) * values
    tags.set(view.getUint16(line, isLittle), {
      type,
      count: values,
      at: length <= 4 ? line + 8 : view.getUint32(line + 8, isLittle),
    })
  }
  return tags
}

function textOf(view: DataView, { type, count, at }: Value): string {
  if (type !== 2 && type !== 7 && type !== 129) return ''
  const length = Math.max(0, Math.min(count, 2000, view.byteLength - at))
  const bytes = new Uint8Array(view.buffer, view.byteOffset + at, length)
  // A comment begins with the name of its encoding, padded with zeros.
  const text = new TextDecoder().decode(bytes).replace(/^(ASCII|UNICODE|JIS)\0+/, '')
  return text.replaceAll('\0', '')
}

/** Degrees, minutes and seconds as fractions, as decimal degrees. */
function placeOf(view: DataView, tags: ReadonlyMap<number, Value>, isLittle: boolean): string {
  const degrees = (tag: number, reference: number, negative: string): string | undefined => {
    const value = tags.get(tag)
    if (value === undefined || value.type !== 5 || value.count < 3) return undefined
    const part = (i: number): number =>
      view.getUint32(value.at + i * 8, isLittle) / (view.getUint32(value.at + i * 8 + 4, isLittle) || 1)
    const sign = textOf(view, tags.get(reference) ?? { type: 0, count: 0, at: 0 }) === negative ? -1 : 1
    return (sign * (part(0) + part(1) / 60 + part(2) / 3600)).toFixed(5)
  }
  const latitude = degrees(2, 1, 'S')
  const longitude = degrees(4, 3, 'W')
  if (latitude !== undefined && longitude !== undefined) return `${latitude}, ${longitude}`
  return tags.size > 0 ? 'the receiver’s notes' : ''
}

/** An Exif block that tells how a picture is turned and nothing else. */
export function orientationOnly(orientation: number): Uint8Array {
  const head = [0x4d, 0x4d, 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0]
  return Uint8Array.from(head)
}
