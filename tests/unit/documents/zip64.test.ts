import { describe, expect, it } from 'vitest'
import { crc32 } from '../../../src/renderer/documents/crc32.ts'
import { readProperties, removeProperties } from '../../../src/renderer/documents/properties.ts'
import { readXlsx } from '../../../src/renderer/documents/read-xlsx.ts'

const ALL = 0xffffffff

function little(...numbers: readonly (readonly [value: number, bytes: 2 | 4 | 8])[]): Buffer {
  return Buffer.concat(
    numbers.map(([value, bytes]) => {
      const piece = Buffer.alloc(8)
      piece.writeBigUInt64LE(BigInt(value))
      return piece.subarray(0, bytes)
    }),
  )
}

/**
 * An archive as Apache POI writes every large export (`Zip64Mode.Always`): small, with its figures in the 64-bit fields.
 * @param isMasked whether the record at its end says nothing in 32 bits either
 */
function zip64Of(parts: Readonly<Record<string, string>>, isMasked: boolean): Uint8Array<ArrayBuffer> {
  const files: Buffer[] = []
  const lines: Buffer[] = []
  let at = 0
  for (const [name, text] of Object.entries(parts)) {
    const data = Buffer.from(text)
    const sums = little([crc32(data), 4], [ALL, 4], [ALL, 4], [name.length, 2])
    const sizes = little([data.length, 8], [data.length, 8])
    const head = Buffer.concat([little([0x04034b50, 4], [45, 2], [0x0800, 2], [0, 2], [0, 4]), sums, little([20, 2])])
    files.push(head, Buffer.from(name), little([1, 2], [16, 2]), sizes, data)
    const line = [little([0x02014b50, 4], [45, 2], [45, 2], [0x0800, 2], [0, 2], [0, 4]), sums, little([28, 2], [0, 2])]
    lines.push(...line, little([0, 4], [0, 4], [ALL, 4]), Buffer.from(name), little([1, 2], [24, 2]), sizes)
    lines.push(little([at, 8]))
    at += head.length + name.length + 20 + data.length
  }
  const directory = Buffer.concat(lines)
  const count = Object.keys(parts).length
  const record = little([0x06064b50, 4], [44, 8], [45, 2], [45, 2], [0, 4], [0, 4], [count, 8], [count, 8])
  const place = little([directory.length, 8], [at, 8])
  const locator = little([0x07064b50, 4], [0, 4], [at + directory.length, 8], [1, 4])
  const end = isMasked
    ? little([0x06054b50, 4], [0, 4], [0xffff, 2], [0xffff, 2], [ALL, 4], [ALL, 4], [0, 2])
    : little([0x06054b50, 4], [0, 4], [count, 2], [count, 2], [directory.length, 4], [at, 4], [0, 2])
  return new Uint8Array(Buffer.concat([...files, directory, record, place, locator, end]))
}

const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const workbook = {
  'docProps/core.xml': '<cp:coreProperties><dc:creator>Ada Field</dc:creator></cp:coreProperties>',
  'xl/workbook.xml': `<workbook xmlns="${main}" xmlns:r="${office}"><sheets><sheet name="Fields" sheetId="1" r:id="rId1"/></sheets></workbook>`,
  'xl/_rels/workbook.xml.rels': `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="${office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
  'xl/worksheets/sheet1.xml': `<worksheet xmlns="${main}"><sheetData><row r="1"><c r="A1"><v>12</v></c></row></sheetData></worksheet>`,
}

describe.each([false, true])('an archive with 64-bit fields (also at its end: %j)', (isMasked) => {
  const file = zip64Of(workbook, isMasked)

  it('is read like any other', async () => {
    const sheets = [{ name: 'Fields', rows: [['12']] }]
    expect(await readXlsx(file)).toEqual({ ok: true, value: { sheets, unsolved: 0 } })
  })

  it('is whole when its properties are out of it', async () => {
    expect(await readProperties(file)).toMatchObject({
      value: { removable: [{ label: 'Author', value: 'Ada Field' }] },
    })
    const cleaned = await removeProperties(file)
    if (!cleaned.ok) throw new Error(cleaned.error)
    expect(Buffer.from(cleaned.value.bytes).toString('latin1')).not.toContain('Ada')
    expect(await readXlsx(cleaned.value.bytes)).toMatchObject({ ok: true, value: { sheets: [{ rows: [['12']] }] } })
  })

  it('that says it is larger than it can be is refused', async () => {
    const large = file.slice()
    const view = new DataView(large.buffer)
    const line = Buffer.from(large).indexOf(little([0x02014b50, 4]))
    view.setBigUint64(line + 46 + 'docProps/core.xml'.length + 4, 2n ** 63n, true)
    expect(await readXlsx(large)).toEqual({ ok: false, error: 'too-large' })
  })
})
