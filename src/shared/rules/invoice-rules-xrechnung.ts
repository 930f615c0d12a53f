import type { InvoiceRule } from './invoice-rule.ts'
import { buyerAddress, paymentMeans, sellerAddress, sellerVatId } from './invoice-document.ts'
import { isEmail } from './invoice-identifiers.ts'

/** What XRechnung 3.0 (KoSIT) asks for beyond EN 16931; messages beside its own rule ids. */

const isEmpty = (text: string): boolean => text.trim() === ''

export const xrechnungRules: readonly InvoiceRule[] = [
  {
    id: 'BR-DE-1',
    place: 'you',
    text: 'XRechnung wants to know where to pay: your account number is missing.',
    isBroken: (content) => paymentMeans(content) === undefined,
  },
  {
    id: 'BR-DE-5',
    place: 'you',
    text: 'XRechnung wants a person to ask: your contact name is missing.',
    isBroken: ({ seller }) => isEmpty(seller.contact.name),
  },
  {
    id: 'BR-DE-6',
    place: 'you',
    text: 'XRechnung wants a telephone number to ask at.',
    isBroken: ({ seller }) => isEmpty(seller.contact.phone),
  },
  {
    id: 'BR-DE-27',
    place: 'you',
    text: 'Your telephone number should have at least three digits.',
    isBroken: ({ seller }) => !isEmpty(seller.contact.phone) && (seller.contact.phone.match(/\d/g)?.length ?? 0) < 3,
  },
  {
    id: 'BR-DE-7',
    place: 'you',
    text: 'XRechnung wants an e-mail address to ask at.',
    isBroken: ({ seller }) => isEmpty(seller.contact.email),
  },
  {
    id: 'BR-DE-28',
    place: 'you',
    text: 'Your e-mail address is not one: look at it again.',
    isBroken: ({ seller }) => !isEmpty(seller.contact.email) && !isEmail(seller.contact.email.trim()),
  },
  {
    id: 'BR-DE-3',
    place: 'you',
    text: 'The town in your address is missing.',
    isBroken: ({ seller }) => isEmpty(seller.address.city),
  },
  {
    id: 'BR-DE-4',
    place: 'you',
    text: 'The post code in your address is missing.',
    isBroken: ({ seller }) => isEmpty(seller.address.postCode),
  },
  {
    id: 'BR-DE-16',
    place: 'you',
    text: 'Your VAT number, or the number the tax office gave you, is missing.',
    isBroken: (content) =>
      content.vat.category !== 'O' && sellerVatId(content) === '' && isEmpty(content.seller.taxNumber),
  },
  {
    id: 'PEPPOL-EN16931-R020',
    place: 'you',
    text: 'Your address for electronic invoices is missing; an e-mail address will do.',
    isBroken: ({ seller }) => sellerAddress(seller) === undefined,
  },
  {
    id: 'BR-DE-15',
    place: 'customer',
    text: 'XRechnung wants the customer’s reference (Leitweg-ID in public offices). Ask the customer for it.',
    isBroken: ({ buyer }) => isEmpty(buyer.reference),
  },
  {
    id: 'BR-DE-8',
    place: 'customer',
    text: 'The town in the customer’s address is missing.',
    isBroken: ({ buyer }) => isEmpty(buyer.address.city),
  },
  {
    id: 'BR-DE-9',
    place: 'customer',
    text: 'The post code in the customer’s address is missing.',
    isBroken: ({ buyer }) => isEmpty(buyer.address.postCode),
  },
  {
    id: 'PEPPOL-EN16931-R010',
    place: 'customer',
    text: 'The customer’s address for electronic invoices is missing; an e-mail address will do.',
    isBroken: ({ buyer }) => buyerAddress(buyer) === undefined,
  },
]
