import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { IssuedInvoice } from '../../src/shared/domain/invoice.ts'
import { checkInvoice, rulesOf } from '../../src/shared/rules/invoice-checks.ts'
import { isEmail, isIban, isSchemeId } from '../../src/shared/rules/invoice-identifiers.ts'
import {
  basisToLine,
  linesToTotals,
  partsToDecimal,
  roundAmount,
  tidyName,
} from '../../src/shared/rules/invoice-lines.ts'
import { pay } from '../../src/shared/rules/pay.ts'
import { suggestVatCase, vatOf } from '../../src/shared/rules/vat.ts'
import {
  cases,
  forProfile,
  HOUR,
  hourly,
  testBasis,
  testBuyer,
  testInvoice,
  testSeller,
} from '../support/billing/invoices.ts'

const plan = [{ title: 'Plan', rate: hourly(12_000), ms: HOUR }]
const idsOf = (invoice: IssuedInvoice): string[] => checkInvoice(invoice).map(({ id }) => id)

describe('a rule is broken by what breaks it, and by nothing else', () => {
  const good = testInvoice('domestic', plan)
  const line = good.lines[0]
  if (line === undefined) throw new Error('no line')
  const noAddress = { street: '', city: '', postCode: '1', country: 'DE' }
  const seller = testSeller
  const buyer = testBuyer
  const broken: readonly [string, string[], IssuedInvoice][] = [
    ['a name of nobody', ['BR-06'], testInvoice('domestic', plan, { seller: seller({ name: ' ' }) })],
    ['no address', ['BR-08'], testInvoice('domestic', plan, { seller: seller({ address: noAddress }) })],
    [
      'an address without a country',
      ['BR-09'],
      testInvoice('domestic', plan, { seller: seller({ address: { city: 'Emden' } }) }),
    ],
    [
      'a country that has another code',
      ['BR-CL-14'],
      testInvoice('domestic', plan, { seller: seller({ address: { city: 'Leeds', country: 'UK' } }) }),
    ],
    [
      'a kind of address that the documents cannot hold',
      ['BR-CL-25'],
      testInvoice('domestic', plan, { seller: seller({ electronicAddress: { scheme: '0225', id: '123456789' } }) }),
    ],
    [
      'no number of any kind',
      ['BR-CO-26', 'BR-S-02'],
      testInvoice('domestic', plan, { seller: seller({ vatId: '', taxNumber: '' }) }),
    ],
    [
      'a VAT number without a country',
      ['BR-CO-09'],
      testInvoice('domestic', plan, { seller: seller({ vatId: '123456789' }) }),
    ],
    [
      'an address of no known kind',
      ['BR-62'],
      testInvoice('domestic', plan, { seller: seller({ electronicAddress: { scheme: '1234', id: '5' } }) }),
    ],
    ['no way to be reached', ['BT-34'], testInvoice('domestic', plan, { seller: seller({ contact: {} }) })],
    ['no account', ['BR-50'], testInvoice('domestic', plan, { seller: seller({ account: {} }) })],
    [
      'an IBAN mistyped',
      ['BT-84'],
      testInvoice('domestic', plan, { seller: seller({ account: { number: 'DE89 3704 0044 0532 0130 01' } }) }),
    ],
    [
      'a customer in a country that was given up',
      ['BR-CL-14'],
      testInvoice('domestic', plan, { buyer: buyer({ address: { city: 'Zagreb', country: 'YU' } }) }),
    ],
    [
      'a customer with a kind of address that the documents cannot hold',
      ['BR-CL-25'],
      testInvoice('domestic', plan, { buyer: buyer({ electronicAddress: { scheme: '0240', id: '123456789' } }) }),
    ],
    ['a customer without a name', ['BR-07'], testInvoice('domestic', plan, { buyer: buyer({ name: '' }) })],
    [
      'a customer without an address',
      ['BR-10'],
      testInvoice('domestic', plan, { buyer: buyer({ address: noAddress }) }),
    ],
    [
      'a customer without a country',
      ['BR-11'],
      testInvoice('domestic', plan, { buyer: buyer({ address: { city: 'X' } }) }),
    ],
    [
      'a customer’s VAT number without a country',
      ['BR-CO-09'],
      testInvoice('domestic', plan, { buyer: buyer({ vatId: '99' }) }),
    ],
    ['a customer who cannot be reached', ['BT-49'], testInvoice('domestic', plan, { buyer: buyer({ email: '' }) })],
    [
      'a wrong GLN',
      ['BR-63'],
      testInvoice('domestic', plan, { buyer: buyer({ electronicAddress: { scheme: '0088', id: '4035811991022' } }) }),
    ],
    ['VAT of nothing', ['BR-S-05'], testInvoice('domestic', plan, { seller: seller({ vatRate: 0 }) })],
    [
      'reverse charge without the customer’s number',
      ['BR-AE-02'],
      testInvoice('reverse', plan, { buyer: buyer({ vatId: '' }) }),
    ],
    [
      'reverse charge without one’s own number, with that of the tax office',
      ['BR-AE-02'],
      testInvoice('reverse', plan, { seller: seller({ vatId: '', taxNumber: '60/123/45678', registration: 'HRB 1' }) }),
    ],
    ['a small business without its law', ['BR-E-10'], testInvoice('exempt', plan)],
    [
      'a small business without a number',
      ['BR-E-02'],
      testInvoice('exempt', plan, {
        seller: seller({ vatId: '', taxNumber: '', registration: 'HRB 1', smallBusinessReason: '§ 19 UStG' }),
      }),
    ],
    ['a due day that has been', ['BR-CO-25'], { ...good, dueDate: '2026-11-22' }],
    ['a rate of zero', ['BR-24'], testInvoice('domestic', [{ ...plan[0]!, rate: hourly(0) }])],
    ['no time', ['BR-22', 'BR-24'], testInvoice('domestic', [{ ...plan[0]!, ms: 0 }])],
    ['days the wrong way round', ['BR-29', 'BR-30'], { ...good, lines: [{ ...line, from: '2026-11-04' }] }],
    [
      'a line off by a cent',
      ['PEPPOL-EN16931-R120', 'BR-CO-10', 'BR-S-08'],
      { ...good, lines: [{ ...line, net: line.net + 1 }] },
    ],
    ['a total off by a cent', ['BR-CO-15'], { ...good, totals: { ...good.totals, gross: good.totals.gross + 1 } }],
    ['VAT off by a cent', ['BR-CO-14', 'BR-CO-15'], { ...good, totals: { ...good.totals, vat: good.totals.vat + 1 } }],
    ['a credit note of nothing', ['BR-55'], { ...good, kind: 'credit-note' }],
    ['a made-up currency', ['BR-CL-04'], { ...good, currency: 'QQQ' }],
    ['half a surrogate', ['XML'], testInvoice('domestic', plan, { buyer: buyer({ name: 'a\u{fffe}b' }) })],
  ]
  it.each(broken)('%s: %j', (_, expected, invoice) => {
    expect(idsOf(invoice)).toEqual(expected)
  })

  it('and has words without jargon beside its id', () => {
    for (const profile of ['plain', 'xrechnung', 'peppol'] as const)
      for (const { text } of rulesOf(profile)) {
        expect(text).toMatch(/^[A-Z].*[.]$/)
        expect(text).not.toMatch(/\bB[TG]-\d|schema|element|mandatory/i)
      }
  })
})

