import { readFileSync } from 'node:fs'
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs'
import { describe, expect, it } from 'vitest'
import { join } from 'node:path'
import { invoiceToPaper } from '../../src/core/billing/invoices/invoice-paper.ts'
import { renderPdf } from '../../src/core/billing/pdf/render-pdf.ts'
import { textToRuns } from '../../src/core/billing/pdf/text-runs.ts'
import { type PaperFont, paperFonts } from '../../src/core/billing/pdf/paper-letters.ts'
import { fontOf, unprintable } from '../../src/core/billing/pdf/printable.ts'
import { HOUR, hourly, testBuyer, testInvoice, testSeller } from '../support/billing/invoices.ts'

const fontFolder = join(import.meta.dirname, '..', '..', 'resources', 'fonts')
const paper = () => ({
  title: 'Timesheet',
  author: 'Ada Fields',
  at: Date.UTC(2026, 10, 23, 8),
  content: [{ text: 'Łódź, Ωμέγα, Жук', bold: true }, 'plain', { text: textToRuns('חווה') }],
})

describe('a paper as PDF', () => {
  it('is the same to the last byte when it is made again', async () => {
    const first = Buffer.from(await renderPdf(paper(), fontFolder))
    const again = Buffer.from(await renderPdf(paper(), fontFolder))
    expect(again.equals(first)).toBe(true)
    expect(first.subarray(0, 8).toString('latin1')).toBe('%PDF-1.7')
  })

  it('carries every font that it uses', async () => {
    const text = Buffer.from(await renderPdf(paper(), fontFolder)).toString('latin1')
    const fonts = new Set([...text.matchAll(/\/FontName \/(\S+)/g)].map((match) => match[1]))
    expect([...fonts].map((name = '') => name.slice(7)).toSorted((a, b) => a.localeCompare(b))).toEqual([
      'DejaVuSans',
      'Inter-Regular',
      'Inter-SemiBold',
    ])
    expect([...text.matchAll(/\/FontFile2 /g)]).toHaveLength(fonts.size)
  })

  it('opens no file but its fonts and nothing on the network', async () => {
    const spy = (src: string) => renderPdf({ ...paper(), content: [{ image: src }] }, fontFolder)
    await expect(spy('/etc/hostname')).rejects.toThrow('denied by resource access policy')
    await expect(spy('http://127.0.0.1:1/x.png')).rejects.toThrow(/denied|policy/)
  })
})

describe('a text in a paper', () => {
  const words = (text: string) => textToRuns(text).map((run) => [run.text, run.font ?? 'Inter'])

  it('is one piece where one font has it all', () => {
    expect(words('Zoë, 12 h')).toEqual([['Zoë, 12 h', 'Inter']])
    expect(words('')).toEqual([])
  })

  it('is set at once, however many blanks stand in it', { timeout: 5_000 }, () => {
    const blanks = ' '.repeat(100_000)
    expect(textToRuns(`א${blanks}ב`).map(({ text }) => text)).toEqual([`א${blanks}ב`])
  })

  it('is set from right to left as it is read', () => {
    expect(words('שלום עולם (farm) 123')).toEqual([
      ['(farm) 123 ', 'Inter'],
      ['שלום\u{a0}עולם', 'Beyond'],
    ])
    expect(words('Plan חווה, גן, 3 pages')).toEqual([
      ['Plan ', 'Inter'],
      ['חווה,\u{a0}גן', 'Beyond'],
      [', 3 pages', 'Inter'],
    ])
  })

  it('has no control characters and no marks without a shape', () => {
    expect(words('a\u{202e}b\r\nc\u{0}d')).toEqual([['ab c d', 'Inter']])
  })
})

