import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { invoiceToUbl } from '../../src/core/billing/einvoice/to-ubl.ts'
import { writeEInvoice } from '../../src/core/billing/einvoice/write-einvoice.ts'
import type { InvoiceProfile, IssuedInvoice } from '../../src/shared/domain/invoice.ts'
import { checkInvoice } from '../../src/shared/rules/invoice-checks.ts'
import { cases, forProfile, HOUR, hourly, testBuyer, testInvoice, testSeller } from '../support/billing/invoices.ts'
import { testId } from '../support/core/tasks.ts'
import { parseXml, textsAt, walk } from '../support/billing/xml.ts'
import { skipAloud } from '../support/hub/skip-aloud.ts'
import { sharedData } from '../support/shared-data.ts'

const profiles: readonly InvoiceProfile[] = ['plain', 'xrechnung', 'peppol']
const syntaxes = ['UBL', 'CII'] as const
const golden = join(import.meta.dirname, '..', 'golden', 'invoices')

async function xmlOf(invoice: IssuedInvoice, syntax: 'UBL' | 'CII'): Promise<string> {
  const written = await writeEInvoice(invoice, syntax)
  if (!written.ok) throw new Error(written.error.join('\n'))
  return written.value
}

describe.each(Object.entries(cases))('%s', (name, invoice) => {
  it.each(profiles)('as %s breaks no rule and passes the library’s validation, as UBL and CII', async (profile) => {
    const one = forProfile(invoice, profile)
    expect(checkInvoice(one)).toEqual([])
    for (const syntax of syntaxes) {
      const xml = await xmlOf(one, syntax)
      const root = parseXml(xml)
      for (const { path, element } of walk(root)) {
        expect(element.children.length > 0 || element.text !== '', `${path} is empty`).toBe(true)
      }
    }
  })

  it.each(syntaxes)('as %s is what it was', async (syntax) => {
    const path = join(golden, `${name.replaceAll(/[^\p{L}\d]+/gu, '-').replace(/-$/, '')}.${syntax.toLowerCase()}.xml`)
    const xml = await xmlOf(invoice, syntax)
    if (process.env['UNDERSTUDY_GOLDEN'] !== undefined || !existsSync(path)) writeFileSync(path, xml)
    expect(xml).toBe(readFileSync(path, 'utf8'))
  })
})

/** Every value of a document, however its syntax writes it. */
function valuesOf(xml: string): string[] {
  return [...walk(parseXml(xml))]
    .filter(({ element }) => element.text !== '')
    .map(({ element: { name, text } }) =>
      // How each syntax calls a number of the tax office, and how it writes a date.
      name === 'cbc:ID' && text === 'FC' ? 'VAT' : text.replace(/^(\d{4})-(\d\d)-(\d\d)$/, '$1$2$3'),
    )
}

describe('in both syntaxes', () => {
  it.each(Object.entries(cases))('%s says the same', async (_, invoice) => {
    for (const profile of profiles) {
      const one = forProfile(invoice, profile)
      const [ubl, cii] = await Promise.all(syntaxes.map((syntax) => xmlOf(one, syntax)))
      const written = new Set(valuesOf(cii ?? ''))
      expect(valuesOf(ubl ?? '').filter((value) => !written.has(value))).toEqual([])
    }
  })

  it('the seller has an identifier (BR-CO-26), and a credit note the invoice that it takes back (BG-3)', async () => {
    const small = parseXml(await xmlOf(cases['small business (E)'] as IssuedInvoice, 'CII'))
    const trade = 'rsm:SupplyChainTradeTransaction'
    const seller = `${trade}/ram:ApplicableHeaderTradeAgreement/ram:SellerTradeParty`
    expect(textsAt(small, `${seller}/ram:ID`)).toEqual(['60/123/45678'])
    const taken = parseXml(await xmlOf(cases['credit note'] as IssuedInvoice, 'CII'))
    const before = `${trade}/ram:ApplicableHeaderTradeSettlement/ram:InvoiceReferencedDocument`
    expect(textsAt(taken, `${before}/ram:IssuerAssignedID`)).toEqual(['2026-0001'])
    expect(textsAt(taken, `${before}/ram:FormattedIssueDateTime/qdt:DateTimeString`)).toEqual(['20261120'])
    // Who has a VAT number of the Union needs no other.
    expect(textsAt(taken, `${seller}/ram:ID`)).toEqual([])
  })

  it('an identifier is written to the letter', async () => {
    const seller = testSeller({
      vatId: '',
      taxNumber: '60 & 1 <2>',
      isSmallBusiness: true,
      smallBusinessReason: '§ 19',
    })
    const invoice = testInvoice('exempt', [{ title: 'Plan', rate: hourly(9_000), ms: HOUR }], { seller })
    for (const syntax of syntaxes) {
      const texts = [...walk(parseXml(await xmlOf(invoice, syntax)))].map(({ element }) => element.text)
      expect(texts.filter((text) => text === '60 & 1 <2>')).toHaveLength(2)
    }
  })
})

