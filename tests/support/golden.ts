import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/**
 * Bytes as they were agreed on. `UPDATE_GOLDEN=1` writes them anew; then read what has changed before it is committed.
 * @param path below tests/golden
 */
export function readGolden(path: string, made: string | Uint8Array): string {
  const place = join(import.meta.dirname, '..', 'golden', path)
  if (process.env['UPDATE_GOLDEN'] === '1') {
    mkdirSync(dirname(place), { recursive: true })
    writeFileSync(place, made)
    console.log(`golden file written: ${path}`)
  }
  if (!existsSync(place)) throw new Error(`there is no golden file ${path}; make it with UPDATE_GOLDEN=1`)
  return readFileSync(place, 'utf8')
}