describe('letters that are in no font of a paper', () => {
  const words = (text: string) => textToRuns(text).map((run) => [run.text, run.font ?? 'Inter'])

  it('are shown as boxes, because PDF/A knows none that are in no font, and a long row of them breaks', () => {
    expect(words('မြ plan 🌾')).toEqual([
      ['□□', 'Beyond'],
      [' plan ', 'Inter'],
      ['□', 'Beyond'],
    ])
    expect(textToRuns('🌾'.repeat(40))).toEqual([{ text: '□'.repeat(40), font: 'Beyond', wordBreak: 'break-all' }])
    const all = 'Ada, 農場 – ‰, Ωμέγα, שלום, قال؟, 1\u{202f}234,50 €, ½, Zoe\u{308}, co\u{ad}operate, สมชาย 🌾'
    expect(unprintable(all)).toEqual(['🌾'])
  })

  it('are fewer than the first font has not: signs of Word, of a Mac and of Arabic are there', () => {
    expect(words('C\u{30c}apek')).toEqual([['Čapek', 'Inter']])
    expect(words('co\u{ad}operate, 1\u{202f}234 \u{2011}5')).toEqual([['cooperate, 1\u{a0}234 -5', 'Inter']])
    expect(words('٪؟ ‰')).toEqual([
      ['٪؟', 'Beyond'],
      [' ', 'Inter'],
      ['‰', 'Beyond'],
    ])
  })

  it.each(paperFonts.flatMap((font) => filesOf(font).map((file) => [font, file] as const)))(
    'are not in the font by its own table (%s, %s)',
    (font, file) => {
      const here = lettersOf(readFileSync(join(fontFolder, file)))
      const codes = Array.from({ length: 0x1_00_00 }, (_, code) => code)
      const said = codes.filter((code) => fontOf(String.fromCharCode(code)) === font)
      expect([said.length > 60, said.filter((code) => !here.has(code))]).toEqual([true, []])
    },
    60_000,
  )
})

function filesOf(font: PaperFont): string[] {
  if (font === 'Inter') return ['inter-regular.ttf', 'inter-semibold.ttf']
  const own = { Beyond: 'dejavu-sans.ttf', Han: 'droid-sans-fallback.ttf' }
  return [font === 'Beyond' || font === 'Han' ? own[font] : `noto-${font.toLowerCase()}.ttf`]
}

/** The code points that a TrueType font has (its `cmap`, format 4). */
function lettersOf(font: Buffer): Set<number> {
  const tables = Array.from({ length: font.readUInt16BE(4) }, (_, i) => 12 + i * 16)
  const cmap = font.readUInt32BE((tables.find((at) => font.toString('latin1', at, at + 4) === 'cmap') ?? 0) + 8)
  const subtables = Array.from(
    { length: font.readUInt16BE(cmap + 2) },
    (_, i) => cmap + font.readUInt32BE(cmap + 8 + i * 8),
  )
  const at = subtables.find((start) => font.readUInt16BE(start) === 4) ?? 0
  const twice = font.readUInt16BE(at + 6)
  const found = new Set<number>()
  for (let i = 0; i < twice; i += 2) {
    const first = font.readUInt16BE(at + 16 + twice + i)
    const place = at + 16 + 3 * twice + i
    const offset = font.readUInt16BE(place)
    for (let code = first; code <= font.readUInt16BE(at + 14 + i) && code < 0xff_ff; code++) {
      const glyph = offset === 0 ? 0 : font.readUInt16BE(place + offset + (code - first) * 2)
      const delta = font.readUInt16BE(at + 16 + 2 * twice + i)
      if ((offset === 0 ? code + delta : glyph === 0 ? 0 : glyph + delta) % 0x1_00_00 !== 0) found.add(code)
    }
  }
  return found
}

describe('an invoice with words that are wider than their column', () => {
  it('has every figure on the paper, and breaks the words', async () => {
    const name = `https://example.org/files/${'2026-11-02_field_report_'.repeat(7)}`.slice(0, 180)
    const email = `ada@${'a-very-long-name-of-a-domain'.repeat(3)}.example.org`
    const invoice = testInvoice(
      'domestic',
      [{ title: name.replaceAll('-', '_'), rate: hourly(12_000), ms: 2 * HOUR }],
      {
        seller: testSeller({ name: 'F'.repeat(80), contact: { name: 'Ada', phone: '1', email } }),
        buyer: testBuyer({ name: 'B'.repeat(120), reference: 'R'.repeat(100) }),
      },
    )
    const data = new Uint8Array(await renderPdf(invoiceToPaper(invoice), fontFolder))
    const page = await (await getDocument({ data, verbosity: 0 }).promise).getPage(1)
    const { items } = await page.getTextContent()
    const shown = items.flatMap((item) => ('str' in item && item.str.trim() !== '' ? [item] : []))
    const text = shown.map(({ str }) => str).join(' ')
    for (const figure of ['Quantity', '120.00 / h', '2 h', '240.00', '285.60']) expect(text).toContain(figure)
    expect(Math.max(...shown.map(({ transform, width }) => Number(transform[4]) + width))).toBeLessThanOrEqual(548)
    expect(Math.min(...shown.map(({ transform }) => Number(transform[4])))).toBeGreaterThanOrEqual(47)
  })
})
