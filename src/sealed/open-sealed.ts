import { createHash, type Hash } from 'node:crypto'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import { type Entry, openPromise, type ZipFile } from 'yauzl'
import type { Sha256 } from '../shared/domain/primitives.ts'
import { ok, type Result } from '../shared/domain/result.ts'
import {
  checkAgainstManifest,
  checkZipList,
  type SealedLimits,
  usualSealedLimits,
  type ZipEntryFacts,
} from '../shared/sealed/check-entries.ts'
import {
  fileEntryHash,
  manifestName,
  ManifestVersion,
  MOST_ENTRIES,
  SEALED_VERSION,
  SealedManifest,
  signatureName,
} from '../shared/sealed/manifest.ts'
import { formRefusals, refuseSealed, type SealedRefusal } from '../shared/sealed/refusals.ts'
import { isOwnTrouble } from '../shared/rules/own-trouble.ts'
import { writeOut } from '../disk/write-out.ts'
import { isSealOf } from './seal.ts'

/** A sealed file whose list, manifest and sizes fit each other. Who made it is not known before `isSealedBy`. */
export type OpenedSealed = {
  readonly manifest: SealedManifest
  /** Names this very file: a copy of it has the same, another one never. */
  readonly manifestSha256: Sha256
  isSealedBy(publicKey: string): boolean
  /**
   * Unpacks every entry into a folder of our own, under names of our own, and checks each to its last byte. Only what
   * all of this has passed may be used.
   * @returns where each entry lies, by its name
   */
  unpack(folder: string): Promise<Result<ReadonlyMap<string, string>, SealedRefusal>>
  close(): void
}

/**
 * Opens a sealed file that may come from anyone. Nothing of it is trusted, nothing is held in memory but its manifest,
 * and no name in it becomes a path.
 * @throws only for troubles of this computer, such as a file that may not be read
 */
export async function openSealed(
  path: string,
  limits: SealedLimits = usualSealedLimits,
): Promise<Result<OpenedSealed, SealedRefusal>> {
  let zip: ZipFile | undefined
  try {
    const fileBytes = (await stat(path)).size
    // Names stay bytes and sizes unchecked here: this module judges both, and says what is wrong in its own words.
    zip = await openPromise(path, { autoClose: false, decodeStrings: false, validateEntrySizes: false })
    const opened = await readHead(zip, fileBytes, limits)
    if (!opened.ok) zip.close()
    return opened
  } catch (error) {
    zip?.close()
    if (isOwnTrouble(error)) throw error
    return refuseSealed(formRefusals.notSealed())
  }
}

async function readHead(
  zip: ZipFile,
  fileBytes: number,
  limits: SealedLimits,
): Promise<Result<OpenedSealed, SealedRefusal>> {
  const entries = new Map<string, Entry>()
  const facts: ZipEntryFacts[] = []
  if (zip.entryCount > MOST_ENTRIES + 2) return refuseSealed(formRefusals.tooLarge('it has too many parts'))
  for await (const entry of zip.eachEntry()) {
    const fact = entryToFacts(entry)
    facts.push(fact)
    entries.set(fact.name, entry)
  }
  const listed = checkZipList(facts, fileBytes, limits)
  if (!listed.ok) return listed

  const manifestBytes = await readSmall(zip, entries.get(manifestName))
  const sealBytes = await readSmall(zip, entries.get(signatureName))
  if (manifestBytes === undefined || sealBytes === undefined) {
    return refuseSealed(formRefusals.damaged('its list of contents has other bytes'))
  }
  const seal = sealBytes.toString('utf8')
  const manifest = parseManifest(manifestBytes)
  if (!manifest.ok) return manifest
  const fits = checkAgainstManifest(facts, manifest.value.entries)
  if (!fits.ok) return fits
  const manifestSha256 = createHash('sha256').update(manifestBytes).digest('hex')
  return ok({
    manifest: manifest.value,
    manifestSha256,
    isSealedBy: (publicKey) => isSealOf(seal, manifestSha256, publicKey),
    unpack: (folder) => unpackAll(zip, entries, manifest.value, folder),
    close: () => zip.close(),
  })
}

