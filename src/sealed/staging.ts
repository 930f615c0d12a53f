import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, mkdtemp, rm, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { sweepOld } from '../disk/sweep-old.ts'
import { writeOut } from '../disk/write-out.ts'
import type { SealedSource } from './write-sealed.ts'

const PREFIX = 'sealed-'

/** A folder of its own while a sealed file is made or read; `remove` takes it away with all that is left in it. */
export type Staging = { readonly folder: string; remove(): Promise<void> }

export async function openStaging(parent: string): Promise<Staging> {
  await mkdir(parent, { recursive: true, mode: 0o700 })
  await sweepOld(parent, (name) => name.startsWith(PREFIX), Date.now())
  const folder = await mkdtemp(join(parent, PREFIX))
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) }
}

/** Writes texts into a file as they come. @returns it as an entry with its size and hash */
export async function writeEntry(
  folder: string,
  name: string,
  texts: AsyncIterable<string | Uint8Array> | Iterable<string | Uint8Array>,
): Promise<SealedSource> {
  const path = join(folder, name)
  const hash = createHash('sha256')
  let size = 0
  async function* counted(): AsyncGenerator<Uint8Array> {
    for await (const text of texts) {
      const bytes = typeof text === 'string' ? Buffer.from(text) : text
      hash.update(bytes)
      size += bytes.length
      yield bytes
    }
  }
  await writeOut(path, counted())
  return { name, size, sha256: hash.digest('hex'), read: () => createReadStream(path) }
}

/** Room that must stay free on the disk beside what is unpacked. */
const SPARE_BYTES = 50_000_000

/** @returns whether so many bytes fit on the disk of a folder that is there */
export async function hasRoom(folder: string, bytes: number): Promise<boolean> {
  const { bavail, bsize } = await statfs(folder)
  return bavail * bsize >= bytes + SPARE_BYTES
}
