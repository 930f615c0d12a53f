import { closeSync, fsyncSync, openSync, renameSync, statSync } from 'node:fs'
import { mkdir, open, rename } from 'node:fs/promises'
import { dirname } from 'node:path'
import { patiently, patientlySync } from './patiently.ts'

/**
 * Gives a file its name, and has the name on the disk when it returns: one that only the memory of the system knows is
 * gone after a power cut, whatever became of the bytes (rename(2), fsync(2)). Its bytes have to be on the disk before.
 * @param root a folder above the name that was on the disk before; those between are made, and flushed too, because one
 *   that is there may have been made a moment ago
 */
export async function renameDurably(from: string, to: string, root = dirname(to)): Promise<void> {
  const folder = dirname(to)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await patiently(() => rename(from, to))
  for (let at = folder; ; at = dirname(at)) {
    await flushFolder(at)
    if (at === root || at === dirname(at)) return
  }
}

/** Puts a file's bytes on the disk, gives it its name in a folder that is there, and puts the name on the disk as well. */
export function settleSync(from: string, to: string): void {
  patientlySync(() => {
    flushSync(from)
    renameSync(from, to)
  })
  flushSync(dirname(to))
}

/** Has a file's bytes, or a folder's names, on the disk when it returns. */
export function flushSync(path: string): void {
  const isFolder = statSync(path).isDirectory()
  try {
    const descriptor = openSync(path, isFolder ? 'r' : 'r+')
    try {
      fsyncSync(descriptor)
    } finally {
      closeSync(descriptor)
    }
  } catch (error) {
    if (!isFolder || !knowsNoSuchFlush(error)) throw error
  }
}

async function flushFolder(path: string): Promise<void> {
  try {
    const handle = await open(path, 'r')
    try {
      await handle.sync()
    } finally {
      await handle.close()
    }
  } catch (error) {
    if (!knowsNoSuchFlush(error)) throw error
  }
}

/** Windows opens no folders, and some file systems of a network can't flush them: there the rename is all there is. */
function knowsNoSuchFlush(error: unknown): boolean {
  const codes = ['EISDIR', 'EPERM', 'EACCES', 'EINVAL', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS']
  return error instanceof Error && 'code' in error && codes.includes(String(error.code))
}