describe('a line in a currency without decimals', () => {
  it.each(['xrechnung', 'peppol'] as const)(
    'is its quantity times its price as %s, within 0.02 (R120)',
    async (profile) => {
      const yen = cases['another currency']
      if (yen === undefined) throw new Error('no such case')
      for (const one of [yen, { ...yen, kind: 'credit-note' as const, corrects: cases['credit note']?.corrects }]) {
        const root = parseXml(await xmlOf(forProfile(one, profile), 'UBL'))
        const found = new Map<string, number>()
        for (const { path, element } of walk(root)) {
          if (path.includes('Line/')) found.set(path.slice(path.lastIndexOf(':') + 1), Number(element.text))
        }
        const get = (name: string): number => found.get(name) ?? Number.NaN
        const quantity = found.get('InvoicedQuantity') ?? get('CreditedQuantity')
        const asked = quantity * (get('PriceAmount') / (found.get('BaseQuantity') ?? 1))
        expect(get('LineExtensionAmount')).toBe(30_000)
        expect(Math.abs(asked - 30_000)).toBeLessThanOrEqual(0.02)
        expect(found.has('BaseQuantity')).toBe(true)
        const cii = await xmlOf(forProfile(one, profile), 'CII')
        expect(cii).toContain('<ram:BasisQuantity unitCode="HUR">1.666683</ram:BasisQuantity>')
        expect(cii).toContain('18000 JPY per hour')
      }
    },
  )
})

describe('beside the official examples', () => {
  const folder = sharedData('einvoice')
  it.for([
    ['UBL', 'en16931-ubl'],
    ['CII', 'en16931-cii'],
  ] as const)('every element of our %s stands where theirs do, in their order', async ([syntax, name], context) => {
    if (!existsSync(folder)) return skipAloud(context, 'the official examples (../shared/data/einvoice) are not here')
    const known = new Set<string>()
    const before = new Set<string>()
    for (const file of readdirSync(join(folder, name), { recursive: true, encoding: 'utf8' })) {
      if (!file.endsWith('.xml')) continue
      const text = readFileSync(join(folder, name, file), 'utf8').replace(/^\u{feff}/u, '')
      const root = parseXml(plainPrefixes(text))
      for (const { path, element } of walk(root)) {
        known.add(path)
        element.children.forEach((child, i) => {
          for (const later of element.children.slice(i + 1)) before.add(`${path}: ${child.name} < ${later.name}`)
        })
      }
    }
    expect(known.size).toBeGreaterThan(100)
    for (const [title, invoice] of Object.entries(cases)) {
      for (const { path, element } of walk(parseXml(plainPrefixes(await xmlOf(invoice, syntax))))) {
        expect(known.has(path) || withoutExample.some((end) => path.endsWith(end)), `${title}: ${path}`).toBe(true)
        element.children.forEach((child, i) => {
          for (const later of element.children.slice(i + 1)) {
            if (later.name === child.name) continue
            const isTurned = before.has(`${path}: ${later.name} < ${child.name}`)
            const isKnown = before.has(`${path}: ${child.name} < ${later.name}`)
            expect(isKnown || !isTurned, `${title}: ${path}: ${child.name} before ${later.name}`).toBe(true)
          }
        })
      }
    }
  })
})

