import type { FileRef } from '../../../../shared/domain/fields.ts'
import { safeFileName } from '../../../../shared/rules/file-name.ts'
import { errorToText } from '../../../client/error-text.ts'
import { saveFile } from '../../../state/save-file.ts'
import { useServices } from '../../../state/services.ts'
import { readFile } from '../reading/read-file.ts'

/** Hands a file out as a copy, byte for byte. */
export function useSaveCopy(): (file: FileRef) => Promise<void> {
  const { desk, toasts } = useServices()
  return async (file) => {
    try {
      const { isHere, bytes } = await readFile(desk, file.sha256, file.size)
      if (!isHere) return toasts.complain('This file has not come yet. It is fetched when there is a network.')
      saveFile(document, safeFileName(file.name), file.mediaType, bytes)
    } catch (error) {
      toasts.complain(errorToText(error))
    }
  }
}