describe('what a rule book asks for', () => {
  it('XRechnung: reference, contact, account, post codes', () => {
    const bare = testInvoice('domestic', plan, {
      seller: testSeller({ contact: { email: 'a@b' }, account: {}, address: { city: 'Emden', country: 'DE' } }),
      buyer: testBuyer({ profile: 'xrechnung', reference: '', address: { city: 'Berlin', country: 'DE' } }),
    })
    expect(idsOf(bare)).toEqual([
      'BR-50',
      'BR-DE-1',
      'BR-DE-5',
      'BR-DE-6',
      'BR-DE-28',
      'BR-DE-4',
      'BR-DE-15',
      'BR-DE-9',
    ])
  })

  it('Peppol: both addresses in its network, a reference, right check digits', () => {
    const bare = testInvoice('domestic', plan, { buyer: testBuyer({ profile: 'peppol', reference: '' }) })
    expect(idsOf(bare)).toEqual(['PEPPOL-EN16931-R020', 'PEPPOL-EN16931-R003', 'PEPPOL-EN16931-R010', 'DE-R-015'])
    const wrong = forProfile(testInvoice('domestic', plan), 'peppol')
    wrong.buyer.electronicAddress.id = '991825828'
    expect(idsOf(wrong)).toContain('PEPPOL-COMMON-R040')
  })
})

