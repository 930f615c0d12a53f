import { describe, expect, it } from 'vitest'
import { join } from 'node:path'
import { renderPdf } from '../../src/core/billing/pdf/render-pdf.ts'
import { textToRuns } from '../../src/core/billing/pdf/text-runs.ts'

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
