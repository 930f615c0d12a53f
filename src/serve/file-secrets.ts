import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { z } from 'zod'
import type { Secrets } from '../core/ports.ts'

const Kept = z.record(z.string(), z.string())

/** Secrets in one file that only the user can read: what a shell without a keychain can offer. */
export function createFileSecrets(path: string): Secrets {
  // One change at a time, so that two never overwrite each other.
  let turn: Promise<unknown> = Promise.resolve()

  async function read(): Promise<Record<string, string>> {
    try {
      return Kept.parse(JSON.parse(await readFile(path, 'utf8')))
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {}
      throw error
    }
  }

  function change(edit: (kept: Record<string, string>) => void): Promise<void> {
    const done = turn.then(async () => {
      const kept = await read()
      edit(kept)
      await mkdir(dirname(path), { recursive: true, mode: 0o700 })
      // Beside first, then the name: a crash leaves the old file or the new one.
      await writeFile(`${path}.new`, JSON.stringify(kept), { mode: 0o600 })
      await rename(`${path}.new`, path)
    })
    turn = done.catch(() => {})
    return done
  }

  return {
    get: async (key) => (await read())[key] ?? null,
    set: (key, secret) =>
      change((kept) => {
        kept[key] = secret
      }),
    remove: (key) =>
      change((kept) => {
        delete kept[key]
      }),
  }
}
