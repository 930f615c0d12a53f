import { randomBytes } from 'node:crypto'
import { readdir, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

const ENDING = /^\.[0-9a-f]{8}\.part$/

/**
 * A name beside a file for what is to become it, of its own each time: two who write the same file at once, as a timer
 * and a hand do, would write into each other's. What a program that was killed left there a day ago is taken away.
 */
export async function partBeside(path: string): Promise<string> {
  const [folder, name] = [dirname(path), basename(path)]
  for (const other of await readdir(folder).catch(() => [])) {
    if (!other.startsWith(name) || !ENDING.test(other.slice(name.length))) continue
    const found = await stat(join(folder, other)).catch(() => undefined)
    const isOld = found !== undefined && Date.now() - found.mtimeMs > 86_400_000
    if (isOld) await rm(join(folder, other), { force: true })
  }
  return `${path}.${randomBytes(4).toString('hex')}.part`
}
