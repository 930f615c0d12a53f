import { join } from 'node:path'
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs'
import { describe, expect, it } from 'vitest'
import { makeInvoiceFile } from '../../src/core/billing/invoices/invoice-files.ts'
import { textToRuns } from '../../src/core/billing/pdf/text-runs.ts'
import { unprintable } from '../../src/core/billing/pdf/printable.ts'
import { HOUR, hourly, testBuyer, testInvoice, testSeller } from '../support/billing/invoices.ts'

const fontFolder = join(import.meta.dirname, '..', '..', 'resources', 'fonts')

async function invoiceBytes(name: string, title: string): Promise<Uint8Array> {
  const work = [{ title, rate: hourly(12_000), ms: 2 * HOUR }]
  const parties = { seller: testSeller({ name }), buyer: testBuyer({ name: `${name} Ltd` }) }
  const made = await makeInvoiceFile(testInvoice('domestic', work, parties), 'pdf', fontFolder)
  if (!made.ok) throw new Error(made.error)
  return made.value.bytes
}

/** What a reader finds and copies on the first page, and how far to the right it stands. */
async function readPage(bytes: Uint8Array): Promise<{ text: string; lines: string[]; right: number }> {
  const page = await (await getDocument({ data: new Uint8Array(bytes), verbosity: 0 }).promise).getPage(1)
  const { items } = await page.getTextContent({ disableNormalization: true })
  const shown = items.flatMap((item) => ('str' in item ? [item] : []))
  const text = shown.map(({ str, hasEOL }) => `${str}${hasEOL ? '\n' : ''}`).join('')
  const ends = shown.filter(({ str }) => str.trim() !== '').map(({ transform, width }) => Number(transform[4]) + width)
  return { text: text.normalize('NFC'), lines: text.normalize('NFC').split('\n'), right: Math.max(...ends) }
}

/** The fonts inside, without the six letters that say that it is a part of one. */
function fontsIn(bytes: Uint8Array): string[] {
  const text = Buffer.from(bytes).toString('latin1')
  const names = new Set([...text.matchAll(/\/FontName \/[A-Z]{6}\+(\S+)/g)].map(([, name = '']) => name))
  return [...names].toSorted((a, b) => a.localeCompare(b))
}

const names = [
  ['Chinese', '王小明 陳大文', 'DroidSansFallback'],
  ['Japanese', '田中太郎 さくら', 'DroidSansFallback'],
  ['Korean', '김철수', 'DroidSansFallback'],
  ['Thai', 'สมชาย น้ำใจดี ผู้เชี่ยวชาญ', 'NotoSansThai'],
  ['Lao', 'ສົມຊາຍ ຜູ້ຊ່ຽວຊານ', 'NotoSansLao'],
  ['Khmer', 'សុខា ស្រី ខ្ញុំ', 'NotoSansKhmer'],
  ['Hindi', 'कृष्ण शर्मा किसान क्षत्रिय विद्यार्थी', 'NotoSansDevanagari'],
  ['Bengali', 'রবীন্দ্রনাথ ঠাকুর ক্ষেত্র কৌশিক', 'NotoSansBengali'],
  ['Punjabi', 'ਗੁਰਪ੍ਰੀਤ ਸਿੰਘ', 'NotoSansGurmukhi'],
  ['Gujarati', 'કૃષ્ણ ક્ષત્રિય કિસાન', 'NotoSansGujarati'],
  ['Odia', 'କୃଷ୍ଣ ଶ୍ରୀ କୋମଳ', 'NotoSansOriya'],
  ['Tamil', 'முருகன் கோபால்', 'NotoSansTamil'],
  ['Telugu', 'శ్రీ కృష్ణ క్షత్రియ', 'NotoSansTelugu'],
  ['Kannada', 'ಶ್ರೀ ಕೃಷ್ಣ ಕ್ಷತ್ರಿಯ', 'NotoSansKannada'],
  ['Malayalam', 'ശ്രീ കൃഷ്ണൻ കൊച്ചി', 'NotoSansMalayalam'],
  ['Sinhala', 'ශ්‍රී ප්‍රේම ගොවියා', 'NotoSansSinhala'],
  ['Amharic', 'አበበ ቢቂላ', 'NotoSansEthiopic'],
] as const

