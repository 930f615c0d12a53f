import { existsSync, renameSync, rmSync, truncateSync } from 'node:fs'
import { dirname } from 'node:path'

/**
 * What the disk does not have yet of the files of one process: bytes until the file is flushed, names until their folder
 * is (fsync(2)). The strictest reading of POSIX, which some file system somewhere keeps to.
 */
export type Unsynced = {
  wrote(path: string, sizeBefore: number): void
  /** A file or folder got a name that nothing had before. */
  made(path: string): void
  moved(from: string, to: string): void
  /** A file or a folder was flushed. */
  synced(path: string): void
  /** Leaves only what is on the disk. */
  cutPower(): void
}

/** @param folder of the process; it and the store in it are there: SQLite flushes the folder when it begins its log */
export function createUnsynced(folder: string): Unsynced {
  /** Bytes of each file that are on the disk. */
  const sizes = new Map<string, number>()
  let names: { readonly from: string | undefined; readonly to: string }[] = []

  return {
    wrote: (path, sizeBefore) => void (sizes.has(path) || sizes.set(path, sizeBefore)),
    made: (path) => {
      if (path !== folder && !path.startsWith(`${folder}/desk.db`)) names.push({ from: undefined, to: path })
    },
    moved: (from, to) => {
      const size = sizes.get(from)
      sizes.delete(from)
      sizes.delete(to)
      if (size !== undefined) sizes.set(to, size)
      names.push({ from, to })
    },
    synced: (path) => {
      sizes.delete(path)
      names = names.filter(({ to }) => dirname(to) !== path)
    },
    cutPower: () => {
      for (const [path, size] of sizes) if (existsSync(path)) truncateSync(path, size)
      for (const { from, to } of names.toReversed()) {
        if (!existsSync(to)) continue
        if (from !== undefined && existsSync(dirname(from))) renameSync(to, from)
        else rmSync(to, { recursive: true })
      }
      sizes.clear()
      names = []
    },
  }
}
