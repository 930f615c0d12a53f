import type { InvoiceFormat } from '../../../shared/contract/desk-invoices.ts'
import { fromBase64 } from '../../client/base64.ts'
import { errorToText } from '../../client/error-text.ts'
import { saveFile } from '../../state/save-file.ts'
import { useServices } from '../../state/services.ts'

/** Hands an issued invoice over as a file. */
export function useSaveInvoice(): (id: string, format: InvoiceFormat) => Promise<void> {
  const { desk, toasts } = useServices()
  return async (id, format) => {
    try {
      const { fileName, mediaType, bytes, isSame } = await desk.invoices.file({ id, format })
      saveFile(document, fileName, mediaType, fromBase64(bytes))
      if (!isSame) {
        toasts.complain(
          'This file says the same as the one made first and is not the same byte for byte: Understudy was updated in between.',
        )
      }
    } catch (error) {
      toasts.complain(errorToText(error))
    }
  }
}
