import { useEffect, useState } from 'react'
import type { FileRef } from '../../../../shared/domain/fields.ts'
import { err, ok, type Result } from '../../../../shared/domain/result.ts'
import { errorToText } from '../../../client/error-text.ts'
import { bytes as inBytes } from '../../../format/amounts.ts'
import { useDesk } from '../../../state/services.ts'
import { readFile } from '../reading/read-file.ts'

/** Larger files are not taken apart in the window's memory. */
const LARGEST = 200_000_000

/** All bytes of a file on this computer; undefined while they are read. */
export function useWholeFile({ sha256, size }: FileRef): Result<Uint8Array<ArrayBuffer>, string> | undefined {
  const desk = useDesk()
  const [read, setRead] = useState<Result<Uint8Array<ArrayBuffer>, string>>()
  useEffect(() => {
    let isCurrent = true
    const give = (answer: Result<Uint8Array<ArrayBuffer>, string>): void => {
      if (isCurrent) setRead(answer)
    }
    if (size > LARGEST) {
      give(err(`Files of more than ${inBytes(LARGEST)} are not looked into.`))
      return
    }
    readFile(desk, sha256, size).then(
      ({ isHere, bytes }) => give(isHere ? ok(bytes) : err('This file is not on this computer.')),
      (error: unknown) => give(err(errorToText(error))),
    )
    return () => {
      isCurrent = false
    }
  }, [desk, sha256, size])
  return read
}