describe('lines and totals', () => {
  it('come to what the work earns, to the smallest coin, from the quantity that is printed', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 60_000 }),
        fc.integer({ min: 0, max: 400 * HOUR }),
        fc.constantFrom('EUR', 'JPY', 'KWD'),
        fc.constantFrom('HUR' as const, 'MIN' as const),
        (minor, ms, currency, unit) => {
          const rate = hourly(minor, currency)
          const line = basisToLine(testBasis(rate, ms), {
            title: 'x',
            unit,
            vat: vatOf('domestic', testSeller()),
            currency,
            from: '2026-11-02',
            to: '2026-11-02',
          })
          const exact = pay(rate, ms).minor
          const step = currency === 'KWD' ? 10 : 1
          expect(Math.abs(line.net - exact)).toBeLessThanOrEqual(step)
          expect(line.net % step).toBe(0)
          // By hand, from the figures as they are printed.
          const hours = Number(partsToDecimal(line.quantity, 6))
          expect(Math.abs((hours * line.price) / line.per - line.net)).toBeLessThanOrEqual(step / 2 + 1e-6)
        },
      ),
      { verbose: 1 },
    )
  })

  it('count VAT once for each rate', () => {
    const lines = [333, 333, 334].map((net) => ({ ...testInvoice('domestic', plan).lines[0]!, net }))
    expect(linesToTotals(lines, 'EUR')).toEqual({
      net: 1000,
      vat: 190,
      gross: 1190,
      groups: [{ category: 'S', rate: 1900, net: 1000, vat: 190 }],
    })
    const two = lines.map((line, i) => (i === 0 ? { ...line, vatRate: 700 } : line))
    expect(linesToTotals(two, 'EUR').groups).toMatchObject([
      { rate: 700, net: 333, vat: 23 },
      { rate: 1900, net: 667, vat: 127 },
    ])
    expect(idsOf({ ...testInvoice('domestic', plan), lines: two, totals: linesToTotals(two, 'EUR') })).not.toContain(
      'BR-CO-17',
    )
  })

  it('print a fixed price once, under its name in one line', () => {
    const line = (title: string) => {
      const basis = testBasis({ type: 'fixed', perTask: { minor: 9_950, currency: 'EUR' } }, HOUR)
      const vat = vatOf('domestic', testSeller())
      return basisToLine(basis, { title, unit: 'HUR', vat, currency: 'EUR', from: '2026-11-02', to: '2026-11-02' })
    }
    expect(line(' A plan\nfor\u0000 Emden ')).toMatchObject({
      name: 'A plan for Emden',
      unit: 'C62',
      quantity: 1_000_000,
      price: 9_950,
      per: 1,
      net: 9_950,
    })
    expect([tidyName('\n'), tidyName(`${'é'.repeat(199)} x`), tidyName('abc', 2)]).toEqual([
      'Work',
      'é'.repeat(199),
      'ab',
    ])
  })

  it.each([
    [50_000, 6, '0.05'],
    [-1_250_000, 6, '-1.25'],
    [3_000_000, 6, '3'],
    [0, 6, '0'],
  ])('write %i with %i decimals as %s', (value, decimals, text) => {
    expect(partsToDecimal(value, decimals)).toBe(text)
  })

  it.each([
    ['HUR', 1_000_001, 277_778],
    ['HUR', 1_000_003, 277_779],
    ['HUR', 9, 3],
    ['HUR', 8, 2],
    ['MIN', 1_000_001, 16_666_683],
  ] as const)('print a quantity in %s of %i ms as the nearest millionth', (unit, ms, quantity) => {
    const about = { title: 'Plan', unit, vat: vatOf('domestic', testSeller()), currency: 'EUR' }
    const line = basisToLine(testBasis(hourly(12_000), ms), { ...about, from: '2026-11-02', to: '2026-11-02' })
    expect(line.quantity).toBe(quantity)
  })

  it('say what lies beyond the cap and do not charge it', () => {
    const [line] = cases['capped hours']?.lines ?? []
    expect(line).toMatchObject({ net: 40_000, description: '1.50 hours beyond the agreed limit are not charged' })
  })

  it.each([
    [15n, 10n, 'EUR', 2],
    [14n, 10n, 'EUR', 1],
    [-15n, 10n, 'EUR', -2],
    [15n, 1n, 'KWD', 20],
    [14n, 1n, 'KWD', 10],
  ])('round %s/%s %s to %s', (a, b, currency, expected) => {
    expect(roundAmount(a, b, currency)).toBe(expected)
  })
})