/** Terms of the standard that none of the examples happens to use: the account's holder (BT-85), a reason's code (BT-121). */
const withoutExample = [
  'cac:PayeeFinancialAccount/cbc:Name',
  'cac:TaxCategory/cbc:TaxExemptionReasonCode',
  'ram:ApplicableTradeTax/ram:ExemptionReasonCode',
  'ram:PayeePartyCreditorFinancialAccount/ram:AccountName',
]

/** Examples name their namespaces in several ways; ours are the usual ones. */
function plainPrefixes(xml: string): string {
  let text = xml
  const names: Record<string, string> = {
    CommonBasicComponents: 'cbc:',
    CommonAggregateComponents: 'cac:',
    'Invoice-2': '',
    'CreditNote-2': '',
  }
  for (const [, prefix = '', uri = ''] of xml.matchAll(/xmlns:([\w]+)="([^"]+)"/g)) {
    const ours = Object.entries(names).find(([part]) => uri.includes(`xsd:${part}`))?.[1]
    if (ours !== undefined) text = text.replaceAll(new RegExp(`(</?)${prefix}:`, 'g'), `$1${ours}`)
  }
  // Both kinds of document are built alike; few of the examples are credit notes.
  return text.replaceAll('CreditNote', 'Invoice').replaceAll('CreditedQuantity', 'InvoicedQuantity')
}

describe('what the rules let pass', () => {
  it('is what the library writes: Kosovo by the standard’s own code, and no country or kind of address beyond its lists', async () => {
    const plan = [{ title: 'Plan', rate: hourly(10_000), ms: HOUR }]
    const from = (country: string) =>
      testInvoice('domestic', plan, { buyer: testBuyer({ address: { city: 'B', country } }) })
    expect(checkInvoice(from('XK'))).toEqual([])
    expect(await xmlOf(from('XK'), 'UBL')).toContain('>1A<')
    const at = (scheme: string) =>
      testInvoice('domestic', plan, { buyer: testBuyer({ electronicAddress: { scheme, id: '123456789' } }) })
    for (const [id, invoice] of [
      ['BR-CL-14', from('UK')],
      ['BR-CL-25', at('0225')],
    ] as const) {
      expect(checkInvoice(invoice)).toMatchObject([{ id, place: 'customer' }])
      expect(await writeEInvoice(invoice, 'UBL')).toMatchObject({ ok: false })
    }
  })
})

