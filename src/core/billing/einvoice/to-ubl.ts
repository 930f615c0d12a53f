import type { Address, InvoiceLine, InvoiceProfile, IssuedInvoice } from '../../../shared/domain/invoice.ts'
import { countryInStandard } from '../../../shared/rules/countries.ts'
import {
  amountText,
  buyerAddress,
  buyerVatId,
  documentNote,
  invoicePeriod,
  paymentMeans,
  paymentTerms,
  percentText,
  sellerAddress,
  sellerIdentifier,
  sellerVatId,
} from '../../../shared/rules/invoice-document.ts'
import {
  partsToDecimal,
  QUANTITY_DECIMALS,
  QUANTITY_PARTS,
  tidyName,
  toOneLine,
} from '../../../shared/rules/invoice-lines.ts'
import { currencyDecimals } from '../../../shared/rules/pay.ts'

/** BT-24: by which rule book the document is written. */
export const customizationIds: Readonly<Record<InvoiceProfile, string>> = {
  plain: 'urn:cen.eu:en16931:2017',
  xrechnung: 'urn:cen.eu:en16931:2017#compliant#urn:xeinkauf.de:kosit:xrechnung_3.0',
  peppol: 'urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0',
}

type Node = string | readonly Node[] | { readonly [name: string]: Node | undefined }

/**
 * An invoice as the tree of UBL 2.1 elements that `@e-invoice-eu/core` writes as UBL and turns into CII. Attributes
 * stand beside their element as `name@attribute`. What is empty is left out: no document may have empty elements
 * (Peppol R008).
 */
export function invoiceToUbl(invoice: IssuedInvoice): Record<string, unknown> {
  const { buyer, currency, totals, corrects, kind } = invoice
  const money = (name: string, minor: number) => ({
    [name]: amountText(minor, currency),
    [`${name}@currencyID`]: currency,
  })
  const period = invoicePeriod(invoice)
  const pay = paymentMeans(invoice)
  const { account } = invoice.seller
  const tree = {
    'cbc:CustomizationID': customizationIds[buyer.profile],
    'cbc:ProfileID': 'urn:fdc:peppol.eu:2017:poacc:billing:01:1.0',
    'cbc:ID': invoice.number,
    'cbc:IssueDate': invoice.issueDate,
    'cbc:DueDate': kind === 'invoice' ? invoice.dueDate : undefined,
    'cbc:InvoiceTypeCode': kind === 'invoice' ? '380' : '381',
    'cbc:Note': [documentNote(invoice)],
    'cbc:DocumentCurrencyCode': currency,
    'cbc:BuyerReference': buyer.reference,
    'cac:InvoicePeriod': { 'cbc:StartDate': period.from, 'cbc:EndDate': period.to },
    'cac:OrderReference': { 'cbc:ID': buyer.orderNumber },
    'cac:BillingReference':
      corrects === undefined
        ? undefined
        : [{ 'cac:InvoiceDocumentReference': { 'cbc:ID': corrects.number, 'cbc:IssueDate': corrects.issueDate } }],
    'cac:AccountingSupplierParty': { 'cac:Party': sellerToParty(invoice) },
    'cac:AccountingCustomerParty': { 'cac:Party': buyerToParty(invoice) },
    'cac:Delivery': { 'cbc:ActualDeliveryDate': period.to },
    'cac:PaymentMeans':
      pay === undefined
        ? undefined
        : [
            {
              'cbc:PaymentMeansCode': pay.code,
              'cbc:PaymentID': invoice.number,
              'cac:PayeeFinancialAccount': {
                'cbc:ID': pay.account,
                'cbc:Name': account.holder,
                'cac:FinancialInstitutionBranch': { 'cbc:ID': account.bic.replace(/\s/g, '').toUpperCase() },
              },
            },
          ],
    'cac:PaymentTerms': { 'cbc:Note': paymentTerms(invoice) },
    'cac:TaxTotal': [
      {
        ...money('cbc:TaxAmount', totals.vat),
        'cac:TaxSubtotal': totals.groups.map((group) => ({
          ...money('cbc:TaxableAmount', group.net),
          ...money('cbc:TaxAmount', group.vat),
          'cac:TaxCategory': {
            'cbc:ID': group.category,
            // XRechnung wants a rate in every group (BR-DE-14), the standard none where there is no VAT at all.
            'cbc:Percent':
              group.category === 'O' && buyer.profile !== 'xrechnung' ? undefined : percentText(group.rate),
            ...(group.category === 'S'
              ? {}
              : {
                  'cbc:TaxExemptionReasonCode': invoice.vat.reasonCode,
                  'cbc:TaxExemptionReason': invoice.vat.reason,
                }),
            'cac:TaxScheme': { 'cbc:ID': 'VAT' },
          },
        })),
      },
    ],
    'cac:LegalMonetaryTotal': {
      ...money('cbc:LineExtensionAmount', totals.net),
      ...money('cbc:TaxExclusiveAmount', totals.net),
      ...money('cbc:TaxInclusiveAmount', totals.gross),
      ...money('cbc:PayableAmount', totals.gross),
    },
    'cac:InvoiceLine': invoice.lines.map((line, index) => lineToUbl(line, index + 1, invoice, money)),
  }
  return { 'ubl:Invoice': withoutEmpty(tree) ?? {} }
}

