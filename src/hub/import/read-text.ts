import { isUtf8 } from 'node:buffer'
import { readFile } from 'node:fs/promises'
import { err, ok, type Result } from '../../shared/domain/result.ts'
import type { OperatorError } from '../context.ts'

/**
 * A text file of the operator, whole. One in an older encoding is refused: its letters would be replaced without a word,
 * and terms stay as they came in.
 */
export async function readTextFile(path: string): Promise<Result<string, OperatorError>> {
  const bytes = await readFile(path).catch(() => undefined)
  return bytes === undefined
    ? err({ code: 'no-file', text: `The file ${path} cannot be read.` })
    : bytesToText(bytes, path)
}

/** @param path names the bytes where they are no UTF-8 text */
export function bytesToText(bytes: Buffer, path: string): Result<string, OperatorError> {
  // UTF-16 of English text is UTF-8 with a NUL beside each letter.
  if (!isUtf8(bytes) || bytes.includes(0)) {
    return err({ code: 'not-utf8', text: `The file ${path} is not UTF-8 text; save it anew as UTF-8.` })
  }
  // Notepad and PowerShell begin a file with the mark of UTF-8, which is no part of the text.
  return ok(bytes.toString('utf8').replace(/^\uFEFF/, ''))
}