describe('an invoice of somebody whose name is not written in Latin letters', () => {
  it.each(names)('has the name as it was written, and only the font for it: %s', async (_, name, font) => {
    expect(unprintable(name)).toEqual([])
    const bytes = await invoiceBytes(name, name)
    const { text, lines } = await readPage(bytes)
    expect(lines).toContain(`${name} Ltd`)
    // The seller's line, the buyer's, the work's and the foot.
    expect(text.split(name)).toHaveLength(5)
    expect(text).not.toContain('□')
    expect(fontsIn(bytes).map((found) => found.replace('-Regular', ''))).toContain(font)
    expect(fontsIn(bytes)).toHaveLength(3)
  })

  it('is larger by what it uses of the font, the same bytes each time; one in Latin letters has no other font', async () => {
    const plain = await invoiceBytes('Ada Fields', 'Plan')
    expect(fontsIn(plain)).toEqual(['Inter-Regular', 'Inter-SemiBold'])
    const first = await invoiceBytes('田中太郎', 'किसान')
    expect(first.length - plain.length).toBeLessThan(20_000)
    expect(Buffer.from(await invoiceBytes('田中太郎', 'किसान')).equals(Buffer.from(first))).toBe(true)
  })
})

describe('a long text without spaces', () => {
  it.each([
    [
      'Chinese',
      '农场规划审查报告包括收获计划肥料使用量灌溉系统土壤分析以及未来三年的作物轮作安排和成本估算说明'.repeat(3),
    ],
    ['Japanese', '農場計画の詳細な確認、収穫予定表および肥料の使用量に関する報告書の作成と改訂（第二版）'.repeat(3)],
    ['Korean', '농장계획의상세한검토와수확예정표및비료사용량에관한보고서작성과개정'.repeat(4)],
    ['Thai', 'การตรวจสอบแผนการเพาะปลูกข้าวและการใช้ปุ๋ยในฤดูแล้งสำหรับเกษตรกรผู้เชี่ยวชาญในภาคเหนือ'.repeat(2)],
    ['Khmer', 'ការត្រួតពិនិត្យផែនការដាំដុះស្រូវនិងការប្រើប្រាស់ជីនៅរដូវប្រាំងសម្រាប់កសិករ'.repeat(2)],
    ['Hindi', 'किसानविद्यार्थीक्षत्रिय'.repeat(7)],
    ['Malayalam', 'ഉത്തരവാദിത്തപ്പെട്ടവരുടെയൊക്കെസാക്ഷ്യപ്പെടുത്തലുകളെക്കുറിച്ചുള്ളതാണല്ലോ'.repeat(2)],
  ])('goes on in the next line and leaves the figures on the paper: %s', async (_, title) => {
    const { text, right } = await readPage(await invoiceBytes('Ada Fields', title))
    for (const figure of ['120.00 / h', '2 h', '240.00', '285.60']) expect(text).toContain(figure)
    expect(right).toBeLessThanOrEqual(548)
    const whole = (words: string) => words.replaceAll(/\s/g, '')
    expect(whole(text)).toContain(title)
  })

  it('ends a line between words where they have no spaces, and never before a mark or a full stop', () => {
    const pieces = textToRuns('ข้าวและน้ำต่างๆ').filter(({ text }) => text !== '')
    expect(pieces.map(({ text }) => text)).toEqual(['ข้าว', 'และ', 'น้ำ', 'ต่างๆ'])
    expect(textToRuns('ខ្ញុំ។').at(-1)?.text).toBe('ខ្ញុំ។')
    const long = textToRuns('क्षि'.repeat(15)).filter(({ text }) => text !== '')
    expect(new Set(long.map(({ text }) => text))).toEqual(new Set(['क्षि']))
  })
})

describe('joiners and signs of several scripts', () => {
  const words = (text: string) => textToRuns(text).map((run) => [run.text, run.font ?? 'Inter'])

  it('stay where they say how letters are joined, and in the font of their word', () => {
    expect(words('ශ්‍රී 👩\u{200d}🌾')).toEqual([
      ['ශ්‍රී', 'Sinhala'],
      [' ', 'Inter'],
      ['□□', 'Beyond'],
    ])
    expect(words('a\u{200d}b\u{200c}c')).toEqual([['abc', 'Inter']])
    expect(words('শ্রী।')).toEqual([['শ্রী।', 'Bengali']])
  })
})
