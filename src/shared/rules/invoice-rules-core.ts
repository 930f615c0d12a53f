import type { InvoiceContent, InvoiceLine } from '../domain/invoice.ts'
import type { InvoiceRule } from './invoice-rule.ts'
import {
  buyerAddress,
  buyerVatId,
  documentNote,
  invoicePeriod,
  paymentMeans,
  sellerAddress,
  sellerIdentifier,
  sellerVatId,
} from './invoice-document.ts'
import { isKnownCountry } from './countries.ts'
import { isAddressScheme, isIban, isSchemeId, isWritableScheme } from './invoice-identifiers.ts'
import { lineNet, roundAmount, vatOfGroup } from './invoice-lines.ts'
import { currencyDecimals } from './pay.ts'

/**
 * The rules of EN 16931 that a document of ours can break. Those that its shape cannot break, allowances and payment
 * cards say, are not here; docs/invoices.md names them.
 */

const isEmpty = (text: string): boolean => text.trim() === ''
const anyLine =
  (test: (line: InvoiceLine, content: InvoiceContent) => boolean) =>
  (content: InvoiceContent): boolean =>
    content.lines.some((line) => test(line, content))
const category =
  (wanted: string, test: (content: InvoiceContent) => boolean) =>
  (content: InvoiceContent): boolean =>
    content.vat.category === wanted && test(content)
const hasSellerTaxId = (content: InvoiceContent): boolean =>
  sellerVatId(content) !== '' || !isEmpty(content.seller.taxNumber)
const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0)
const isCleanText = (text: string): boolean => !/[^\P{Cc}\t\n\r]|[\u{fffe}\u{ffff}]|\p{Cs}/u.test(text)

