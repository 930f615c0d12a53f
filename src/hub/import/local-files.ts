import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { realpath, stat } from 'node:fs/promises'
import { basename, isAbsolute, join, relative, resolve } from 'node:path'
import { z } from 'zod'
import type { FileRef } from '../../shared/domain/fields.ts'
import { Key, Line } from '../../shared/domain/primitives.ts'
import { err, ok, type Result } from '../../shared/domain/result.ts'
import { mediaTypeOf } from '../../shared/domain/sample.ts'
import { Material } from '../../shared/domain/task.ts'
import { safeFileName } from '../../shared/rules/file-name.ts'
import type { HubContext } from '../context.ts'
import type { FileStore } from '../files/file-store.ts'
import { fileSizes, insertFile } from '../store/files.ts'

/** A material that names a file beside the batch; its size and hash are found when it is taken in. */
export const PathMaterial = z.object({
  kind: z.literal('file'),
  key: Key,
  title: Line(200),
  path: z.string().min(1).max(1000),
})
export const ImportMaterial = z.union([PathMaterial, Material])

export type LocalFiles = {
  /** Takes the file at a path in the folder into the hub. The error is a sentence. */
  take(path: string, name?: string): Promise<Result<FileRef, string>>
  /** Makes sure that a file named by its hash is at the hub, from the folder where it is not. */
  ensure(file: FileRef): Promise<Result<FileRef, string>>
}

/**
 * Files that a batch brings along, from one folder. A path that leads out of it, by `..` or by a link, is refused.
 * @param folder undefined where the operator named none
 */
export function createLocalFiles(
  context: HubContext,
  store: FileStore,
  folder: string | undefined,
  limit: number,
): LocalFiles {
  const taken = new Map<string, FileRef>()

  async function take(path: string, name = basename(path.replaceAll('\\', '/'))): Promise<Result<FileRef, string>> {
    const before = taken.get(path)
    if (before !== undefined) return ok(before)
    if (folder === undefined)
      return err(`the file ${safeFileName(path)} is named, but no folder was given with --files-dir`)
    const found = await pathInside(folder, path)
    if (!found.ok) return found
    const size = (await stat(found.value)).size
    if (size > limit) return err(`the file ${safeFileName(path)} is larger than ${limit} bytes`)
    const sha256 = await hashOf(found.value)
    const put = await store.put(sha256, createReadStream(found.value), limit)
    if (!put.ok) return err(`the file ${safeFileName(path)} changed while it was read`)
    await insertFile(context.db, sha256, put.value.size, context.clock.now())
    const file = { name: safeFileName(name), sha256, size: put.value.size, mediaType: mediaTypeOf(name) }
    taken.set(path, file)
    return ok(file)
  }

  return {
    take,
    async ensure(file) {
      const safe = { ...file, name: safeFileName(file.name) }
      const there = await fileSizes(context.db, [file.sha256])
      if (there.get(file.sha256) === file.size) return ok(safe)
      if (there.has(file.sha256)) return err(`the size of the file ${safe.name} is not ${file.size} bytes`)
      const found = await take(file.name)
      if (!found.ok) return found
      if (found.value.sha256 !== file.sha256) return err(`the file ${safe.name} has another SHA-256 than the line says`)
      return ok(safe)
    },
  }
}

async function pathInside(folder: string, path: string): Promise<Result<string, string>> {
  const name = safeFileName(path)
  const outside = err(`the file path of ${name} leads out of the folder`)
  const root = await realpath(folder).catch(() => undefined)
  if (root === undefined) return err('the folder given with --files-dir is not there')
  if (isAbsolute(path) || /^[a-z]:|\0/i.test(path)) return outside
  const way = join(...path.split(/[/\\]/))
  if (!isInside(root, resolve(root, way))) return outside
  let real: string | undefined
  // A letter and its mark may be written as one or as two (a Mac does so); nobody sees which.
  for (const written of [way, way.normalize('NFC'), way.normalize('NFD')])
    real ??= await realpath(resolve(root, written)).catch(() => undefined)
  if (real === undefined || !(await stat(real)).isFile()) return err(`the file ${name} is not in the folder`)
  return isInside(root, real) ? ok(real) : outside
}

function isInside(root: string, path: string): boolean {
  const way = relative(root, path)
  return (
    way !== '' && way !== '..' && !way.startsWith(`..${process.platform === 'win32' ? '\\' : '/'}`) && !isAbsolute(way)
  )
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer)
  return hash.digest('hex')
}
