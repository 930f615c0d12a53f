import type { InvoiceContent } from '../domain/invoice.ts'
import type { InvoiceRule } from './invoice-rule.ts'
import { buyerAddress, sellerAddress } from './invoice-document.ts'
import { isPeppolScheme, isSchemeId } from './invoice-identifiers.ts'
import { xrechnungRules } from './invoice-rules-xrechnung.ts'

/**
 * What Peppol BIS Billing 3 asks for beyond EN 16931. Between two German businesses it asks for what XRechnung does
 * (DE-R-*). Other countries' own rules are not checked here; docs/invoices.md names them.
 */

const isBetweenGermans = ({ seller, buyer }: InvoiceContent): boolean =>
  seller.address.country === 'DE' && buyer.address.country === 'DE'

/** The rules that Peppol repeats for Germany under its own numbers. */
const german: Readonly<Record<string, string>> = {
  'BR-DE-1': 'DE-R-001',
  'BR-DE-5': 'DE-R-005',
  'BR-DE-6': 'DE-R-006',
  'BR-DE-7': 'DE-R-007',
  'BR-DE-3': 'DE-R-003',
  'BR-DE-4': 'DE-R-004',
  'BR-DE-8': 'DE-R-008',
  'BR-DE-9': 'DE-R-009',
  'BR-DE-15': 'DE-R-015',
  'BR-DE-16': 'DE-R-016',
}

export const peppolRules: readonly InvoiceRule[] = [
  {
    id: 'PEPPOL-EN16931-R003',
    place: 'customer',
    text: 'Peppol wants the customer’s reference or an order number. Ask the customer for one.',
    isBroken: ({ buyer }) => buyer.reference.trim() === '' && buyer.orderNumber.trim() === '',
  },
  {
    id: 'PEPPOL-EN16931-R010',
    place: 'customer',
    text: 'The customer’s Peppol address is missing: a scheme such as 0192 or 9930, and the number in it. An e-mail address is none.',
    isBroken: ({ buyer }) => !isPeppolScheme(buyerAddress(buyer)?.scheme ?? ''),
  },
  {
    id: 'PEPPOL-EN16931-R020',
    place: 'you',
    text: 'Your Peppol address is missing: a scheme such as 0192 or 9930, and the number in it. An e-mail address is none.',
    isBroken: ({ seller }) => !isPeppolScheme(sellerAddress(seller)?.scheme ?? ''),
  },
  {
    id: 'PEPPOL-COMMON-R040',
    place: 'customer',
    text: 'The number in the customer’s Peppol address has wrong check digits. Compare it.',
    isBroken: ({ buyer }) => !fits(buyerAddress(buyer)),
  },
  {
    id: 'PEPPOL-COMMON-R040',
    place: 'you',
    text: 'The number in your Peppol address has wrong check digits. Compare it.',
    isBroken: ({ seller }) => !fits(sellerAddress(seller)),
  },
  ...xrechnungRules.flatMap((rule): InvoiceRule[] => {
    const id = german[rule.id]
    if (id === undefined) return []
    const text = rule.text.replaceAll('XRechnung wants', 'Peppol wants, between German businesses,')
    return [{ ...rule, id, text, isBroken: (content) => isBetweenGermans(content) && rule.isBroken(content) }]
  }),
]

function fits(address: { scheme: string; id: string } | undefined): boolean {
  return address === undefined || isSchemeId(address.scheme, address.id)
}
