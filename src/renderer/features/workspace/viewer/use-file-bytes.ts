import { useEffect, useMemo, useState } from 'react'
import type { FileRef } from '../../../../shared/domain/fields.ts'
import { errorToText } from '../../../client/error-text.ts'
import { useDesk, useResource, useServices } from '../../../state/services.ts'
import { readFile } from '../reading/read-file.ts'
import { fileKindOf, isCuttable, shownBytes } from './file-kind.ts'

export type FileBytes =
  | { readonly state: 'reading' | 'away' | 'too-large' }
  | { readonly state: 'here'; readonly bytes: Uint8Array<ArrayBuffer>; readonly isCut: boolean }
  | { readonly state: 'failed'; readonly text: string }

const READING: FileBytes = { state: 'reading' }

/** The bytes of a file that are needed to show it, read again when files have come from the hub. */
export function useFileBytes({ sha256, size, name, mediaType }: FileRef): FileBytes {
  const desk = useDesk()
  const missing = useResource(useServices().overview).value?.files.missing ?? 0
  const kind = fileKindOf({ name, mediaType })
  const limit = shownBytes[kind]
  const isTooLarge = size > limit && kind !== 'other' && !isCuttable(kind)
  const [read, setRead] = useState<FileBytes>(READING)
  // Asked again when the number of files that are still to come changes, unless it is here already.
  const waits = read.state === 'here' ? 0 : missing
  const question = useMemo(() => ({ sha256, limit: isTooLarge ? 1 : limit, waits }), [sha256, limit, isTooLarge, waits])

  useEffect(() => {
    let isCurrent = true
    readFile(desk, question.sha256, question.limit).then(
      ({ isHere, bytes }) => {
        if (!isCurrent) return
        if (!isHere) setRead({ state: 'away' })
        else if (isTooLarge) setRead({ state: 'too-large' })
        else
          setRead((before) => (isSame(before, bytes) ? before : { state: 'here', bytes, isCut: size > bytes.length }))
      },
      (error: unknown) => {
        if (isCurrent) setRead({ state: 'failed', text: errorToText(error) })
      },
    )
    return () => {
      isCurrent = false
    }
  }, [desk, question, size, isTooLarge])
  return read
}

/** A file is named by its hash, so as many bytes of it are the same bytes: what is drawn of them may stay. */
function isSame(before: FileBytes, bytes: Uint8Array): boolean {
  return before.state === 'here' && before.bytes.length === bytes.length
}