function lineToUbl(
  line: InvoiceLine,
  no: number,
  { currency, buyer }: IssuedInvoice,
  money: (name: string, minor: number) => Record<string, string>,
): Node {
  const isWhole = buyer.profile !== 'plain' && isBeyondSlack(line, currency)
  const rate = isWhole ? `${amountText(line.price, currency)} ${currency} per hour` : undefined
  return {
    'cbc:ID': String(no),
    'cbc:InvoicedQuantity': partsToDecimal(line.quantity, QUANTITY_DECIMALS),
    'cbc:InvoicedQuantity@unitCode': line.unit,
    ...money('cbc:LineExtensionAmount', line.net),
    'cac:InvoicePeriod': { 'cbc:StartDate': line.from, 'cbc:EndDate': line.to },
    'cac:Item': {
      'cbc:Description': [rate, line.description].filter((part) => part !== undefined).join('; '),
      'cbc:Name': tidyName(line.name),
      'cac:ClassifiedTaxCategory': {
        'cbc:ID': line.vatCategory,
        'cbc:Percent': line.vatCategory === 'O' ? undefined : percentText(line.vatRate),
        'cac:TaxScheme': { 'cbc:ID': 'VAT' },
      },
    },
    'cac:Price': isWhole ? wholeToUbl(line, currency) : priceToUbl(line, currency),
  }
}

/**
 * Whether a line's amount is further from its quantity times its price than rule books on top of the standard allow
 * (0.02, PEPPOL-EN16931-R120): an hour and some seconds at so many yen are no whole yen, and there are no others.
 */
function isBeyondSlack({ quantity, price, per, net }: InvoiceLine, currency: string): boolean {
  if (currencyDecimals(currency) > 0) return false
  const parts = BigInt(QUANTITY_PARTS) * BigInt(per)
  const gap = BigInt(quantity) * BigInt(price) - BigInt(net) * parts
  return (gap < 0n ? -gap : gap) * 50n > parts
}

/** BG-29 of such a line: what all of its quantity comes to. What an hour pays stands in its description. */
function wholeToUbl({ net, quantity, unit }: InvoiceLine, currency: string): Node {
  return {
    'cbc:PriceAmount': amountText(net, currency),
    'cbc:PriceAmount@currencyID': currency,
    'cbc:BaseQuantity': partsToDecimal(quantity, QUANTITY_DECIMALS),
    'cbc:BaseQuantity@unitCode': unit,
  }
}

