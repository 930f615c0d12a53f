import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'

const DAY_MS = 86_400_000

/**
 * Takes away what a program that was killed has left in a folder: what is ours by its name, and has not moved for a day.
 * @param now the wall clock, in milliseconds
 */
export async function sweepOld(folder: string, isOurs: (name: string) => boolean, now: number): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    if (!isOurs(name)) continue
    const path = join(folder, name)
    const found = await stat(path).catch(() => undefined)
    if (found !== undefined && now - found.mtimeMs > DAY_MS) await rm(path, { recursive: true, force: true })
  }
}
