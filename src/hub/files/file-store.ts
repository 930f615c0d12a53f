import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { link, mkdir, open, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { renameDurably } from '../../disk/durable-rename.ts'
import { sweepOld } from '../../disk/sweep-old.ts'
import { writeOut } from '../../disk/write-out.ts'
import { err, ok, type Result } from '../../shared/domain/result.ts'
import { isOwnTrouble } from '../../shared/rules/own-trouble.ts'

export type PutError = { readonly code: 'too-large' | 'wrong-hash' | 'broken' }

/** A folder of files named by their SHA-256. What lies under its name is whole: it is written beside and moved there. */
export type FileStore = {
  put(sha256: string, source: AsyncIterable<Uint8Array>, limit: number): Promise<Result<{ size: number }, PutError>>
  /**
   * Takes over a file from elsewhere in the same folder tree. It keeps its old name as well, until the caller removes that:
   * a process that is killed before it has noted the file finds it again. (Where a file can't have two names it is moved.)
   * @returns whether its bytes have the hash
   */
  adopt(sha256: string, path: string): Promise<boolean>
  size(sha256: string): Promise<number | undefined>
  /** @param range first and last byte */
  read(sha256: string, range?: { start: number; end: number }): Readable
  /** Takes away what broken transfers left behind longer than a day ago. */
  sweep(now: number): Promise<void>
}

/** @param name makes a fresh name for a transfer, such as a UUID */
export function createFileStore(folder: string, name: () => string): FileStore {
  const place = (sha256: string) => join(folder, sha256.slice(0, 2), sha256)
  const incoming = join(folder, 'incoming')
  return {
    async put(sha256, source, limit) {
      await mkdir(incoming, { recursive: true, mode: 0o700 })
      const part = join(incoming, name())
      const hash = createHash('sha256')
      let size = 0
      try {
        const hashed = async function* () {
          for await (const chunk of source) {
            size += chunk.length
            if (size > limit) throw new RangeError('too large')
            hash.update(chunk)
            yield chunk
          }
        }
        // `flush`: the bytes are on the disk before the name is given.
        await writeOut(part, hashed(), { flush: true })
        if (hash.digest('hex') !== sha256) return err({ code: 'wrong-hash' })
        await renameDurably(part, place(sha256), folder)
        return ok({ size })
      } catch (error) {
        if (size > limit) return err({ code: 'too-large' })
        if (isOwnTrouble(error)) throw error
        return err({ code: 'broken' })
      } finally {
        await rm(part, { force: true })
      }
    },
    async adopt(sha256, path) {
      const hash = createHash('sha256')
      await pipeline(createReadStream(path), hash)
      if (hash.digest('hex') !== sha256) return false
      const handle = await open(path, 'r+')
      try {
        await handle.sync()
      } finally {
        await handle.close()
      }
      await mkdir(incoming, { recursive: true, mode: 0o700 })
      const part = join(incoming, name())
      try {
        const hasTwoNames = await link(path, part).then(
          () => true,
          () => false,
        )
        await renameDurably(hasTwoNames ? part : path, place(sha256), folder)
      } catch (error) {
        // Another process that looked at the same moment may have taken it over: the bytes are the same.
        if ((await stat(place(sha256)).catch(() => undefined)) === undefined) throw error
      } finally {
        await rm(part, { force: true })
      }
      return true
    },
    async size(sha256) {
      return stat(place(sha256)).then(
        (found) => found.size,
        () => undefined,
      )
    },
    read(sha256, range) {
      return createReadStream(place(sha256), range ?? {})
    },
    sweep: (now) => sweepOld(incoming, () => true, now),
  }
}
