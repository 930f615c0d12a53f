import { randomUUID } from 'node:crypto'
import { constants } from 'node:fs'
import { copyFile, mkdir, readdir, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { backupFolderOf } from './backup-files.ts'
import { hasRoomFor, isNoRoom } from './disk-room.ts'
import { filePathOf, fileSize, incomingPathOf, isWhole, settleFile } from './file-store.ts'

/**
 * Copies of attached files beside the backups (`backups/files/ab/abcd…`), one for all of them. They are copies and not
 * hard links, which would share every damage; where the file system can, they take no room until one of them changes.
 */
export function keptPathOf(folder: string, sha256: string): string {
  return filePathOf(backupFolderOf(folder), sha256)
}

/** `at-risk`: its own copy is not the file, so nothing could be copied. */
export type Kept = 'kept' | 'at-risk' | 'no-room'

/**
 * Keeps a copy of a file. A copy that is there in its size was verified when it got its name, and is read again in its
 * turn (`rereadKept`). Never two at a time: until it is whole, a copy has a name that the next copy of the store removes
 * (`dropParts`).
 * @throws what the folder of backups throws, but for a full disk; and when `signal` ends it
 */
export async function keepFile(folder: string, sha256: string, size: number, signal: AbortSignal): Promise<Kept> {
  const own = filePathOf(folder, sha256)
  const kept = keptPathOf(folder, sha256)
  if (size > 0 && (await fileSize(kept)) === size) return 'kept'
  const ownSize = await fileSize(own)
  if (ownSize === 0) return 'at-risk'
  const part = join(backupFolderOf(folder), `${sha256}.part`)
  try {
    await mkdir(dirname(part), { recursive: true, mode: 0o700 })
    if (!(await hasRoomFor(dirname(part), ownSize))) return 'no-room'
    await copyFile(own, part, constants.COPYFILE_FICLONE)
    return (await settleFile(backupFolderOf(folder), part, sha256, signal)) ? 'kept' : 'at-risk'
  } catch (error) {
    await rm(part, { force: true })
    signal.throwIfAborted()
    if (isNoRoom(error)) return 'no-room'
    // A file that cannot be read must not keep the others from being copied.
    if (await isWhole(own, sha256)) throw error
    return 'at-risk'
  }
}

/** `whole`: nothing was to be done. `healed`: it was taken from the backups. */
export type FileHealth = 'whole' | 'healed' | 'gone'

/**
 * Makes sure that a file here has its hash, and takes it from the backups where it has not. Can be stopped anywhere and
 * done again. A kept copy that is not the file is set aside, so that it is not taken for one again.
 * @throws where the disk is full or may not be written
 */
export async function healFile(folder: string, sha256: string): Promise<FileHealth> {
  if (await isWhole(filePathOf(folder, sha256), sha256)) return 'whole'
  const kept = keptPathOf(folder, sha256)
  if ((await fileSize(kept)) === 0) return 'gone'
  if (!(await isWhole(kept, sha256))) {
    await rename(kept, `${kept}.damaged`)
    return 'gone'
  }
  const incoming = incomingPathOf(folder, `${sha256}.${randomUUID()}`)
  try {
    await mkdir(dirname(incoming), { recursive: true })
    await copyFile(kept, incoming, constants.COPYFILE_FICLONE)
    return (await settleFile(folder, incoming, sha256)) ? 'healed' : 'gone'
  } catch (error) {
    await rm(incoming, { force: true })
    throw error
  }
}

/** A copy beside the backups, sound or set aside as damaged. */
export type KeptFile = { readonly sha256: string; readonly path: string }

export async function listKept(folder: string): Promise<KeptFile[]> {
  const home = join(backupFolderOf(folder), 'files')
  const found: KeptFile[] = []
  for (const part of await namesIn(home)) {
    for (const name of await namesIn(join(home, part))) {
      const sha256 = /^([0-9a-f]{64})(\.damaged)?$/.exec(name)?.[1]
      if (sha256 !== undefined) found.push({ sha256, path: join(home, part, name) })
    }
  }
  return found
}

/**
 * Which copies are read again: those behind the last one that was, by their hash, as far as `share` bytes reach, and one
 * at least. So all are read in turn, however many there are.
 * @param last the hash of the one that was read last
 */
export function nextToReread<T extends KeptFile & { readonly bytes: number }>(
  files: readonly T[],
  last: string | undefined,
  share: number,
): T[] {
  const inOrder = files.toSorted((a, b) => (a.sha256 < b.sha256 ? -1 : 1))
  const first = inOrder.findIndex(({ sha256 }) => last === undefined || sha256 > last)
  const turn = first < 0 ? inOrder : [...inOrder.slice(first), ...inOrder.slice(0, first)]
  let left = share
  const chosen: T[] = []
  for (const file of turn) {
    if (chosen.length > 0 && file.bytes > left) break
    chosen.push(file)
    left -= file.bytes
  }
  return chosen
}

/**
 * Reads a copy again. One that is not the file any more is removed where the file itself is sound, and set aside where it
 * is not.
 */
export async function rereadKept(folder: string, { sha256, path }: KeptFile): Promise<void> {
  if (await isWhole(path, sha256)) return
  if (await isWhole(filePathOf(folder, sha256), sha256)) await rm(path, { force: true })
  else await rename(path, `${path}.damaged`)
}

/** How many copies there are, and how much room they take. */
export async function measureKept(folder: string): Promise<{ count: number; bytes: number }> {
  const files = await listKept(folder)
  let bytes = 0
  for (const { path } of files) bytes += (await stat(path).catch(() => undefined))?.size ?? 0
  return { count: files.length, bytes }
}

async function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch(() => [])
}