describe('the VAT question', () => {
  const at = (country: string, vatId = '') => testBuyer({ vatId, address: { city: 'x', country } })
  it.each([
    ['DE', 'DE', 'DE1', 'domestic'],
    ['DE', 'FR', 'FR1', 'reverse'],
    ['DE', 'FR', '', 'domestic'],
    ['DE', 'US', '', 'outside'],
    ['DE', 'GB', 'GB1', 'outside'],
    ['CH', 'DE', 'DE1', 'outside'],
    ['', 'DE', '', 'domestic'],
  ] as const)('from %s to %s with “%s” is %s', (from, to, vatId, expected) => {
    expect(suggestVatCase(testSeller({ address: { city: 'x', country: from } }), at(to, vatId))).toBe(expected)
  })

  it('has what must stand on the invoice, and no VAT where none is due', () => {
    const exempt = (smallBusinessReason: string) => vatOf('exempt', testSeller({ smallBusinessReason }))
    expect(exempt(' § 19 UStG ')).toEqual({ case: 'exempt', category: 'E', rate: 0, reason: '§ 19 UStG' })
    expect(exempt(' ')).toEqual({ case: 'exempt', category: 'E', rate: 0 })
    expect(vatOf('reverse', testSeller())).toMatchObject({ category: 'AE', rate: 0, reasonCode: 'VATEX-EU-AE' })
    expect(vatOf('outside', testSeller())).toMatchObject({ category: 'O', rate: 0, reasonCode: 'VATEX-EU-O' })
  })

  it('is answered by the small business for all', () => {
    expect(suggestVatCase(testSeller({ isSmallBusiness: true }), at('FR', 'FR1'))).toBe('exempt')
  })
})

describe('numbers with check digits', () => {
  it.each(['DE89370400440532013000', 'GB82 WEST 1234 5698 7654 32', 'no9386011117947'])('%s is an IBAN', (iban) => {
    expect(isIban(iban)).toBe(true)
  })
  it.each(['DE88370400440532013000', 'DE', '', '12345678'])('%s is none', (iban) => {
    expect(isIban(iban)).toBe(false)
  })
  it.each([
    ['0088', '4035811991021', true],
    ['0088', '4035811991022', false],
    ['0192', '991825827', true],
    ['0208', '0403170701', true],
    ['0208', '0403170702', false],
    ['0007', '5567321707', true],
    ['0007', '5567321708', false],
    ['0151', '51824753556', true],
    ['9930', 'DE123456789', true],
  ])('%s %s: %s', (scheme, id, good) => {
    expect(isSchemeId(scheme, id)).toBe(good)
  })
  it.each([
    ['ada@example.org', true],
    ['a.b@c.de', true],
    ['a@b', false],
    ['.a@example.org', false],
    ['a b@example.org', false],
    ['ada@example.org.', false],
  ])('%s as an e-mail address: %s', (text, good) => {
    expect(isEmail(text)).toBe(good)
  })
})