const parties: readonly InvoiceRule[] = [
  {
    id: 'BR-06',
    place: 'you',
    text: 'Your name, or that of your business, is missing.',
    isBroken: ({ seller }) => isEmpty(seller.name),
  },
  {
    id: 'BR-08',
    place: 'you',
    text: 'Your address is missing.',
    isBroken: ({ seller: { address } }) => isEmpty(address.city) && isEmpty(address.street),
  },
  {
    id: 'BR-09',
    place: 'you',
    text: 'The country in your address is missing.',
    isBroken: ({ seller }) => seller.address.country === '',
  },
  {
    id: 'BR-CL-14',
    place: 'you',
    text: 'The country in your address is none. It takes the two letters of ISO 3166, such as GB for the United Kingdom.',
    isBroken: ({ seller: { address } }) => isNoCountry(address.country),
  },
  {
    id: 'BR-CO-26',
    place: 'you',
    text: 'Something must say who you are: a VAT number, a register number, or the number the tax office gave you.',
    isBroken: (content) =>
      sellerVatId(content) === '' && isEmpty(content.seller.registration) && sellerIdentifier(content) === '',
  },
  {
    id: 'BR-CO-09',
    place: 'you',
    text: 'Your VAT number must begin with the two letters of a country, such as DE or IE (EL for Greece).',
    isBroken: (content) => !isEmpty(sellerVatId(content)) && !startsWithCountry(sellerVatId(content)),
  },
  {
    id: 'BR-62',
    place: 'you',
    text: 'Your address for electronic invoices needs its kind, such as EM for an e-mail address, and must fit it.',
    isBroken: ({ seller }) => !isGoodAddress(sellerAddress(seller)),
  },
  {
    id: 'BR-CL-25',
    place: 'you',
    text: 'Understudy cannot write a Peppol address of your kind yet. Leave the kind and the address empty, or take another kind that is yours, too.',
    isBroken: ({ seller }) => !isWritable(sellerAddress(seller)),
  },
  {
    id: 'BT-34',
    place: 'you',
    text: 'Your e-mail address is missing. It tells where electronic answers can go.',
    isBroken: ({ seller }) => sellerAddress(seller) === undefined,
  },
  {
    id: 'BR-50',
    place: 'you',
    text: 'The account to pay to is missing.',
    isAdvice: true,
    isBroken: (content) => content.kind === 'invoice' && paymentMeans(content) === undefined,
  },
  {
    id: 'BT-84',
    place: 'you',
    text: 'The account number looks like an IBAN and its check digits are wrong. Compare it with your bank’s.',
    isBroken: ({ seller: { account } }) =>
      /^\s*[A-Za-z]{2}\s?\d{2}[\s\dA-Za-z]{11,}$/.test(account.number) && !isIban(account.number),
  },
  {
    id: 'BR-07',
    place: 'customer',
    text: 'The customer’s name is missing.',
    isBroken: ({ buyer }) => isEmpty(buyer.name),
  },
  {
    id: 'BR-10',
    place: 'customer',
    text: 'The customer’s address is missing.',
    isBroken: ({ buyer: { address } }) => isEmpty(address.city) && isEmpty(address.street),
  },
  {
    id: 'BR-11',
    place: 'customer',
    text: 'The country in the customer’s address is missing.',
    isBroken: ({ buyer }) => buyer.address.country === '',
  },
  {
    id: 'BR-CL-14',
    place: 'customer',
    text: 'The country in the customer’s address is none. It takes the two letters of ISO 3166, such as GB for the United Kingdom.',
    isBroken: ({ buyer: { address } }) => isNoCountry(address.country),
  },
  {
    id: 'BR-CO-09',
    place: 'customer',
    text: 'The customer’s VAT number must begin with the two letters of a country, such as DE or IE (EL for Greece).',
    isBroken: (content) => !isEmpty(buyerVatId(content)) && !startsWithCountry(buyerVatId(content)),
  },
  {
    id: 'BR-63',
    place: 'customer',
    text: 'The customer’s address for electronic invoices needs its kind, such as EM for an e-mail address, and must fit it.',
    isBroken: ({ buyer }) => !isGoodAddress(buyerAddress(buyer)),
  },
  {
    id: 'BR-CL-25',
    place: 'customer',
    text: 'Understudy cannot write a Peppol address of the customer’s kind yet. Leave the kind and the address empty, or take another kind of theirs.',
    isBroken: ({ buyer }) => !isWritable(buyerAddress(buyer)),
  },
  {
    id: 'BT-49',
    place: 'customer',
    text: 'The customer’s e-mail address is missing. It tells where the electronic invoice goes.',
    isBroken: ({ buyer }) => buyerAddress(buyer) === undefined,
  },
  {
    id: 'XML',
    place: 'invoice',
    text: 'A name or note has characters that no document can hold. Write it anew.',
    isBroken: (content) =>
      ![content.seller.name, content.buyer.name, documentNote(content), ...content.lines.map(({ name }) => name)].every(
        isCleanText,
      ),
  },
]

