import type { IssuedInvoice } from '../../../shared/domain/invoice.ts'
import { sellerIdentifier } from '../../../shared/rules/invoice-document.ts'
import { toOneLine } from '../../../shared/rules/invoice-lines.ts'

/**
 * Adds to CII what `@e-invoice-eu/core` 2.3.4 has in its tree and does not write there: the identifier of the seller (BT-29),
 * without which BR-CO-26 is broken where there is no other, and the invoice that a credit note takes back (BG-3).
 * @param xml as the library writes it
 * @throws where it is written in another way
 */
export function completeCii(xml: string, invoice: IssuedInvoice): string {
  const { corrects } = invoice
  const own = toOneLine(sellerIdentifier(invoice))
  const named = own === '' ? xml : insertAfter(xml, '<ram:SellerTradeParty>', [`\t<ram:ID>${escape(own)}</ram:ID>`])
  if (corrects === undefined) return named
  const date = corrects.issueDate.replaceAll('-', '')
  return insertAfter(named, '</ram:SpecifiedTradeSettlementHeaderMonetarySummation>', [
    '<ram:InvoiceReferencedDocument>',
    `\t<ram:IssuerAssignedID>${escape(toOneLine(corrects.number))}</ram:IssuerAssignedID>`,
    '\t<ram:FormattedIssueDateTime>',
    `\t\t<qdt:DateTimeString format="102">${date}</qdt:DateTimeString>`,
    '\t</ram:FormattedIssueDateTime>',
    '</ram:InvoiceReferencedDocument>',
  ])
}

/** Both tags stand three steps in. */
function insertAfter(xml: string, tag: string, lines: readonly string[]): string {
  const [before = '', after, ...more] = xml.split(tag)
  if (after === undefined || more.length > 0)
    throw new Error(`CII has ${tag} ${after === undefined ? 'nowhere' : 'twice'}`)
  return `${before}${tag}${lines.map((line) => `\n\t\t\t${line}`).join('')}${after}`
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
