import { describe, expect, it } from 'vitest'
import { pictureSize } from '../../../src/renderer/documents/picture-size.ts'
import { readDocx } from '../../../src/renderer/documents/read-docx.ts'
import { readPptx } from '../../../src/renderer/documents/read-pptx.ts'
import { readXlsx } from '../../../src/renderer/documents/read-xlsx.ts'
import { scanXml } from '../../../src/renderer/documents/scan-xml.ts'
import { readZip, repack, unpack } from '../../../src/renderer/documents/zip.ts'
import { docxOf, xlsxOf, zipOf } from '../../support/documents/made-files.ts'
import { rawZip } from '../../support/sealed/raw-zip.ts'

/** Files made to hurt: nothing of them comes into the page, and memory is not filled before they are refused. */

const bytes = (buffer: Buffer): Uint8Array<ArrayBuffer> => new Uint8Array(buffer)

describe('an archive', () => {
  it('that says it unpacks to gigabytes is refused before anything is unpacked', () => {
    const bomb = rawZip([
      { name: 'a.xml', bytes: Buffer.from('x'), declared: 150_000_000 },
      { name: 'b.xml', bytes: Buffer.from('x'), declared: 150_000_000 },
    ])
    expect(readZip(bytes(bomb))).toEqual({ ok: false, error: 'too-large' })
  })

  it('that says it is small and is not is left off', () => {
    const liar = rawZip([{ name: 'a.xml', bytes: Buffer.alloc(20_000_000), deflate: true, declared: 100 }])
    const zip = readZip(bytes(liar))
    if (!zip.ok) throw new Error(zip.error)
    const [entry] = zip.value.entries
    if (entry === undefined) throw new Error('no entry')
    expect(unpack(zip.value, entry)).toEqual({ ok: false, error: 'damaged' })
    expect(repack(zip.value, () => true)).toEqual({ ok: false, error: 'damaged' })
  })

  it('with more parts than any document is refused', () => {
    const many = Object.fromEntries(Array.from({ length: 10_001 }, (_, at) => [`${at}.xml`, '']))
    expect(readZip(zipOf(many, 0))).toEqual({ ok: false, error: 'too-large' })
  })

  it('that is locked says so, and one that is cut or nothing is damaged', () => {
    const locked = rawZip([{ name: 'a.xml', bytes: Buffer.from('x'), flags: 0x801 }])
    expect(readZip(bytes(locked))).toEqual({ ok: false, error: 'locked' })
    const whole = docxOf('<w:p/>')
    for (const length of [0, 3, 30, whole.length - 30, whole.length - 1]) {
      expect(readZip(whole.slice(0, length)), `${length} bytes`).toEqual({ ok: false, error: 'damaged' })
    }
  })

  it('with a turned bit is damaged and not shown otherwise than it was written', async () => {
    const turned = docxOf('<w:p><w:r><w:t>The dose is 5 mg.</w:t></w:r></w:p>')
    const zip = readZip(turned)
    const entry = zip.ok ? zip.value.entries.find(({ name }) => name === 'word/document.xml') : undefined
    if (entry === undefined) throw new Error('no document')
    const at = entry.dataAt + 20
    turned[at] = (turned[at] ?? 0) ^ 4
    expect(await readDocx(turned)).toEqual({ ok: false, error: 'damaged' })
  })
})

describe('a document', () => {
  it('brings words into the page and no script, style, frame or address that runs something', async () => {
    const link = (id: string): string => `<w:hyperlink r:id="${id}"><w:r><w:t>here ${id}</w:t></w:r></w:hyperlink>`
    const type = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink'
    const to = (id: string, target: string): string =>
      `<Relationship Id="${id}" Type="${type}" Target="${target}" TargetMode="External"/>`
    const hostile = docxOf(
      `<w:p><w:r><w:t>&lt;script&gt;alert(1)&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;</w:t></w:r>${link('a')}${link('b')}</w:p>`,
      {
        'word/_rels/document.xml.rels': `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${to('a', 'javascript:alert(1)')}${to('b', 'https://example.org/')}</Relationships>`,
      },
    )
    const read = await readDocx(hostile)
    if (!read.ok) throw new Error(read.error)
    const tree = JSON.stringify(read.value.tree)
    expect(tree).toContain('<script>alert(1)</script>')
    expect(tree).not.toMatch(/"tagName":"(script|style|iframe|object|svg)"|javascript:|"on\w+":/)
    expect(tree).toContain('https://example.org/')
  })

  it('does not swell by entities of its own', () => {
    const laughs = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><x>&b;&amp;&#x41;&#66;</x>'
    const text = [...scanXml(laughs)].flatMap((part) => (part.kind === 'text' ? [part.text] : [])).join('')
    expect(text).toContain('&b;&AB')
  })

  it('that is something else than its name says is damaged', async () => {
    const archive = zipOf({ 'notes.txt': 'no document' })
    expect(await readDocx(archive)).toEqual({ ok: false, error: 'damaged' })
    expect(await readXlsx(archive)).toEqual({ ok: false, error: 'damaged' })
    expect(readPptx(archive)).toEqual({ ok: false, error: 'damaged' })
  })
})

describe('a workbook', () => {
  const cell = (at: string, inner: string): string => `<c r="${at}">${inner}</c>`

  it('gives what formulas gave, and counts those of which nothing was saved', async () => {
    const rows = `<row r="1">${cell('A1', '<v>2</v>')}${cell('B1', '<f>A1*2</f><v>4</v>')}${cell('C1', '<f>B1*2</f><v></v>')}</row>`
    const read = await readXlsx(xlsxOf(rows))
    expect(read).toEqual({ ok: true, value: { sheets: [{ name: 'Fields', rows: [['2', '4']] }], unsolved: 1 } })
  })

  it('with one cell at the end of the world is refused before it is unfolded', async () => {
    const rows = `<row r="1048576">${cell('XFD1048576', '<v>1</v>')}</row>`
    expect(await readXlsx(xlsxOf(rows))).toEqual({ ok: false, error: 'too-large' })
    expect(await readXlsx(xlsxOf(rows.replaceAll('"', "'").replaceAll('XFD', 'xfd')))).toMatchObject({ ok: false })
  })
})

describe('a picture', () => {
  it('says how large it is before it is unpacked', () => {
    const png = Buffer.from('89504e470d0a1a0a0000000d494844520000ea600000ea60', 'hex')
    const gif = Buffer.from('47494638396110002000', 'hex')
    const jpeg = Buffer.from('ffd8ffe000040000ffc2001108001e002803', 'hex')
    const lossless = Buffer.from('5249464600000000574542505650384c000000002f27400700', 'hex')
    expect(pictureSize(bytes(png))).toEqual({ width: 60_000, height: 60_000 })
    expect(pictureSize(bytes(gif))).toEqual({ width: 16, height: 32 })
    expect(pictureSize(bytes(jpeg))).toEqual({ width: 40, height: 30 })
    expect(pictureSize(bytes(lossless))).toEqual({ width: 40, height: 30 })
  })

  it('that is cut, or none, has no size', () => {
    for (const hex of ['', '89504e47', 'ffd8ffe0ffff', '524946460000000057454250', '3c737667']) {
      expect(pictureSize(bytes(Buffer.from(hex, 'hex'))), `of ${hex}`).toBeUndefined()
    }
  })
})
