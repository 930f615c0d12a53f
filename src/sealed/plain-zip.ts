import { rm, stat } from 'node:fs/promises'
import { type Entry, openPromise, type ZipFile as OpenZip } from 'yauzl'
import { ZipFile } from 'yazl'
import { err, ok, type Result } from '../shared/domain/result.ts'
import { codeOf } from '../shared/rules/code-of.ts'
import { renameDurably } from '../disk/durable-rename.ts'
import { writeOut } from '../disk/write-out.ts'
import { partBeside } from './part-beside.ts'
import type { SealedSource } from './write-sealed.ts'

/** A zip that anyone can open, without a seal: what is in it is checked by its own list. */

type Member = Pick<SealedSource, 'name' | 'size' | 'read'>

/**
 * Writes members into a zip: beside its name first, then under it, so that what has the name is whole.
 * @param at of every member, so that the same members give the same bytes
 * @returns its size
 * @throws where the disk is full or may not be written
 */
export async function writeZip(path: string, at: number, members: readonly Member[]): Promise<number> {
  const zip = new ZipFile()
  const failing = new AbortController()
  zip.on('error', (error) => failing.abort(error))
  const options = { mtime: new Date(at), mode: 0o100_644, forceDosTimestamp: true }
  for (const { name, size, read } of members) {
    zip.addReadStreamLazy(name, { ...options, size }, (give) => {
      const reading = read()
      reading.on('error', (error) => failing.abort(error))
      give(null, reading)
    })
  }
  zip.end()
  const part = await partBeside(path)
  try {
    await writeOut(part, zip.outputStream, { flush: true, signal: failing.signal })
    await renameDurably(part, path)
    return (await stat(path)).size
  } catch (error) {
    throw failing.signal.aborted ? failing.signal.reason : error
  } finally {
    await rm(part, { force: true })
  }
}

/**
 * All members of a zip that may come from anyone, in memory. No name becomes a path.
 * @param mostBytes of all members together, unpacked
 * @returns why it cannot be read, in words
 */
export async function readZip(path: string, mostBytes: number): Promise<Result<Map<string, Buffer>, string>> {
  let zip: OpenZip | undefined
  try {
    zip = await openPromise(path, { autoClose: false, decodeStrings: false })
    const members = new Map<string, Buffer>()
    let bytes = 0
    for await (const entry of zip.eachEntry()) {
      const name = entry.fileNameRaw.toString('utf8')
      if (members.has(name)) return err(`it has ${name} twice`)
      bytes += entry.uncompressedSize
      if (bytes > mostBytes) return err('it is larger than such a file can be')
      members.set(name, await readMember(zip, entry))
    }
    return ok(members)
  } catch (error) {
    if (isAbsent(error)) return err('there is no such file')
    return err('it is no zip file, or it is damaged')
  } finally {
    zip?.close()
  }
}

async function readMember(zip: OpenZip, entry: Entry): Promise<Buffer> {
  const parts: Buffer[] = []
  // yauzl ends a stream that has another size than the entry says, or another checksum.
  const source = await zip.openReadStreamPromise(entry)
  for await (const chunk of source) parts.push(chunk)
  return Buffer.concat(parts)
}

function isAbsent(error: unknown): boolean {
  return ['ENOENT', 'EISDIR'].includes(codeOf(error))
}
