import { closeSync, mkdirSync, openSync, rmSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Replaced } from '../../shared/contract/desk-drafts.ts'
import type { FileRef, KnownField } from '../../shared/domain/fields.ts'
import { err, ok, type Result } from '../../shared/domain/result.ts'
import { counted } from '../../shared/rules/counted.ts'
import { safeFileName } from '../../shared/rules/file-name.ts'
import { hasRoomFor } from '../store/disk-room.ts'
import {
  filePathOf,
  hashFile,
  type Incoming,
  incomingPathOf,
  readPart,
  receivePart,
  settleFile,
} from '../store/file-store.ts'
import type { Store } from '../store/open-store.ts'

type FilesField = Extract<KnownField, { kind: 'files' }>
type Upload = Incoming & {
  taskId: string
  field: string
  name: string
  mediaType: string
  replaces: Replaced | undefined
  again: boolean
}

type Finished = {
  readonly taskId: string
  readonly field: string
  /** Under the name that it was begun with: others may have come into the field meanwhile. */
  readonly file: FileRef
  readonly replaces: Replaced | undefined
  /** It may have been added before. */
  readonly again: boolean
}

export type Attachments = {
  /**
   * @param present the files the field has already, without one that is replaced
   * @param maxBytes what the hub takes
   */
  begin(
    target: { taskId: string; field: FilesField; present: readonly FileRef[]; maxBytes: number },
    file: {
      name: string
      size: number
      mediaType: string
      replaces?: Replaced | undefined
      again?: boolean | undefined
    },
  ): Promise<Result<string, string>>
  /** Adds the next part. @returns bytes received so far, which is where the next part begins */
  part(uploadId: string, offset: number, bytes: Uint8Array): number | undefined
  /** The task that a file is being added to. */
  taskOf(uploadId: string): string | undefined
  /** Puts the whole file under its hash. @returns it, and the field it is for */
  finish(uploadId: string): Promise<Result<Finished, string>>
  cancel(uploadId: string): void
  /**
   * Before a file is read from its start: an attached one that is not whole is taken from the backups. One that was found
   * whole is not read through again as long as nobody writes to it.
   * @returns false where it is not whole
   */
  isWhole(sha256: string): Promise<boolean>
  read(sha256: string, offset: number, length: number): { here: boolean; size: number; bytes: Uint8Array }
}

