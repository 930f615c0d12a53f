import { mkdir, open, rename } from 'node:fs/promises'
import { dirname } from 'node:path'

/**
 * Gives a file its name, and has the name on the disk when it returns: one that only the memory of the system knows is
 * gone after a power cut, whatever became of the bytes (rename(2), fsync(2)). Its bytes have to be on the disk before.
 * @param root a folder above the name that was on the disk before; those between are made, and flushed too, because one
 *   that is there may have been made a moment ago
 */
export async function renameDurably(from: string, to: string, root = dirname(to)): Promise<void> {
  const folder = dirname(to)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await rename(from, to)
  for (let at = folder; ; at = dirname(at)) {
    await syncFolder(at)
    if (at === root || at === dirname(at)) return
  }
}

/** Windows opens no folders, and some file systems of a network know no such flush: there the rename is all there is. */
const CANNOT = new Set(['EISDIR', 'EPERM', 'EACCES', 'EINVAL', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'])

async function syncFolder(path: string): Promise<void> {
  try {
    const handle = await open(path, 'r')
    try {
      await handle.sync()
    } finally {
      await handle.close()
    }
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && CANNOT.has(String(error.code)))) throw error
  }
}