function entryToFacts(entry: Entry): ZipEntryFacts {
  return {
    // Every name there may be is ASCII; latin1 keeps any other from being taken for one of them.
    name: entry.fileNameRaw.toString('latin1'),
    packedBytes: entry.compressedSize,
    bytes: entry.uncompressedSize,
    method: entry.compressionMethod,
    isEncrypted: (entry.generalPurposeBitFlag & 1) === 1,
    unixType: (entry.externalFileAttributes >>> 16) & 0o170_000,
  }
}

function parseManifest(bytes: Buffer): Result<SealedManifest, SealedRefusal> {
  let json: unknown
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    return refuseSealed(formRefusals.damaged('its list of contents cannot be read'))
  }
  const version = ManifestVersion.safeParse(json)
  if (!version.success) return refuseSealed(formRefusals.notSealed())
  if (version.data.version > SEALED_VERSION) return refuseSealed(formRefusals.newer(version.data.version))
  const manifest = SealedManifest.safeParse(json)
  return manifest.success
    ? ok(manifest.data)
    : refuseSealed(formRefusals.damaged('its list of contents cannot be read'))
}

async function unpackAll(
  zip: ZipFile,
  entries: ReadonlyMap<string, Entry>,
  manifest: SealedManifest,
  folder: string,
): Promise<Result<ReadonlyMap<string, string>, SealedRefusal>> {
  const places = new Map<string, string>()
  for (const { name, size, sha256 } of manifest.entries) {
    const entry = entries.get(name)
    if (entry === undefined) return refuseSealed(formRefusals.damaged('a part of it is missing'))
    const place = join(folder, fileEntryHash(name) ?? name)
    const meter = createMeter(size)
    try {
      const source = await zip.openReadStreamPromise(entry)
      await writeOut(place, meter.pass(source))
    } catch (error) {
      if (isOwnTrouble(error)) throw error
      if (meter.bytes() > size) return refuseSealed(formRefusals.tooLarge('a part of it is larger than it says'))
      return refuseSealed(formRefusals.damaged('a part of it cannot be unpacked'))
    }
    if (meter.bytes() !== size) return refuseSealed(formRefusals.damaged('a part of it has another size'))
    if (meter.hash.digest('hex') !== sha256) return refuseSealed(formRefusals.damaged('a part of it has other bytes'))
    places.set(name, place)
  }
  return ok(places)
}

type Bytes = AsyncIterable<Buffer>

/** Counts and hashes what passes, and ends it at the first byte too many. */
function createMeter(most: number): {
  pass: (source: Bytes) => AsyncGenerator<Buffer>
  hash: Hash
  bytes: () => number
} {
  const hash = createHash('sha256')
  let bytes = 0
  async function* pass(source: Bytes): AsyncGenerator<Buffer> {
    for await (const chunk of source) {
      bytes += chunk.length
      if (bytes > most) throw new RangeError('more than was promised')
      hash.update(chunk)
      yield chunk
    }
  }
  return { pass, hash, bytes: () => bytes }
}

/**
 * For the manifest and its signature, whose sizes have been checked.
 * @returns undefined where the zip's own sum (APPNOTE 4.4.7) does not fit: a stick that has turned a bit of it must not
 *   read as another hub's file, or as one that somebody has changed
 */
async function readSmall(zip: ZipFile, entry: Entry | undefined): Promise<Buffer | undefined> {
  if (entry === undefined) throw new Error('an entry that was listed is gone')
  const source = await zip.openReadStreamPromise(entry)
  const parts: Buffer[] = []
  for await (const chunk of createMeter(entry.uncompressedSize).pass(source)) parts.push(chunk)
  const bytes = Buffer.concat(parts)
  return crc32(bytes) === entry.crc32 ? bytes : undefined
}
