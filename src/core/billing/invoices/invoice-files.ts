import type { InvoiceFormat } from '../../../shared/contract/desk-invoices.ts'
import type { IssuedInvoice } from '../../../shared/domain/invoice.ts'
import { err, ok, type Result } from '../../../shared/domain/result.ts'
import { safeFileName } from '../../../shared/rules/file-name.ts'
import { writeEInvoice } from '../einvoice/write-einvoice.ts'
import { renderPdf } from '../pdf/render-pdf.ts'
import { addFacturX } from './factur-x.ts'
import { invoiceToPaper } from './invoice-paper.ts'

export type InvoiceFile = { readonly fileName: string; readonly mediaType: string; readonly bytes: Uint8Array }

/**
 * An issued invoice as a file. All of it comes from the invoice itself: the same invoice gives the same bytes.
 * @param fontFolder `resources/fonts`
 * @returns the file, or in words what the validation of electronic invoices says against it
 */
export async function makeInvoiceFile(
  invoice: IssuedInvoice,
  format: InvoiceFormat,
  fontFolder: string,
): Promise<Result<InvoiceFile, string>> {
  const name = safeFileName(`${invoice.kind === 'invoice' ? 'invoice' : 'credit-note'}-${invoice.number}`)
  if (format === 'pdf') {
    const bytes = await renderPdf(invoiceToPaper(invoice), fontFolder)
    return ok({ fileName: `${name}.pdf`, mediaType: 'application/pdf', bytes })
  }
  // Factur-X carries CII by the standard itself, whatever rule book the customer's XML follows.
  const plain = format === 'facturx' ? { ...invoice, buyer: { ...invoice.buyer, profile: 'plain' as const } } : invoice
  const xml = await writeEInvoice(plain, format === 'ubl' ? 'UBL' : 'CII')
  if (!xml.ok) return err(`The electronic invoice cannot be written: ${xml.error.join('; ')}`)
  if (format === 'facturx') {
    const paper = invoiceToPaper(invoice)
    const bytes = await renderPdf({ ...paper, subset: 'PDF/A-3b' }, fontFolder, (document) =>
      addFacturX(document, xml.value, paper.at),
    )
    return ok({ fileName: `${name}-factur-x.pdf`, mediaType: 'application/pdf', bytes })
  }
  const bytes = new TextEncoder().encode(xml.value)
  return ok({ fileName: `${name}-${format}.xml`, mediaType: 'application/xml', bytes })
}