describe('what a person wrote', () => {
  const nasty = '=1+1, "O\'Neil" & <Söhne>\r\n\tZeile 2 \u202eשלום\u202c \u0000'
  it.each(syntaxes)('reaches %s as one line and to the letter', async (syntax) => {
    const invoice = testInvoice('domestic', [{ title: nasty, rate: hourly(10_000), ms: HOUR }], {
      seller: testSeller({ name: nasty }),
      buyer: testBuyer({ name: nasty }),
    })
    const texts = [...walk(parseXml(await xmlOf(invoice, syntax)))].map(({ element }) => element.text)
    const tidy = '=1+1, "O\'Neil" & <Söhne> Zeile 2 \u202eשלום\u202c'
    expect(texts.filter((text) => text === tidy)).toHaveLength(3)
  })

  it.each(syntaxes)(
    'leaves out of %s what XML forbids, wherever it was pasted, and a task’s name keeps nobody from it',
    async (syntax) => {
      const odd = 'North\u{ffff} barn\u{fffe}\ud800 gate'
      const invoice = testInvoice('domestic', [{ title: odd, rate: hourly(10_000), ms: HOUR }], {
        seller: testSeller({ address: { street: odd, city: 'Emden', country: 'DE' } }),
        buyer: testBuyer({ address: { street: odd, city: 'Berlin', country: 'DE' }, reference: odd }),
      })
      expect(checkInvoice(invoice)).toEqual([])
      // Nobody checks why an invoice was taken back before it is.
      const corrects = { id: testId('task'), number: '2026-0001', issueDate: '2026-11-02', reason: odd }
      const xml = await xmlOf({ ...invoice, kind: 'credit-note', corrects }, syntax)
      expect(xml).toContain('North barn gate')
      expect(xml).not.toMatch(/[\u{fffe}\u{ffff}]|\p{Cs}/u)
    },
  )

  it('never makes an empty element or a second line, whatever it is', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 60 }),
        fc.string({ unit: 'grapheme', maxLength: 60 }),
        (a, b) => {
          const work = [{ title: a, rate: hourly(10_000), ms: HOUR }]
          const buyer = testBuyer({ reference: b, orderNumber: a, address: { street: a, city: b, country: 'DE' } })
          const written: string[] = []
          const texts = JSON.stringify(
            invoiceToUbl(testInvoice('domestic', work, { buyer, note: `${a}\n${b}` })),
            (_, value) => {
              if (typeof value === 'string') written.push(value)
              return value as unknown
            },
          )
          expect(texts).not.toMatch(/:(\{\}|\[\]|"")/)
          const isLine = (text: string) => /^[^\p{Cc}\p{Zl}\p{Zp}]*\S[^\p{Cc}\p{Zl}\p{Zp}]*$/u.test(text)
          expect(written.filter((text) => !isLine(text))).toEqual([])
        },
      ),
      { numRuns: 300, verbose: 1 },
    )
  })
})

describe('traps', () => {
  it('outside of VAT prints no VAT number, and still says who the seller is (BR-O-02, BR-CO-26)', async () => {
    const seller = testSeller({ taxNumber: '' })
    const invoice = testInvoice('outside', [{ title: 'Plan', rate: hourly(9_000, 'USD'), ms: HOUR }], { seller })
    const xml = await xmlOf(invoice, 'UBL')
    const root = parseXml(xml)
    expect(textsAt(root, 'cac:AccountingSupplierParty/cac:Party/cac:PartyTaxScheme/cbc:CompanyID')).toEqual([])
    expect(textsAt(root, 'cac:AccountingCustomerParty/cac:Party/cac:PartyTaxScheme/cbc:CompanyID')).toEqual([])
    expect(textsAt(root, 'cac:AccountingSupplierParty/cac:Party/cac:PartyIdentification/cbc:ID')).toEqual([
      'DE123456789',
    ])
    expect(checkInvoice(invoice)).toEqual([])
    expect(checkInvoice({ ...invoice, seller: testSeller({ taxNumber: '', vatId: '' }) }).map(({ id }) => id)).toEqual([
      'BR-CO-26',
    ])
  })

  it('writes yen without decimals and dinars with two', async () => {
    const yen = parseXml(await xmlOf(cases['another currency'] as IssuedInvoice, 'UBL'))
    expect(textsAt(yen, 'cac:LegalMonetaryTotal/cbc:PayableAmount')).toEqual(['30000'])
    const invoice = testInvoice('outside', [{ title: 'Plan', rate: hourly(12_345, 'KWD'), ms: 20 * 60_000 }])
    const dinars = parseXml(await xmlOf(invoice, 'UBL'))
    expect(textsAt(dinars, 'cac:InvoiceLine/cac:Price/cbc:PriceAmount')).toEqual(['123.45'])
    expect(textsAt(dinars, 'cac:InvoiceLine/cac:Price/cbc:BaseQuantity')).toEqual(['10'])
    expect(textsAt(dinars, 'cac:InvoiceLine/cbc:LineExtensionAmount')).toEqual(['4.11'])
    expect(checkInvoice(invoice)).toEqual([])
  })
})