const vat: readonly InvoiceRule[] = [
  {
    id: 'BR-S-02',
    place: 'you',
    text: 'With VAT, your VAT number or the number the tax office gave you must stand on the invoice.',
    isBroken: category('S', (content) => !hasSellerTaxId(content)),
  },
  {
    id: 'BR-S-05',
    place: 'you',
    text: 'With VAT, its rate must be more than 0 %.',
    isBroken: anyLine((line) => line.vatCategory === 'S' && line.vatRate <= 0),
  },
  {
    id: 'BR-AE-02',
    place: 'you',
    text: 'For reverse charge your VAT number must stand on the invoice; the number the tax office gave you is not enough.',
    // The standard would have that number as well. The law would not: 2006/112/EC art. 226 (3) with 214 (1) (e).
    isBroken: category('AE', (content) => sellerVatId(content) === ''),
  },
  {
    id: 'BR-AE-02',
    place: 'customer',
    text: 'For reverse charge the customer’s VAT number is needed. Ask for it.',
    isBroken: category('AE', (content) => buyerVatId(content) === ''),
  },
  {
    id: 'BR-AE-05',
    place: 'invoice',
    text: 'With reverse charge no VAT is charged: the rate must be 0 %.',
    isBroken: anyLine((line) => line.vatCategory === 'AE' && line.vatRate !== 0),
  },
  {
    id: 'BR-AE-10',
    place: 'invoice',
    text: 'The words “Reverse charge” must stand on the invoice.',
    isBroken: category('AE', hasNoReason),
  },
  {
    id: 'BR-O-02',
    place: 'invoice',
    text: 'Outside of VAT no VAT number may stand on the invoice.',
    isBroken: category('O', (content) => sellerVatId(content) !== '' || buyerVatId(content) !== ''),
  },
  {
    id: 'BR-O-05',
    place: 'invoice',
    text: 'Outside of VAT no line may have a rate.',
    isBroken: anyLine((line) => line.vatCategory === 'O' && line.vatRate !== 0),
  },
  {
    id: 'BR-O-10',
    place: 'invoice',
    text: 'Why the work is not subject to VAT must stand on the invoice.',
    isBroken: category('O', hasNoReason),
  },
  {
    id: 'BR-O-11',
    place: 'invoice',
    text: 'Outside of VAT all lines must be so; make two invoices.',
    isBroken: ({ totals }) => totals.groups.some((group) => group.category === 'O') && totals.groups.length > 1,
  },
  {
    id: 'BR-E-02',
    place: 'you',
    text: 'As a small business, the number the tax office gave you, or a VAT number, must stand on the invoice.',
    isBroken: category('E', (content) => !hasSellerTaxId(content)),
  },
  {
    id: 'BR-E-05',
    place: 'invoice',
    text: 'Without VAT the rate must be 0 %.',
    isBroken: anyLine((line) => line.vatCategory === 'E' && line.vatRate !== 0),
  },
  {
    id: 'BR-E-10',
    place: 'you',
    text: 'Name the law that frees you of VAT, such as “Small business, § 19 UStG”.',
    isBroken: category('E', hasNoReason),
  },
  ...(['S', 'AE', 'O', 'E'] as const).map(
    (code): InvoiceRule => ({
      id: `BR-${code}-01`,
      place: 'invoice',
      text: 'The sums of VAT do not have the lines’ kind of VAT.',
      isBroken: ({ lines, totals }) =>
        lines.some((line) => line.vatCategory === code) !== totals.groups.some((group) => group.category === code),
    }),
  ),
]

