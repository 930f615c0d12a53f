import { PDFDict, PDFDocument, PDFName, PDFString } from '@cantoo/pdf-lib'
import { describe, expect, it } from 'vitest'
import { readProperties, removeProperties } from '../../../src/renderer/documents/properties.ts'
import type { Properties } from '../../../src/renderer/documents/property.ts'
import { docxOf, jpegKept, talkativeJpeg, talkativePng } from '../../support/documents/made-files.ts'

/** What a file says of the person who made it, and that it is all that a cleaned copy is without. */

async function said(bytes: Uint8Array): Promise<Properties> {
  const read = await readProperties(bytes)
  if (!read.ok || read.value === undefined) throw new Error(read.ok ? 'not looked into' : read.error)
  return read.value
}

async function cleaned(bytes: Uint8Array): Promise<{ bytes: Uint8Array; removed: readonly string[] }> {
  const made = await removeProperties(bytes)
  if (!made.ok) throw new Error(made.error)
  return made.value
}

const asText = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1')

describe('a PNG', () => {
  it('is read, and keeps its picture and nothing that is said about it', async () => {
    const png = talkativePng()
    expect((await said(png)).removable).toEqual([
      { label: 'Author', value: 'Ada Field' },
      { label: 'Comment', value: 'From the barn' },
      { label: 'Title', value: 'Grün' },
      { label: 'Last changed on', value: '2026-11-28 09:05:00' },
    ])
    const clean = await cleaned(png)
    expect(clean.removed).toEqual(['Author', 'Comment', 'Title', 'Last changed on'])
    const chunks = (text: string): string[] =>
      [...text.matchAll(/IHDR|gAMA|[tzi]TXt|tEXt|tIME|IDAT|IEND/g)].map(([one]) => one)
    expect(chunks(asText(clean.bytes))).toEqual(['IHDR', 'gAMA', 'IDAT', 'IEND'])
    const picture = (text: string): string => text.slice(text.indexOf('IDAT') - 4)
    expect(picture(asText(clean.bytes))).toBe(picture(asText(png)))
    expect(asText(clean.bytes).slice(0, 49)).toBe(asText(png).slice(0, 49))
  })
})

describe('a JPEG', () => {
  it('says where it was taken and by whom', async () => {
    const { removable, staying } = await said(talkativeJpeg())
    expect(removable).toEqual(
      expect.arrayContaining([
        { label: 'Camera maker', value: 'Phone' },
        { label: 'Where it was taken', value: '53.36667, 7.20833' },
        { label: 'Made with', value: 'Darkroom 5' },
        { label: 'Author', value: 'Ada Field' },
        { label: 'Comment', value: 'Shot by Ada' },
      ]),
    )
    expect(staying.map(({ label }) => label)).toEqual(['How it is turned'])
  })

  it('keeps picture, colours and how it is turned, to the byte', async () => {
    const { bytes } = await cleaned(talkativeJpeg())
    const { jfif, icc, tables, frame, scan } = jpegKept
    const turned = Buffer.from('ffe100224578696600004d4d002a00000008000101120003000000010006000000000000', 'hex')
    expect(Buffer.from(bytes)).toEqual(
      Buffer.concat([Buffer.from([0xff, 0xd8]), jfif, turned, icc, tables, frame, scan]),
    )
    expect((await said(bytes)).removable).toEqual([])
  })
})

