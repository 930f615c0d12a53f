import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { z } from 'zod'
import { codeOf } from '../shared/rules/code-of.ts'
import type { Secrets } from '../core/ports.ts'
import { renameDurably } from '../disk/durable-rename.ts'

const Kept = z.record(z.string(), z.string())

/** Secrets in one file that only the user can read: what a shell without a keychain can offer. */
export function createFileSecrets(path: string, warn: (text: string) => void): Secrets {
  // One at a time, so that two changes never overwrite each other.
  let turn: Promise<unknown> = Promise.resolve()

  async function read(): Promise<Record<string, string>> {
    let text: string
    try {
      text = await readFile(path, 'utf8')
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return {}
      throw error
    }
    const kept = parse(text)
    if (kept !== undefined) return kept
    // Kept for whoever can mend it; the desk asks for a new code.
    await rename(path, `${path}.damaged`)
    warn(`${path} can't be read. It is kept as ${path}.damaged; connect with a new code.`)
    return {}
  }

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = turn.then(work)
    turn = done.catch(() => {})
    return done
  }

  function change(edit: (kept: Record<string, string>) => void): Promise<void> {
    return inTurn(async () => {
      const kept = await read()
      edit(kept)
      await mkdir(dirname(path), { recursive: true, mode: 0o700 })
      // Beside first, then the name: a crash or a power cut leaves the old file or the new one.
      await writeFile(`${path}.new`, JSON.stringify(kept), { mode: 0o600, flush: true })
      await renameDurably(`${path}.new`, path)
    })
  }

  return {
    get: (key) => inTurn(async () => (await read())[key] ?? null),
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

function parse(text: string): Record<string, string> | undefined {
  try {
    return Kept.parse(JSON.parse(text))
  } catch {
    return undefined
  }
}
