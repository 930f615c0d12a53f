import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs'
import { describe, expect, it } from 'vitest'
import { join } from 'node:path'
import { invoiceToPaper } from '../../src/core/billing/invoices/invoice-paper.ts'
import { renderPdf } from '../../src/core/billing/pdf/render-pdf.ts'
import { textToRuns } from '../../src/core/billing/pdf/text-runs.ts'
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
