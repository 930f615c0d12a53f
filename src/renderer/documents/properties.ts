import { err, ok, type Result } from '../../shared/domain/result.ts'
import { cleanJpeg, jpegProperties } from './jpeg-properties.ts'
import { cleanOffice, officeProperties } from './office-properties.ts'
import { cleanPng, pngProperties } from './png-properties.ts'
import type { DocumentProblem } from './problem.ts'
import type { Properties } from './property.ts'

type Format = {
  readonly read: (
    bytes: Uint8Array,
  ) => Result<Properties, DocumentProblem> | Promise<Result<Properties, DocumentProblem>>
  readonly clean: (
    bytes: Uint8Array,
  ) => Result<Uint8Array<ArrayBuffer>, DocumentProblem> | Promise<Result<Uint8Array<ArrayBuffer>, DocumentProblem>>
}

const office: Format = { read: officeProperties, clean: cleanOffice }

/** Told by how the bytes begin and not by the name, because a name may say anything. */
async function formatOf(bytes: Uint8Array): Promise<Format | undefined> {
  const begins = (...start: readonly number[]): boolean => start.every((byte, at) => bytes[at] === byte)
  if (begins(0x50, 0x4b)) return office
  if (begins(0xff, 0xd8, 0xff)) return { read: jpegProperties, clean: cleanJpeg }
  if (begins(0x89, 0x50, 0x4e, 0x47)) return { read: pngProperties, clean: cleanPng }
  // A PDF may have something else before it, such as the headers of a mail.
  if (!new TextDecoder().decode(bytes.subarray(0, 1024)).includes('%PDF-')) return undefined
  const { cleanPdf, pdfProperties } = await import('./pdf-properties.ts')
  return { read: pdfProperties, clean: cleanPdf }
}

/** @returns what a file says besides what is in it; undefined for a kind that is not looked into */
export async function readProperties(bytes: Uint8Array): Promise<Result<Properties | undefined, DocumentProblem>> {
  const format = await formatOf(bytes)
  return format === undefined ? ok(undefined) : format.read(bytes)
}

export type CleanedFile = {
  readonly bytes: Uint8Array<ArrayBuffer>
  /** Names of what was taken out, never what it said: the list travels with the file. */
  readonly removed: readonly string[]
}

/** @returns a copy without them; a problem where it cannot be made, or would still say some of it */
export async function removeProperties(bytes: Uint8Array): Promise<Result<CleanedFile, DocumentProblem>> {
  const format = await formatOf(bytes)
  if (format === undefined) return err('damaged')
  const before = await format.read(bytes)
  if (!before.ok) return before
  const cleaned = await format.clean(bytes)
  if (!cleaned.ok) return cleaned
  const after = await format.read(cleaned.value)
  if (!after.ok || after.value.removable.length > 0) return err('damaged')
  return ok({ bytes: cleaned.value, removed: [...new Set(before.value.removable.map(({ label }) => label))] })
}
