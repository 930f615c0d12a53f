import { ok, type Result } from '../domain/result.ts'
import { manifestName, MOST_ENTRIES, type SealedEntry, signatureName } from './manifest.ts'
import { formRefusals, refuseSealed, type SealedRefusal } from './refusals.ts'

/** What the list at the end of a zip says of one of its entries, before a byte of it is unpacked. */
export type ZipEntryFacts = {
  readonly name: string
  /** As they lie in the zip. */
  readonly packedBytes: number
  /** As they should be after unpacking. */
  readonly bytes: number
  /** 0 stored, 8 deflated. */
  readonly method: number
  readonly isEncrypted: boolean
  /** The type bits of a Unix mode; 0 where the zip names none. */
  readonly unixType: number
}

export type SealedLimits = {
  /** All entries together, unpacked. */
  readonly totalBytes: number
  readonly manifestBytes: number
  readonly signatureBytes: number
  /** How many times larger than in the zip an entry may become, where it is not small anyway. */
  readonly ratio: number
}

/** JSON Lines of tasks pack to a fifth or so; an empty gigabyte packs to a thousandth. */
export const usualSealedLimits: SealedLimits = {
  totalBytes: 20_000_000_000,
  manifestBytes: 8_000_000,
  signatureBytes: 8_192,
  ratio: 100,
}

/** Below this no ratio is looked at: ten short lines that are alike pack very well. */
const SMALL_BYTES = 5_000_000
const REGULAR_FILE = 0o100_000

/**
 * Looks at the list of a zip alone: names, kinds, sizes.
 * @param fileBytes size of the whole zip
 */
export function checkZipList(
  entries: readonly ZipEntryFacts[],
  fileBytes: number,
  limits: SealedLimits,
): Result<void, SealedRefusal> {
  const seen = new Set<string>()
  let total = 0
  let packed = 0
  for (const entry of entries) {
    // What other names there are the manifest says, once it is known not to be of a newer form, which may have more.
    if (leadsOut(entry.name)) return refuseSealed(formRefusals.strange('it names a place outside of itself'))
    if (seen.has(entry.name)) return refuseSealed(formRefusals.strange('a part of it stands in it twice'))
    seen.add(entry.name)
    if (entry.unixType !== 0 && entry.unixType !== REGULAR_FILE) {
      return refuseSealed(formRefusals.strange('it holds a link or something else that is not a file'))
    }
    if (entry.isEncrypted) return refuseSealed(formRefusals.strange('a part of it is locked with a password'))
    if (entry.method !== 0 && entry.method !== 8) {
      return refuseSealed(formRefusals.strange('a part of it is packed in an unknown way'))
    }
    const own =
      entry.name === manifestName
        ? limits.manifestBytes
        : entry.name === signatureName
          ? limits.signatureBytes
          : limits.totalBytes
    if (entry.bytes > own) return refuseSealed(formRefusals.tooLarge('a part of it is larger than any should be'))
    if (growsTooMuch(entry, limits.ratio)) {
      return refuseSealed(formRefusals.tooLarge(`a part of it grows more than ${limits.ratio} times`))
    }
    total += entry.bytes
    packed += entry.packedBytes
  }
  if (total > limits.totalBytes) return refuseSealed(formRefusals.tooLarge('its parts together are too large'))
  // Entries that share bytes are how a small file unfolds into a very large one.
  if (packed > fileBytes) return refuseSealed(formRefusals.tooLarge('its parts lie over each other'))
  if (!seen.has(manifestName)) return refuseSealed(formRefusals.notSealed())
  if (!seen.has(signatureName)) return refuseSealed(formRefusals.unsigned())
  return ok(undefined)
}

/** Also for whoever writes: what is packed tighter than this nobody reads in. */
export function growsTooMuch(
  { bytes, packedBytes }: Pick<ZipEntryFacts, 'bytes' | 'packedBytes'>,
  ratio = usualSealedLimits.ratio,
): boolean {
  return bytes > SMALL_BYTES && bytes > packedBytes * ratio
}

/** For whoever writes: whether so many entries, of so many bytes together, can be read in again. */
export function fitsSealed(
  { entries, bytes }: { readonly entries: number; readonly bytes: number },
  { totalBytes, manifestBytes, signatureBytes }: SealedLimits = usualSealedLimits,
): boolean {
  return entries <= MOST_ENTRIES && bytes + manifestBytes + signatureBytes <= totalBytes
}

/** Compares the list of the zip with what the manifest promises: neither may have anything that the other has not. */
export function checkAgainstManifest(
  entries: readonly ZipEntryFacts[],
  promised: readonly SealedEntry[],
): Result<void, SealedRefusal> {
  const left = new Map(promised.map((entry) => [entry.name, entry]))
  for (const { name, bytes } of entries) {
    if (name === manifestName || name === signatureName) continue
    const entry = left.get(name)
    if (entry === undefined) return refuseSealed(formRefusals.strange('something was put into it after it was sealed'))
    if (entry.size !== bytes) return refuseSealed(formRefusals.damaged('a part of it has another size'))
    left.delete(name)
  }
  if (left.size > 0) return refuseSealed(formRefusals.damaged('a part of it is missing'))
  return ok(undefined)
}

function leadsOut(name: string): boolean {
  return name.split(/[/\\]/).includes('..') || /^([/\\]|[a-z]:)/i.test(name)
}
