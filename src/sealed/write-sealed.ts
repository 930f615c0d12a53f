import { createHash } from 'node:crypto'
import { rm, stat } from 'node:fs/promises'
import { type Readable, Transform } from 'node:stream'
import { openPromise } from 'yauzl'
import { ZipFile } from 'yazl'
import { err, ok, type Result } from '../shared/domain/result.ts'
import { growsTooMuch } from '../shared/sealed/check-entries.ts'
import {
  fileEntryHash,
  manifestName,
  type SealedEntry,
  type SealedManifest,
  signatureName,
} from '../shared/sealed/manifest.ts'
import { renameDurably } from '../disk/durable-rename.ts'
import { writeOut } from '../disk/write-out.ts'
import { partBeside } from './part-beside.ts'
import { type SealKey, sealManifest } from './seal.ts'

/** An entry and where its bytes come from. */
export type SealedSource = SealedEntry & { readonly read: () => Readable }

/**
 * Writes a sealed file: beside its name first, then under it, so that what has the name is whole. Everything streams.
 * @param sources in the order in which they are to lie in the file
 * @returns its size; or the entry whose bytes are no longer what was promised
 * @throws where the disk is full or may not be written
 */
export async function writeSealed(
  path: string,
  manifest: Omit<SealedManifest, 'entries'>,
  sources: readonly SealedSource[],
  key: SealKey,
): Promise<Result<{ bytes: number }, { changed: string }>> {
  const entries = sources.map(({ name, size, sha256 }) => ({ name, size, sha256 }))
  const manifestBytes = Buffer.from(`${JSON.stringify({ ...manifest, entries }, null, 1)}\n`)
  const seal = sealManifest(createHash('sha256').update(manifestBytes).digest('hex'), key)
  const head = [
    { name: manifestName, bytes: manifestBytes },
    { name: signatureName, bytes: Buffer.from(seal) },
  ]
  const mtime = new Date(manifest.madeAt)
  const part = await partBeside(path)
  try {
    let changed = await writePart(part, mtime, head, sources, true)
    // A text that says the same a hundred thousand times unfolds like a bomb, and nobody would read it in.
    const isLarge = sources.some(({ size }) => growsTooMuch({ bytes: size, packedBytes: 0 }))
    if (changed === undefined && isLarge && (await isTooDense(part)))
      changed = await writePart(part, mtime, head, sources, false)
    if (changed !== undefined) return err({ changed })
    await renameDurably(part, path)
    return ok({ bytes: (await stat(path)).size })
  } finally {
    await rm(part, { force: true })
  }
}

/** @returns the source that is not what the manifest names, where one is not */
async function writePart(
  part: string,
  mtime: Date,
  head: readonly { readonly name: string; readonly bytes: Buffer }[],
  sources: readonly SealedSource[],
  isPacked: boolean,
): Promise<string | undefined> {
  const options = { mtime, mode: 0o100_644 }
  const zip = new ZipFile()
  const failing = new AbortController()
  let changed: string | undefined
  zip.on('error', (error) => failing.abort(error))
  for (const { name, bytes } of head) zip.addBuffer(bytes, name, options)
  for (const source of sources) {
    // Delivered files are mostly packed already, and stored ones can be checked by looking at them.
    const compress = isPacked && fileEntryHash(source.name) === undefined
    zip.addReadStreamLazy(source.name, { ...options, compress, size: source.size }, (give) => {
      const reading = source.read()
      const check = createCheck(source, () => (changed = source.name))
      reading.on('error', (error) => check.destroy(error))
      check.on('error', (error) => {
        reading.destroy()
        failing.abort(error)
      })
      give(null, reading.pipe(check))
    })
  }
  zip.end()
  try {
    await writeOut(part, zip.outputStream, { flush: true, signal: failing.signal })
    return undefined
  } catch (error) {
    if (changed !== undefined) return changed
    throw failing.signal.aborted ? failing.signal.reason : error
  }
}

async function isTooDense(part: string): Promise<boolean> {
  const zip = await openPromise(part, { autoClose: false, decodeStrings: false })
  try {
    for await (const { uncompressedSize, compressedSize } of zip.eachEntry()) {
      if (growsTooMuch({ bytes: uncompressedSize, packedBytes: compressedSize })) return true
    }
    return false
  } finally {
    zip.close()
  }
}

/** Lets bytes through and fails at the end when they are not those that the manifest names. */
function createCheck(source: SealedSource, onChanged: () => void): Transform {
  const hash = createHash('sha256')
  let size = 0
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk)
      size += chunk.length
      done(null, chunk)
    },
    flush(done) {
      if (size === source.size && hash.digest('hex') === source.sha256) return done()
      onChanged()
      done(new Error('a file changed while it was sealed'))
    },
  })
}
