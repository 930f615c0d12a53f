import type { Buyer, Seller, Vat, VatCase } from '../domain/invoice.ts'

/** Countries where the VAT directive (2006/112/EC) holds; XI is Northern Ireland for goods only and is not among them. */
const union = new Set('AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE'.split(' '))

/** A VAT number as it is sent: without the spaces, points and dashes that people write. */
export function tidyVatId(vatId: string): string {
  return vatId.toUpperCase().replace(/[\s.\-/]/g, '')
}

/** Each case with the question that a person can answer. */
export const vatCases: Readonly<Record<VatCase, { label: string; help: string }>> = {
  domestic: {
    label: 'With VAT',
    help: 'The customer is in your own country, or is no business. You charge your country’s VAT and pay it to your tax office.',
  },
  reverse: {
    label: 'No VAT: the customer pays it (reverse charge)',
    help: 'The customer is a business in another country of the European Union and has a VAT number.',
  },
  outside: {
    label: 'No VAT: the customer is outside the European Union',
    help: 'Work for a business outside the European Union is not subject to VAT in yours. No VAT number is printed then.',
  },
  exempt: {
    label: 'No VAT: small business',
    help: 'Your business is small enough that the law frees it of VAT. The invoice names that law.',
  },
}

/**
 * Which case is most likely by where both are. A person decides; this only fills the form.
 * Services to a business are taxed where the customer is (2006/112/EC art. 44).
 */
export function suggestVatCase(seller: Seller, buyer: Buyer): VatCase {
  if (seller.isSmallBusiness) return 'exempt'
  const [from, to] = [seller.address.country, buyer.address.country]
  if (from === '' || to === '' || from === to) return 'domestic'
  // Outside of the Union at either end: its reverse charge does not reach there.
  if (!union.has(to) || !union.has(from)) return 'outside'
  return buyer.vatId.trim() === '' ? 'domestic' : 'reverse'
}

/** What a case means on the invoice: category, rate and the reason that must stand there (BR-AE-10, BR-O-10, BR-E-10). */
export function vatOf(vatCase: VatCase, seller: Seller): Vat {
  switch (vatCase) {
    case 'domestic':
      return { case: vatCase, category: 'S', rate: seller.vatRate }
    case 'reverse':
      return { case: vatCase, category: 'AE', rate: 0, reason: 'Reverse charge', reasonCode: 'VATEX-EU-AE' }
    case 'outside':
      return { case: vatCase, category: 'O', rate: 0, reason: 'Not subject to VAT', reasonCode: 'VATEX-EU-O' }
    case 'exempt': {
      const reason = seller.smallBusinessReason.trim()
      return { case: vatCase, category: 'E', rate: 0, ...(reason === '' ? {} : { reason }) }
    }
  }
}
