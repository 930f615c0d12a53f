import { deflateSync, zipSync } from 'fflate'
import { crc32 } from '../../../src/renderer/documents/crc32.ts'

/** Files made for tests, each as its standard says. */

const encoder = new TextEncoder()

/** A zip of texts. */
export function zipOf(parts: Readonly<Record<string, string>>, level: 0 | 6 = 6): Uint8Array<ArrayBuffer> {
  const entries = Object.entries(parts).map(([name, text]) => [name, encoder.encode(text)] as const)
  return zipSync(Object.fromEntries(entries), { level })
}

/** A Word document whose body is this XML. */
export function docxOf(body: string, more: Readonly<Record<string, string>> = {}): Uint8Array<ArrayBuffer> {
  const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
  return zipOf({
    '[Content_Types].xml':
      '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
    '_rels/.rels': `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="${office}/officeDocument" Target="word/document.xml"/></Relationships>`,
    'word/document.xml': `<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="${office}"><w:body>${body}</w:body></w:document>`,
    ...more,
  })
}

/** A workbook of one sheet whose rows are this XML. */
export function xlsxOf(rows: string): Uint8Array<ArrayBuffer> {
  const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
  const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
  return zipOf({
    'xl/workbook.xml': `<workbook xmlns="${main}" xmlns:r="${office}"><sheets><sheet name="Fields" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="${office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
    'xl/worksheets/sheet1.xml': `<worksheet xmlns="${main}"><sheetData>${rows}</sheetData></worksheet>`,
  })
}

type Chunk = { readonly type: string; readonly data: Uint8Array }

export function pngOf(chunks: readonly Chunk[]): Uint8Array {
  const parts = [Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])]
  for (const { type, data } of chunks) {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
    const chunk = Buffer.alloc(body.length + 8)
    chunk.writeUInt32BE(data.length)
    body.copy(chunk, 4)
    chunk.writeUInt32BE(crc32(body), body.length + 4)
    parts.push(chunk)
  }
  return new Uint8Array(Buffer.concat(parts))
}

/** A grey point with a few words about it. */
export function talkativePng(): Uint8Array {
  const text = (words: string): Uint8Array => Buffer.from(words, 'latin1')
  return pngOf([
    { type: 'IHDR', data: Uint8Array.from([0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0]) },
    { type: 'gAMA', data: Uint8Array.from([0, 0, 0xb1, 0x8f]) },
    { type: 'tEXt', data: text('Author\0Ada Field') },
    { type: 'zTXt', data: Buffer.concat([text('Comment\0\0'), deflateZlib('From the barn')]) },
    { type: 'iTXt', data: Buffer.concat([text('Title\0\0\0\0\0'), Buffer.from('Grün')]) },
    { type: 'tIME', data: Uint8Array.from([0x07, 0xea, 11, 28, 9, 5, 0]) },
    { type: 'IDAT', data: deflateZlib('\0\u0080') },
    { type: 'IEND', data: new Uint8Array() },
  ])
}

/** Deflated as PNG wants it, in the envelope of RFC 1950. */
function deflateZlib(text: string): Uint8Array {
  const raw = Buffer.from(text, 'latin1')
  let a = 1
  let b = 0
  for (const byte of raw) {
    a = (a + byte) % 65521
    b = (b + a) % 65521
  }
  const sum = Buffer.alloc(4)
  sum.writeUInt32BE(b * 65536 + a)
  return Buffer.concat([Buffer.from([0x78, 0x9c]), deflateSync(raw), sum])
}

const segment = (marker: number, data: Uint8Array): Buffer => {
  const head = Buffer.from([0xff, marker, 0, 0])
  head.writeUInt16BE(data.length + 2, 2)
  return Buffer.concat([head, data])
}

/** What stays of the picture below when it is cleaned, in this order. */
export const jpegKept = {
  jfif: segment(0xe0, Buffer.from('JFIF\0\u0001\u0001\0\0\u0001\0\u0001\0\0', 'latin1')),
  icc: segment(0xe2, Buffer.from('ICC_PROFILE\0\u0001\u0001some colours', 'latin1')),
  tables: segment(0xdb, Buffer.alloc(65, 3)),
  frame: segment(0xc0, Buffer.from([8, 0, 30, 0, 40, 1, 1, 0x11, 0])),
  scan: Buffer.concat([segment(0xda, Buffer.from([1, 1, 0, 0, 63, 0])), Buffer.from([1, 2, 0xff, 0, 3, 0xff, 0xd9])]),
}

/** The segments of a picture that a telephone took, lying on its side, near Emden. */
export function talkativeJpeg(): Uint8Array {
  const { jfif, icc, tables, frame, scan } = jpegKept
  const exif = segment(0xe1, Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), exifBlock()]))
  const xmp = Buffer.from(
    'http://ns.adobe.com/xap/1.0/\0<x:xmpmeta><rdf:RDF><rdf:Description xmp:CreatorTool="Darkroom 5"><dc:creator><rdf:Seq><rdf:li>Ada Field</rdf:li></rdf:Seq></dc:creator></rdf:Description></rdf:RDF></x:xmpmeta>',
  )
  const iptc = segment(0xed, Buffer.from('Photoshop 3.0\0'))
  const comment = segment(0xfe, Buffer.from('Shot by Ada'))
  const start = Buffer.from([0xff, 0xd8])
  return new Uint8Array(Buffer.concat([start, jfif, exif, segment(0xe1, xmp), icc, iptc, comment, tables, frame, scan]))
}

/** Exif with maker, orientation 6 and a place, little end first. */
function exifBlock(): Buffer {
  const block = Buffer.alloc(220)
  block.write('II', 'latin1')
  block.writeUInt16LE(42, 2)
  block.writeUInt32LE(8, 4)
  const tag = (at: number, values: readonly [id: number, type: number, count: number, value: number]): void => {
    block.writeUInt16LE(values[0], at)
    block.writeUInt16LE(values[1], at + 2)
    block.writeUInt32LE(values[2], at + 4)
    block.writeUInt32LE(values[3], at + 8)
  }
  block.writeUInt16LE(3, 8)
  tag(10, [0x010f, 2, 6, 100])
  tag(22, [0x0112, 3, 1, 6])
  tag(34, [0x8825, 4, 1, 110])
  block.write('Phone\0', 100, 'latin1')
  block.writeUInt16LE(4, 110)
  tag(112, [1, 2, 2, 0x4e])
  tag(124, [2, 5, 3, 170])
  tag(136, [3, 2, 2, 0x45])
  tag(148, [4, 5, 3, 194])
  for (const [i, n] of [53, 22, 0, 7, 12, 30].entries()) {
    block.writeUInt32LE(n, 170 + i * 8)
    block.writeUInt32LE(1, 174 + i * 8)
  }
  return block
}
