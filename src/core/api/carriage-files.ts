import { mkdir, open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { hasRoom } from '../../sealed/staging.ts'
import { type Incoming, readPart, receivePart } from '../store/file-store.ts'

/** Files that come from a window or go to it, part by part. Nothing in here is needed after a restart. */
export type CarriageFiles = {
  /** Folder for what is made and unpacked meanwhile; made when first asked for. */
  folder(): Promise<string>
  /** @returns an id for the parts, or undefined where there is not enough room */
  begin(size: number): Promise<string | undefined>
  /** Adds the next part. @returns bytes received so far, which is where the next part begins */
  part(uploadId: string, offset: number, bytes: Uint8Array): number | undefined
  /** @returns where the whole file lies, or undefined where it is not whole */
  take(uploadId: string): string | undefined
  /** Where a file may be written that a window will read; and its id. */
  place(): Promise<{ saveId: string; path: string }>
  /** @returns undefined where there is no such file any more */
  read(saveId: string, offset: number, length: number): Uint8Array | undefined
  /** Takes a file away, whichever way it went. */
  drop(id: string): Promise<void>
}

export function createCarriageFiles(dataFolder: string, newId: () => string): CarriageFiles {
  const home = join(dataFolder, 'carriage')
  const uploads = new Map<string, Incoming>()
  const saves = new Set<string>()
  let ready: Promise<string> | undefined

  const pathOf = (id: string): string => join(home, id)

  function folder(): Promise<string> {
    // What a window left behind that closed half-way goes with the first use after a start.
    ready ??= rm(home, { recursive: true, force: true })
      .then(() => mkdir(home, { recursive: true, mode: 0o700 }))
      .then(() => home)
    ready.catch(() => (ready = undefined))
    return ready
  }

  return {
    folder,
    begin: async (size) => {
      await folder()
      if (!(await hasRoom(home, size))) return undefined
      const uploadId = newId()
      const path = pathOf(uploadId)
      await (await open(path, 'wx', 0o600)).close()
      uploads.set(uploadId, { path, size, received: 0 })
      return uploadId
    },

    part: (uploadId, offset, bytes) => {
      const upload = uploads.get(uploadId)
      return upload === undefined ? undefined : receivePart(upload, offset, bytes)
    },

    take: (uploadId) => {
      const upload = uploads.get(uploadId)
      return upload?.received === upload?.size ? upload?.path : undefined
    },

    place: async () => {
      await folder()
      const saveId = newId()
      saves.add(saveId)
      return { saveId, path: pathOf(saveId) }
    },

    read: (saveId, offset, length) => {
      if (!saves.has(saveId)) return undefined
      return readPart(pathOf(saveId), offset, length)
    },

    drop: async (id) => {
      if (!uploads.delete(id) && !saves.delete(id)) return
      await rm(pathOf(id), { force: true })
    },
  }
}
