import { createHash } from 'node:crypto'
import { closeSync, createReadStream, openSync, readSync, writeSync } from 'node:fs'
import { open, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { renameDurably } from '../../disk/durable-rename.ts'

/** Files by their SHA-256, two levels deep so that no folder grows large; what is not whole lies in `incoming`. */
export function filePathOf(folder: string, sha256: string): string {
  return join(folder, 'files', sha256.slice(0, 2), sha256)
}

export function incomingPathOf(folder: string, name: string): string {
  return join(folder, 'files', 'incoming', name)
}

/**
 * Writes a part into a file that is there, all of it: what no longer fits on the disk is left out by the system without
 * an error, which comes only with the next write.
 */
function writePart(path: string, bytes: Uint8Array, offset: number): void {
  const fd = openSync(path, 'r+')
  try {
    for (let done = 0; done < bytes.length; ) done += writeSync(fd, bytes, done, bytes.length - done, offset + done)
  } finally {
    closeSync(fd)
  }
}

/** A file that comes part by part into a place that was made for it. Sizes in bytes. */
export type Incoming = { readonly path: string; readonly size: number; received: number }

/**
 * Adds the next part. One that came before, or from beyond, changes nothing.
 * @returns bytes received so far, which is where the next part begins
 */
export function receivePart(file: Incoming, offset: number, bytes: Uint8Array): number {
  if (offset !== file.received || offset + bytes.length > file.size) return file.received
  writePart(file.path, bytes, offset)
  file.received += bytes.length
  return file.received
}

/** Bytes of a file from a place on; fewer than `length` where it ends. */
export function readPart(path: string, offset: number, length: number): Uint8Array {
  const fd = openSync(path, 'r')
  try {
    const bytes = new Uint8Array(length)
    return bytes.subarray(0, readSync(fd, bytes, 0, length, offset))
  } finally {
    closeSync(fd)
  }
}

/** SHA-256 of a file on the disk, in hex. */
export async function hashFile(path: string, signal?: AbortSignal): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash, signal === undefined ? {} : { signal })
  return hash.digest('hex')
}

/** Whether a file is there and its bytes have the hash; one that cannot be read is not. */
export async function isWhole(path: string, sha256: string): Promise<boolean> {
  return hashFile(path).then(
    (found) => found === sha256,
    () => false,
  )
}

/** Size of a file in bytes, 0 where there is none. */
export async function fileSize(path: string): Promise<number> {
  return stat(path).then(
    (found) => found.size,
    () => 0,
  )
}

/**
 * Puts a whole file into its place under its hash: its bytes are on the disk first, and then its name.
 * @returns whether its bytes have the hash; if not the file is removed
 */
export async function settleFile(
  folder: string,
  incoming: string,
  sha256: string,
  signal?: AbortSignal,
): Promise<boolean> {
  if ((await hashFile(incoming, signal)) !== sha256) {
    await rm(incoming, { force: true })
    return false
  }
  const handle = await open(incoming, 'r+')
  await handle.sync()
  await handle.close()
  signal?.throwIfAborted()
  await renameDurably(incoming, filePathOf(folder, sha256), folder)
  return true
}
