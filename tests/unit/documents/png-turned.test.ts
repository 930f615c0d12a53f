import { deflateSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { readProperties, removeProperties } from '../../../src/renderer/documents/properties.ts'
import { pngOf } from '../../support/documents/made-files.ts'

/** Exif of a picture that lies on its side and was made by Ada, big end first. */
function exif(): Uint8Array {
  const entry = (tag: number, type: number, count: number, value: readonly number[]): number[] => [
    tag >> 8,
    tag & 0xff,
    0,
    type,
    0,
    0,
    0,
    count,
    ...value,
  ]
  const head = [0x4d, 0x4d, 0, 42, 0, 0, 0, 8, 0, 2]
  const tags = [...entry(0x0112, 3, 1, [0, 6, 0, 0]), ...entry(0x013b, 2, 4, [...Buffer.from('Ada\0')])]
  return Uint8Array.from([...head, ...tags, 0, 0, 0, 0])
}

it('a PNG stays turned as it was, as browsers show it, and says no more of who made it', async () => {
  const png = pngOf([
    { type: 'IHDR', data: Uint8Array.from([0, 0, 0, 4, 0, 0, 0, 2, 8, 0, 0, 0, 0]) },
    { type: 'eXIf', data: exif() },
    { type: 'IDAT', data: deflateSync(Buffer.alloc(10)) },
    { type: 'IEND', data: new Uint8Array() },
  ])
  const turned = { label: 'How it is turned', value: 'kept, or the picture would lie on its side' }
  const said = { removable: [{ label: 'Author', value: 'Ada' }], staying: [turned] }
  expect(await readProperties(png)).toEqual({ ok: true, value: said })
  const cleaned = await removeProperties(png)
  if (!cleaned.ok) throw new Error(cleaned.error)
  const { bytes, removed } = cleaned.value
  expect(removed).toEqual(['Author'])
  expect(Buffer.from(bytes).toString('latin1')).not.toContain('Ada')
  expect(await readProperties(bytes)).toEqual({ ok: true, value: { removable: [], staying: [turned] } })
  const bare = Uint8Array.from([0x4d, 0x4d, 0, 42, 0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0])
  const whole = pngOf([
    { type: 'IHDR', data: Uint8Array.from([0, 0, 0, 4, 0, 0, 0, 2, 8, 0, 0, 0, 0]) },
    { type: 'eXIf', data: bare },
    { type: 'IDAT', data: deflateSync(Buffer.alloc(10)) },
    { type: 'IEND', data: new Uint8Array() },
  ])
  expect(Buffer.from(bytes)).toEqual(Buffer.from(whole))
})
