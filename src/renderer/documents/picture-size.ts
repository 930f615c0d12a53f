export type PictureSize = { readonly width: number; readonly height: number }

/** More picture elements than these are not unpacked: 80 million take 320 MB of memory. */
export const MOST_PICTURE_ELEMENTS = 80_000_000

/**
 * Width and height as the header of a PNG, JPEG, GIF, WebP or BMP says, read without decoding anything.
 * @returns undefined where it is none of these, or its header is cut
 */
export function pictureSize(bytes: Uint8Array): PictureSize | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  try {
    const start = view.getUint32(0)
    if (start === 0x89504e47) return { width: view.getUint32(16), height: view.getUint32(20) }
    if (start >>> 16 === 0xffd8) return jpegSize(view)
    if (start === 0x47494638) return { width: view.getUint16(6, true), height: view.getUint16(8, true) }
    if (start === 0x52494646 && view.getUint32(8) === 0x57454250) return webpSize(view)
    if (start >>> 16 === 0x424d) {
      return { width: Math.abs(view.getInt32(18, true)), height: Math.abs(view.getInt32(22, true)) }
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
  }
  return undefined
}

/** ITU-T T.81, B.2.2: the size stands in the frame's header. */
function jpegSize(view: DataView): PictureSize | undefined {
  let at = 2
  while (view.getUint8(at) === 0xff) {
    const marker = view.getUint8(at + 1)
    if (marker === 0xff) at += 1
    else if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) {
      return { height: view.getUint16(at + 5), width: view.getUint16(at + 7) }
    } else at += 2 + view.getUint16(at + 2)
  }
  return undefined
}

/** RFC 9649, sections 2.5 to 2.7. */
function webpSize(view: DataView): PictureSize | undefined {
  const form = view.getUint32(12)
  const three = (at: number): number => view.getUint16(at, true) + (view.getUint8(at + 2) << 16)
  if (form === 0x56503858) return { width: three(24) + 1, height: three(27) + 1 }
  if (form === 0x5650384c) {
    const bits = view.getUint32(21, true)
    return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 }
  }
  if (form !== 0x56503820) return undefined
  return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff }
}
