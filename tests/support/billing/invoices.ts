import {
  Buyer,
  type IssuedInvoice,
  type LineBasis,
  Seller,
  type TimeUnit,
  type VatCase,
} from '../../../src/shared/domain/invoice.ts'
import { NO_ROUNDING, type Rate } from '../../../src/shared/domain/money.ts'
import type { z } from 'zod'
import type { ContractRouterClient } from '@orpc/contract'
import type { InvoiceView } from '../../../src/shared/contract/desk-invoices.ts'
import type { DeskContract } from '../../../src/shared/contract/desk.ts'
import { basisToLine, linesToTotals } from '../../../src/shared/rules/invoice-lines.ts'
import { vatOf } from '../../../src/shared/rules/vat.ts'
import { testId } from '../core/tasks.ts'

export const HOUR = 3_600_000
const DAY_1 = Date.UTC(2026, 10, 2, 8)

export function testSeller(changes: Partial<z.input<typeof Seller>> = {}): Seller {
  return Seller.parse({
    name: 'Ada Fields',
    address: { street: 'Feldweg 3', city: 'Emden', postCode: '26721', country: 'DE' },
    vatId: 'DE123456789',
    taxNumber: '60/123/45678',
    contact: { name: 'Ada Fields', phone: '+49 4921 1234', email: 'ada@example.org' },
    account: { number: 'DE89 3704 0044 0532 0130 00', bic: 'COBADEFFXXX', holder: 'Ada Fields' },
    vatRate: 1900,
    series: '2026-',
    ...changes,
  })
}

export function testBuyer(changes: Partial<z.input<typeof Buyer>> = {}): Buyer {
  return Buyer.parse({
    name: 'Oakridge Data GmbH',
    address: { street: 'Lange Str. 1', city: 'Berlin', postCode: '10115', country: 'DE' },
    vatId: 'DE987654321',
    reference: '04011000-1234512345-06',
    email: 'bills@example.com',
    ...changes,
  })
}

export function testBasis(rate: Rate, ms: number, changes: Partial<LineBasis> = {}): LineBasis {
  const paidMs = rate.type === 'hourly' && rate.capMs !== undefined ? Math.min(ms, rate.capMs) : ms
  return {
    taskId: testId('task'),
    programme: 'Fields and barns',
    rate,
    rounding: NO_ROUNDING,
    entries: [
      {
        date: '2026-11-02',
        start: DAY_1,
        end: DAY_1 + ms,
        offsetMinutes: 60,
        ms,
        roundedMs: ms,
        isTimed: true,
        corrected: [],
      },
    ],
    workMs: ms,
    roundedMs: ms,
    paidMs,
    ...changes,
  }
}

export const hourly = (minor: number, currency = 'EUR', capMs?: number): Rate => ({
  type: 'hourly',
  perHour: { minor, currency },
  ...(capMs === undefined ? {} : { capMs }),
})

export type Work = { title: string; rate: Rate; ms: number }

export function testInvoice(
  vatCase: VatCase,
  work: readonly Work[],
  changes: { unit?: TimeUnit } & Partial<IssuedInvoice> = {},
): IssuedInvoice {
  const { seller = testSeller(), buyer = testBuyer(), unit = 'HUR', ...rest } = changes
  const vat = vatOf(vatCase, seller)
  const first = work[0]?.rate
  const currency = first === undefined ? 'EUR' : (first.type === 'hourly' ? first.perHour : first.perTask).currency
  const lines = work.map(({ title, rate, ms }) =>
    basisToLine(testBasis(rate, ms), { title, unit, vat, currency, from: '2026-11-02', to: '2026-11-03' }),
  )
  return {
    version: 1,
    kind: 'invoice',
    seller,
    buyer,
    vat,
    currency,
    issueDate: '2026-11-23',
    dueDate: '2026-12-23',
    lines,
    totals: linesToTotals(lines, currency),
    ledger: { head: 'ab'.repeat(32), zone: 'Europe/Berlin' },
    number: '2026-0001',
    ...rest,
  }
}

const plan: Work = { title: 'Management plan for a mixed farm', rate: hourly(12_000), ms: 2.5 * HOUR + 1234 }
const french = testBuyer({
  name: 'Données du Chêne SARL',
  address: { street: '5 rue du Chêne', city: 'Lyon', postCode: '69001', country: 'FR' },
  vatId: 'FR12 345 678 901',
})
const american = testBuyer({
  name: 'Oakridge Data, Inc.',
  address: { street: '1 Oak "Ridge" Rd', city: 'Portland', postCode: '97201', region: 'OR', country: 'US' },
  vatId: '',
})

/** The eight cases, each as plain as it comes. */
export const cases: Readonly<Record<string, IssuedInvoice>> = {
  'domestic, with VAT (S)': testInvoice('domestic', [plan]),
  'reverse charge within the Union (AE)': testInvoice('reverse', [plan], { buyer: french }),
  'customer outside the Union (O)': testInvoice('outside', [{ ...plan, rate: hourly(12_000, 'USD') }], {
    buyer: american,
  }),
  'small business (E)': testInvoice('exempt', [plan], {
    seller: testSeller({ vatId: '', isSmallBusiness: true, smallBusinessReason: 'Small business, § 19 UStG' }),
  }),
  'several rates': testInvoice(
    'domestic',
    [
      plan,
      { title: 'Rubric, fixed price', rate: { type: 'fixed', perTask: { minor: 18_050, currency: 'EUR' } }, ms: HOUR },
      { title: 'Review', rate: hourly(7_333), ms: 1_234_567 },
    ],
    { unit: 'MIN' },
  ),
  'capped hours': testInvoice('domestic', [
    { title: 'Long plan', rate: hourly(10_000, 'EUR', 4 * HOUR), ms: 5.5 * HOUR },
  ]),
  'credit note': testInvoice('domestic', [plan], {
    kind: 'credit-note',
    number: '2026-0002',
    corrects: {
      id: testId('session', 77),
      number: '2026-0001',
      issueDate: '2026-11-20',
      reason: 'The rate was wrong.',
    },
  }),
  'another currency': testInvoice(
    'reverse',
    [{ title: '計画 – plan', rate: hourly(18_000, 'JPY'), ms: 100_001 * 60 }],
    {
      buyer: french,
    },
  ),
}

/** The same invoice as another rule book wants it. */
export function forProfile(invoice: IssuedInvoice, profile: Buyer['profile']): IssuedInvoice {
  if (profile !== 'peppol') return { ...invoice, buyer: { ...invoice.buyer, profile } }
  return {
    ...invoice,
    seller: { ...invoice.seller, electronicAddress: { scheme: '9930', id: 'DE123456789' } },
    buyer: { ...invoice.buyer, profile, electronicAddress: { scheme: '0192', id: '991825827' } },
  }
}

/** Issues a draft as it stands, as one who has just looked at it. */
export async function issueDraft(desk: ContractRouterClient<DeskContract>, id: string): Promise<InvoiceView> {
  const { seen } = await desk.invoices.get({ id })
  // What is issued already has nothing to be seen of, and is refused for that.
  return desk.invoices.issue({ id, seen: seen ?? { gross: 0, sha256: '0'.repeat(64) } })
}