const document: readonly InvoiceRule[] = [
  {
    id: 'BR-16',
    place: 'invoice',
    text: 'There is no line on the invoice.',
    isBroken: ({ lines }) => lines.length === 0,
  },
  {
    id: 'BR-CO-25',
    place: 'invoice',
    text: 'The day by which to pay must not be before the day of the invoice.',
    isBroken: ({ kind, dueDate, issueDate }) => kind === 'invoice' && dueDate < issueDate,
  },
  {
    id: 'BR-29',
    place: 'invoice',
    text: 'The last day of the work is before the first.',
    isBroken: (content) => invoicePeriod(content).to < invoicePeriod(content).from,
  },
  {
    id: 'BR-30',
    place: 'invoice',
    text: 'On a line the last day of the work is before the first.',
    isBroken: anyLine((line) => line.to < line.from),
  },
  { id: 'BR-25', place: 'invoice', text: 'A line has no name.', isBroken: anyLine((line) => isEmpty(line.name)) },
  { id: 'BR-27', place: 'invoice', text: 'A line’s price is below zero.', isBroken: anyLine((line) => line.price < 0) },
  {
    id: 'BR-22',
    place: 'invoice',
    text: 'There is no work on it that is paid.',
    isBroken: anyLine((line) => line.quantity <= 0),
  },
  {
    id: 'BR-24',
    place: 'invoice',
    text: 'It comes to nothing. Delete this draft; where time is missing, correct it on the Time screen first.',
    isBroken: anyLine((line) => line.net === 0),
  },
  {
    id: 'PEPPOL-EN16931-R120',
    place: 'invoice',
    text: 'A line’s amount is not its quantity times its price.',
    isBroken: anyLine((line, { currency }) => line.net !== lineNet(line, currency)),
  },
  {
    id: 'BR-CO-10',
    place: 'invoice',
    text: 'The sum is not the sum of the lines.',
    isBroken: ({ lines, totals }) => totals.net !== sum(lines.map(({ net }) => net)),
  },
  {
    id: 'BR-CO-14',
    place: 'invoice',
    text: 'The VAT is not the sum of its parts.',
    isBroken: ({ totals }) => totals.vat !== sum(totals.groups.map((group) => group.vat)),
  },
  {
    id: 'BR-CO-15',
    place: 'invoice',
    text: 'The total is not the sum and its VAT.',
    isBroken: ({ totals }) => totals.gross !== totals.net + totals.vat,
  },
  {
    id: 'BR-CO-17',
    place: 'invoice',
    text: 'The VAT is not its rate of what it is on.',
    isBroken: ({ totals, currency }) => totals.groups.some((group) => group.vat !== vatOfGroup(group, currency)),
  },
  {
    id: 'BR-S-08',
    place: 'invoice',
    text: 'What VAT is counted on is not the sum of its lines.',
    isBroken: ({ totals, lines }) =>
      totals.groups.some(
        (group) =>
          group.net !==
          sum(
            lines
              .filter((line) => line.vatCategory === group.category && line.vatRate === group.rate)
              .map(({ net }) => net),
          ),
      ),
  },
  {
    id: 'BR-DEC-23',
    place: 'invoice',
    text: 'An amount has more than two decimals.',
    isBroken: ({ currency, totals, lines }) =>
      [totals.net, totals.vat, totals.gross, ...lines.map(({ net }) => net)].some(
        (minor) => minor !== roundAmount(BigInt(minor), 1n, currency),
      ),
  },
  {
    id: 'BR-CL-04',
    place: 'invoice',
    text: 'This currency is not known, or none that an electronic invoice can be written in.',
    isBroken: ({ currency }) => !isKnownCurrency(currency) || currencyDecimals(currency) > 3,
  },
  {
    id: 'BR-55',
    place: 'invoice',
    text: 'A credit note must name the invoice that it takes back.',
    isBroken: ({ kind, corrects }) => kind === 'credit-note' && (corrects === undefined || isEmpty(corrects.number)),
  },
]

export const coreRules: readonly InvoiceRule[] = [...parties, ...vat, ...document]

function hasNoReason({ vat: { reason, reasonCode } }: InvoiceContent): boolean {
  return isEmpty(reason ?? '') && isEmpty(reasonCode ?? '')
}

function startsWithCountry(vatId: string): boolean {
  const prefix = vatId.slice(0, 2)
  return /^[A-Z]{2}.{2,}$/.test(vatId) && (prefix === 'EL' || isKnownCountry(prefix))
}

/** Empty is said by a rule of its own. */
function isNoCountry(code: string): boolean {
  return code !== '' && !isKnownCountry(code)
}

/** Given up, or younger than the list by which electronic invoices are written. */
const unwritableCurrencies = new Set(['HRK', 'SLL', 'XCG'])

function isKnownCurrency(code: string): boolean {
  return Intl.supportedValuesOf('currency').includes(code) && !unwritableCurrencies.has(code)
}

function isWritable(address: { scheme: string } | undefined): boolean {
  return address === undefined || isWritableScheme(address.scheme)
}

function isGoodAddress(address: { scheme: string; id: string } | undefined): boolean {
  return address === undefined || (isAddressScheme(address.scheme) && isSchemeId(address.scheme, address.id))
}