/** Takes in the files an expert delivers: part by part into `incoming`, then under their hash. */
export function createAttachments(store: Store, newId: () => string): Attachments {
  const uploads = new Map<string, Upload>()
  const foundWhole = new Map<string, string>()

  async function stampOf(sha256: string): Promise<{ stamp: string; size: number } | undefined> {
    return stat(filePathOf(store.folder, sha256)).then(
      ({ size, mtimeMs }) => ({ stamp: `${size} ${mtimeMs}`, size }),
      () => undefined,
    )
  }

  function drop(uploadId: string): void {
    const upload = uploads.get(uploadId)
    uploads.delete(uploadId)
    if (upload !== undefined) rmSync(upload.path, { force: true })
  }

  /** @returns the hash that the file lies under now; undefined where the disk gave other bytes when it was read once more */
  async function settle({ path, size }: Upload): Promise<string | undefined> {
    try {
      const sha256 = await hashFile(path)
      // The same bytes may lie here already as a task's material: noted as the expert's own, `makeRoom` leaves them alone.
      store.files.setMade(sha256, size)
      if (!(await settleFile(store.folder, path, sha256))) return undefined
      store.files.setHere(sha256, size, true)
      return sha256
    } catch (error) {
      // The disk is full, say: nobody asks for these bytes any more, and they would take what room there is.
      rmSync(path, { force: true })
      throw error
    }
  }

  return {
    begin: async ({ taskId, field, present, maxBytes }, { name, size, mediaType, replaces, again = false }) => {
      const limit = Math.min(maxBytes, field.maxBytes ?? Number.POSITIVE_INFINITY)
      const safeName = freeName(safeFileName(name), present)
      const refusal = refusalOf(field, again ? 0 : present.length, safeName, size, limit)
      if (refusal !== undefined) return err(refusal)
      const uploadId = newId()
      const path = incomingPathOf(store.folder, uploadId)
      mkdirSync(dirname(path), { recursive: true })
      if (!(await hasRoomFor(dirname(path), size))) return err(`There is not enough room on the disk for ${safeName}.`)
      closeSync(openSync(path, 'wx', 0o600))
      uploads.set(uploadId, {
        taskId,
        field: field.key,
        name: safeFileName(name),
        size,
        mediaType,
        received: 0,
        path,
        replaces,
        again,
      })
      return ok(uploadId)
    },

    part: (uploadId, offset, bytes) => {
      const upload = uploads.get(uploadId)
      return upload === undefined ? undefined : receivePart(upload, offset, bytes)
    },

    taskOf: (uploadId) => uploads.get(uploadId)?.taskId,

    finish: async (uploadId) => {
      const upload = uploads.get(uploadId)
      if (upload === undefined || upload.received !== upload.size) {
        drop(uploadId)
        return err('The file did not come whole. Add it again.')
      }
      uploads.delete(uploadId)
      const sha256 = await settle(upload)
      if (sha256 === undefined) {
        return err(
          `The disk did not give ${upload.name} back as it was written. Add it again; if it fails again, the disk does.`,
        )
      }
      const { taskId, field, name, size, replaces, again } = upload
      const mediaType = /^[\w.+-]+\/[\w.+-]+$/.test(upload.mediaType) ? upload.mediaType : 'application/octet-stream'
      const removed = replaces === undefined ? {} : { removed: replaces.removed }
      return ok({ taskId, field, file: { name, sha256, size, mediaType, ...removed }, replaces, again })
    },

    cancel: drop,

    isWhole: async (sha256) => {
      const file = store.files.get(sha256)
      if (file === undefined || (!file.here && !file.made)) return false
      const found = await stampOf(sha256)
      if (found !== undefined && foundWhole.get(sha256) === found.stamp) return true
      // What the hub can send again is held against its hash when it comes.
      if (!file.made && found?.size === file.size) return true
      if ((await store.backups.files.heal(sha256)) === 'gone') return false
      foundWhole.set(sha256, (await stampOf(sha256))?.stamp ?? '')
      return true
    },

    read: (sha256, offset, length) => {
      const file = store.files.get(sha256)
      if (file?.here !== true) return { here: false, size: file?.size ?? 0, bytes: new Uint8Array() }
      const wanted = Math.max(0, Math.min(length, file.size - offset))
      return { here: true, size: file.size, bytes: readPart(filePathOf(store.folder, sha256), offset, wanted) }
    },
  }
}

function refusalOf(field: FilesField, count: number, name: string, size: number, limit: number): string | undefined {
  if (count >= field.maxFiles) return tooManyText(field)
  if (size > limit) return `${name} has ${megabytes(size)}; at most ${megabytes(limit)} are taken here.`
  if (size === 0) return `${name} is empty.`
  const endings = field.accept
  if (endings.length > 0 && !endings.some((ending) => name.toLowerCase().endsWith(ending))) {
    return `${name} is not of a kind that is asked for here (${endings.join(', ')}).`
  }
  return undefined
}

export function tooManyText({ maxFiles }: Pick<FilesField, 'maxFiles'>): string {
  return `At most ${counted(maxFiles, 'file is', 'files are')} asked for here.`
}

function megabytes(bytes: number): string {
  return bytes < 1_000_000 ? `${Math.ceil(bytes / 1000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`
}

/** `plan.pdf` becomes `plan (2).pdf` where there is one already. */
export function freeName(name: string, present: readonly FileRef[]): string {
  const taken = new Set(present.map((file) => file.name))
  const dot = name.lastIndexOf('.')
  const [stem, ending] = dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, '']
  let free = name
  for (let n = 2; taken.has(free); n++) free = `${stem} (${n})${ending}`
  return free
}
