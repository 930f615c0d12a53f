import type { Buyer, InvoiceContent, Seller } from '../domain/invoice.ts'
import { isIban, tidyIban } from './invoice-identifiers.ts'
import { currencyDecimals, minorToDecimal } from './pay.ts'
import { tidyVatId } from './vat.ts'

/** What stands on the document in the end: one place for XML, PDF and the checks, so that none says otherwise. */

/** Where no VAT number may stand although there is one (BR-O-02). */
function printsVatId({ vat }: InvoiceContent): boolean {
  return vat.category !== 'O'
}

/** BT-31; empty where there is none or none may stand. */
export function sellerVatId(content: InvoiceContent): string {
  return printsVatId(content) ? tidyVatId(content.seller.vatId) : ''
}

/** BT-48 */
export function buyerVatId(content: InvoiceContent): string {
  return printsVatId(content) ? tidyVatId(content.buyer.vatId) : ''
}

/**
 * BT-29, where neither a register nor a VAT number names the seller: then the tax office's number does, because some
 * identifier must (BR-CO-26) and BT-32 does not count.
 */
export function sellerIdentifier(content: InvoiceContent): string {
  const { registration, taxNumber, vatId } = content.seller
  if (registration.trim() !== '' || sellerVatId(content) !== '') return ''
  // Outside of the Union the VAT number may not stand as such; as a plain identifier it still tells who this is.
  return taxNumber.trim() !== '' ? taxNumber.trim() : tidyVatId(vatId)
}

type Reach = { readonly scheme: string; readonly id: string }

/** BT-34: the address that was given, else the e-mail address. */
export function sellerAddress({ electronicAddress, contact }: Seller): Reach | undefined {
  return reach(electronicAddress, contact.email)
}

/** BT-49 */
export function buyerAddress({ electronicAddress, email }: Buyer): Reach | undefined {
  return reach(electronicAddress, email)
}

function reach(given: Reach, email: string): Reach | undefined {
  if (given.id.trim() !== '') return { scheme: given.scheme.trim(), id: given.id.trim() }
  return email.trim() === '' ? undefined : { scheme: 'EM', id: email.trim() }
}

/** BT-81: 58 is a transfer within SEPA, 30 any other (UNCL 4461). */
export function paymentMeans({ seller, currency }: InvoiceContent): { code: '58' | '30'; account: string } | undefined {
  const { number } = seller.account
  if (number.trim() === '') return undefined
  const isSepa = isIban(number) && currency === 'EUR'
  return { code: isSepa ? '58' : '30', account: isIban(number) ? tidyIban(number) : number.trim() }
}

/** BT-20 */
export function paymentTerms({ kind, dueDate, corrects }: InvoiceContent): string {
  if (kind === 'credit-note') return `Takes back invoice ${corrects?.number ?? ''}. Nothing is to be paid.`
  return `Payable by ${dueDate} without deduction.`
}

/** BT-22, in one piece: Peppol allows one note only (R002). */
export function documentNote({ note, corrects, ledger }: InvoiceContent): string {
  const parts = [
    corrects === undefined
      ? undefined
      : `Corrects invoice ${corrects.number} of ${corrects.issueDate}. ${corrects.reason}`,
    note,
    ledger.head === undefined ? undefined : `Time record: SHA-256 ${ledger.head}`,
  ]
  return parts
    .filter((part) => part !== undefined && part.trim() !== '')
    .map((part) => part?.replaceAll(/[\p{Cc}\s]+/gu, ' ').trim())
    .join(' · ')
}

/** BG-14 */
export function invoicePeriod({ lines }: InvoiceContent): { from: string; to: string } {
  const from = lines.map((line) => line.from).reduce((a, b) => (a < b ? a : b))
  const to = lines.map((line) => line.to).reduce((a, b) => (a > b ? a : b))
  return { from, to }
}

/** An amount with at most two decimals (BR-DEC-*): of three, the last is a zero by `roundAmount`. */
export function amountText(minor: number, currency: string): string {
  const text = minorToDecimal({ minor, currency })
  return text.slice(0, text.length - Math.max(0, currencyDecimals(currency) - 2))
}

/** A rate in hundredths of a percent: 1900 is `19`, 725 is `7.25`. */
export function percentText(rate: number): string {
  return String(rate / 100)
}
