import { chmodSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { z } from 'zod'
import { renameDurably } from '../disk/durable-rename.ts'
import { parseJson } from '../shared/rules/parse-json.ts'
import { codeOf } from '../shared/rules/code-of.ts'
import type { Log } from './log.ts'

/** The system's keychain, as Electron's safeStorage offers it. */
export type Vault = {
  isAvailable(): Promise<boolean>
  seal(secret: string): Promise<Buffer>
  open(sealed: Buffer): Promise<string>
}

export type Secrets = {
  get(key: string): Promise<string | null>
  set(key: string, secret: string): Promise<void>
  remove(key: string): Promise<void>
}

const Entry = z.object({ in: z.enum(['keychain', 'plain']), value: z.base64() })
const SecretsFile = z.object({ version: z.literal(1), entries: z.record(z.string(), Entry) })
type SecretsFile = z.infer<typeof SecretsFile>

/**
 * Keeps secrets in a file that only the user can read, sealed with a key from the system's keychain. Where there is no
 * keychain, or none that lets us in, the file's rights are all the protection there is, and the log says so once.
 */
export function createSecrets(path: string, vault: Vault, log: Log): Secrets {
  let warned = false
  /** One change after the other, so that none is lost. */
  let last: Promise<unknown> = Promise.resolve()
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const next = last.then(work, work)
    last = next.catch(() => undefined)
    return next
  }

  function read(): SecretsFile {
    const none: SecretsFile = { version: 1, entries: {} }
    let text: string
    try {
      text = readFileSync(path, 'utf8')
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return none
      // Held by another program just now, say. Taken for empty, the next secret would be written over all the others.
      throw error
    }
    const parsed = SecretsFile.safeParse(parseJson(text))
    if (parsed.success) return parsed.data
    // Kept for whoever can mend it; the desk asks for a new code.
    renameSync(path, `${path}.damaged`)
    log('error', 'secrets.damaged')
    return none
  }

  async function write(file: SecretsFile): Promise<void> {
    mkdirSync(dirname(path), { recursive: true })
    const fresh = `${path}.new`
    writeFileSync(fresh, JSON.stringify(file), { mode: 0o600, flush: true })
    // A file left behind by an earlier try keeps the rights it had.
    chmodSync(fresh, 0o600)
    await renameDurably(fresh, path)
  }

  async function seal(secret: string): Promise<z.infer<typeof Entry>> {
    // It may be there and let nobody in: its user has refused Understudy, or left it locked. Without a place for the token
    // there would be no hub at all.
    const sealed = (await vault.isAvailable()) ? await vault.seal(secret).catch(() => undefined) : undefined
    if (sealed !== undefined) return { in: 'keychain', value: sealed.toString('base64') }
    if (!warned) log('warn', 'secrets.no-keychain')
    warned = true
    return { in: 'plain', value: Buffer.from(secret, 'utf8').toString('base64') }
  }

  return {
    get: (key) =>
      inTurn(async () => {
        const entry = read().entries[key]
        if (!entry) return null
        const bytes = Buffer.from(entry.value, 'base64')
        if (entry.in === 'plain') return bytes.toString('utf8')
        try {
          return await vault.open(bytes)
        } catch {
          // Another user's keychain, or a new one: the secret is as good as gone.
          log('warn', 'secrets.unreadable')
          return null
        }
      }),
    set: (key, secret) =>
      inTurn(async () => {
        const entry = await seal(secret)
        const file = read()
        await write({ ...file, entries: { ...file.entries, [key]: entry } })
      }),
    remove: (key) =>
      inTurn(async () => {
        const { [key]: _removed, ...entries } = read().entries
        await write({ version: 1, entries })
      }),
  }
}