/**
 * BG-29. The library writes prices with two decimals at most; one of 12.345 KWD an hour is written as 123.45 for ten.
 */
function priceToUbl({ price, per, unit }: InvoiceLine, currency: string): Node {
  const scale = 10 ** Math.max(0, currencyDecimals(currency) - 2)
  const times = price % scale === 0 ? 1 : scale
  const base = per * times
  return {
    'cbc:PriceAmount': amountText(price * times, currency),
    'cbc:PriceAmount@currencyID': currency,
    ...(base === 1 ? {} : { 'cbc:BaseQuantity': String(base), 'cbc:BaseQuantity@unitCode': unit }),
  }
}

function sellerToParty(invoice: IssuedInvoice): Node {
  const { seller } = invoice
  const vatId = sellerVatId(invoice)
  const own = sellerIdentifier(invoice)
  const taxNumber = seller.taxNumber.trim()
  const taxes = [
    ...(vatId === '' ? [] : [{ 'cbc:CompanyID': vatId, 'cac:TaxScheme': { 'cbc:ID': 'VAT' } }]),
    ...(taxNumber === '' ? [] : [{ 'cbc:CompanyID': taxNumber, 'cac:TaxScheme': { 'cbc:ID': 'FC' } }]),
  ]
  return {
    ...endpoint(sellerAddress(seller)),
    'cac:PartyIdentification': own === '' ? undefined : [{ 'cbc:ID': own }],
    'cac:PostalAddress': addressToUbl(seller.address),
    'cac:PartyTaxScheme': taxes,
    'cac:PartyLegalEntity': { 'cbc:RegistrationName': tidyName(seller.name), 'cbc:CompanyID': seller.registration },
    'cac:Contact': {
      'cbc:Name': seller.contact.name,
      'cbc:Telephone': seller.contact.phone,
      'cbc:ElectronicMail': seller.contact.email,
    },
  }
}

function buyerToParty(invoice: IssuedInvoice): Node {
  const { buyer } = invoice
  const vatId = buyerVatId(invoice)
  return {
    ...endpoint(buyerAddress(buyer)),
    'cac:PostalAddress': addressToUbl(buyer.address),
    'cac:PartyTaxScheme': vatId === '' ? undefined : { 'cbc:CompanyID': vatId, 'cac:TaxScheme': { 'cbc:ID': 'VAT' } },
    'cac:PartyLegalEntity': { 'cbc:RegistrationName': tidyName(buyer.name), 'cbc:CompanyID': buyer.registration },
    'cac:Contact': { 'cbc:ElectronicMail': buyer.email },
  }
}

function endpoint(address: { scheme: string; id: string } | undefined): Record<string, Node> {
  return address === undefined ? {} : { 'cbc:EndpointID': address.id, 'cbc:EndpointID@schemeID': address.scheme }
}

function addressToUbl(address: Address): Node {
  return {
    'cbc:StreetName': address.street,
    'cbc:AdditionalStreetName': address.more,
    'cbc:CityName': address.city,
    'cbc:PostalZone': address.postCode,
    'cbc:CountrySubentity': address.region,
    'cac:Country': { 'cbc:IdentificationCode': countryInStandard(address.country) },
  }
}

/** The same tree without what is empty; texts in one line, without control characters. */
function withoutEmpty(node: Node | undefined): Node | undefined {
  if (node === undefined) return undefined
  if (typeof node === 'string') {
    const text = toOneLine(node)
    return text === '' ? undefined : text
  }
  if (Array.isArray(node)) {
    const kept = node.map(withoutEmpty).filter((one) => one !== undefined)
    return kept.length === 0 ? undefined : kept
  }
  const kept = Object.entries(node).flatMap(([name, value]): [string, Node][] => {
    const one = withoutEmpty(value)
    return one === undefined ? [] : [[name, one]]
  })
  return kept.length === 0 ? undefined : Object.fromEntries(kept)
}