describe('a PDF', () => {
  async function pdf(): Promise<Uint8Array> {
    const document = await PDFDocument.create()
    document.addPage([200, 300]).drawText('The field by the dyke')
    document.setAuthor('Ada Field')
    document.setProducer('Barn Writer')
    const xmp =
      '<x:xmpmeta><rdf:RDF><rdf:Description><dc:creator>Ada of Emden</dc:creator></rdf:Description></rdf:RDF></x:xmpmeta>'
    document.catalog.set(PDFName.of('Metadata'), document.context.register(document.context.stream(xmp)))
    return document.save({ useObjectStreams: false })
  }

  it('is without its information and XMP, and nothing of them is left in the file', async () => {
    const bytes = await pdf()
    const { removable } = await said(bytes)
    expect(removable).toEqual(expect.arrayContaining([{ label: 'Author', value: 'Ada Field' }]))
    expect(removable).toEqual(expect.arrayContaining([{ label: 'Author', value: 'Ada of Emden' }]))
    const clean = await cleaned(bytes)
    expect(asText(clean.bytes)).not.toMatch(/Ada of Emden|xmpmeta|\/Info|\/Metadata|Producer/)
    const before = await PDFDocument.load(bytes)
    const after = await PDFDocument.load(clean.bytes, { updateMetadata: false })
    expect(after.getPages().map((page) => page.getSize())).toEqual(before.getPages().map((page) => page.getSize()))
    const stream = /\d+ 0 obj\n<<\n\/Filter[^]*?endstream/.exec(asText(bytes))?.[0]
    expect(stream).toBeDefined()
    expect(asText(clean.bytes)).toContain(stream?.slice(stream.indexOf('stream')))
  })

  it('keeps nothing that only its information and the notes of programs referred to', async () => {
    const document = await PDFDocument.create()
    document.addPage([200, 300]).drawText('The field by the dyke')
    const { context } = document
    document.setProducer('Barn Writer')
    const info = context.lookup(context.trailerInfo.Info, PDFDict)
    // An author that stands in an object of its own, and what a drawing program keeps in three steps.
    info.set(PDFName.of('Author'), context.register(PDFString.of('Ada Field')))
    const kept = context.register(context.stream('drawn in /home/ada/secret'))
    const program = context.register(context.obj({ Private: kept, LastModified: PDFString.of('D:20261128') }))
    document.getPage(0).node.set(PDFName.of('PieceInfo'), context.obj({ BarnDraw: program }))
    // The information before the last change, which nothing refers to any more.
    context.register(context.obj({ Author: PDFString.of('Ada of Emden') }))
    const bytes = await document.save({ useObjectStreams: false })
    expect((await said(bytes)).removable).toEqual(
      expect.arrayContaining([
        { label: 'Author', value: 'Ada Field' },
        { label: 'Notes of a program', value: 'some' },
      ]),
    )
    const clean = await cleaned(bytes)
    expect(asText(clean.bytes)).not.toMatch(/Ada|ada|LastModified/)
    const after = await PDFDocument.load(clean.bytes, { updateMetadata: false })
    expect(after.getPages().map((page) => page.getSize())).toEqual([{ width: 200, height: 300 }])
    expect(asText(clean.bytes)).toContain('/Helvetica')
  })

  it('that is broken is said to be damaged', async () => {
    expect(await readProperties(Buffer.from('%PDF-1.7 and then nothing'))).toEqual({ ok: false, error: 'damaged' })
  })
})

describe('an office file', () => {
  const core =
    '<cp:coreProperties xmlns:cp="a" xmlns:dc="b"><dc:creator>Ada &amp; Co</dc:creator><cp:lastModifiedBy>Ada Field</cp:lastModifiedBy></cp:coreProperties>'
  const app = '<Properties><Application>Word</Application><Company>Field Farm</Company><Pages>3</Pages></Properties>'
  const custom = '<Properties><property name="Client"><vt:lpwstr>Barn Ltd</vt:lpwstr></property></Properties>'
  const body = '<w:p><w:ins w:id="1" w:author="Ben Barn"><w:r><w:t>new</w:t></w:r></w:ins></w:p>'
  const file = docxOf(body, { 'docProps/core.xml': core, 'docProps/app.xml': app, 'docProps/custom.xml': custom })

  it('says who made it, and whose changes are in it, which stay', async () => {
    expect(await said(file)).toEqual({
      removable: [
        { label: 'Author', value: 'Ada & Co' },
        { label: 'Last changed by', value: 'Ada Field' },
        { label: 'Made with', value: 'Word' },
        { label: 'Company', value: 'Field Farm' },
        { label: 'Counts and settings', value: 'Pages 3' },
        { label: 'Client', value: 'Barn Ltd' },
      ],
      staying: [
        { label: 'Tracked changes', value: '1' },
        { label: 'Names in comments and changes', value: 'Ben Barn' },
      ],
    })
  })

  it('keeps a list of what was removed that does not say it again', async () => {
    const { bytes, removed } = await cleaned(file)
    expect(removed).toEqual(['Author', 'Last changed by', 'Made with', 'Company', 'Counts and settings', 'Client'])
    expect((await said(bytes)).removable).toEqual([])
  })

  it('says it, and is without it, also where a program has put it in another place', async () => {
    const place = 'package/services/metadata/core-properties/3f2a.psmdcp'
    const type = 'http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties'
    const rels = `<Relationships><Relationship Id="r2" Type="${type}" Target="/${place}"/></Relationships>`
    const elsewhere = docxOf(body, { '_rels/.rels': rels, [place]: core })
    expect((await said(elsewhere)).removable).toEqual([
      { label: 'Author', value: 'Ada & Co' },
      { label: 'Last changed by', value: 'Ada Field' },
    ])
    const { bytes, removed } = await cleaned(elsewhere)
    expect(removed).toEqual(['Author', 'Last changed by'])
    expect((await said(bytes)).removable).toEqual([])
  })

  it('that is signed is left as it is', async () => {
    const signed = docxOf(body, { 'docProps/core.xml': core, '_xmlsignatures/sig1.xml': '<x/>' })
    expect((await said(signed)).obstacle).toMatch(/signed/)
  })
})

it('a kind that is not looked into says so', async () => {
  expect(await readProperties(Buffer.from('plain words'))).toEqual({ ok: true, value: undefined })
})
