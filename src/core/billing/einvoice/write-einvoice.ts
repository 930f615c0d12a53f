import type { Invoice } from '@e-invoice-eu/core'
import type { IssuedInvoice } from '../../../shared/domain/invoice.ts'
import { err, ok, type Result } from '../../../shared/domain/result.ts'
import { completeCii } from './complete-cii.ts'
import { invoiceToUbl } from './to-ubl.ts'

export type Syntax = 'UBL' | 'CII'

/**
 * Writes an issued invoice as XML by EN 16931: UBL 2.1 or UN/CEFACT CII D16B. The same invoice gives the same bytes.
 * @returns the document, or what the library's own validation says against it, one complaint a line
 */
export async function writeEInvoice(invoice: IssuedInvoice, syntax: Syntax): Promise<Result<string, string[]>> {
  // Loaded with the first document: a desk that starts should not wait for it.
  const { InvoiceService } = await import('@e-invoice-eu/core')
  const complaints: string[] = []
  const note = (message: string): void => void complaints.push(message)
  const service = new InvoiceService({ log: () => {}, warn: note, error: note })
  const format = invoice.buyer.profile === 'xrechnung' ? `XRECHNUNG-${syntax}` : syntax
  try {
    // The library checks the tree against its schema before it writes.
    const tree = invoiceToUbl(invoice) as unknown as Invoice
    const xml = await service.generate(tree, { format, lang: 'en', noWarnings: true })
    const text = typeof xml === 'string' ? xml : new TextDecoder().decode(xml)
    return ok(syntax === 'CII' ? completeCii(text, invoice) : text)
  } catch (error) {
    if (!isValidationError(error)) throw error
    return err(error.errors.map(({ instancePath = '', message = '' }) => `${instancePath} ${message}`))
  }
}

type ValidationError = Error & { readonly errors: readonly { instancePath?: string; message?: string }[] }

function isValidationError(error: unknown): error is ValidationError {
  return error instanceof Error && 'errors' in error && Array.isArray(error.errors)
}
