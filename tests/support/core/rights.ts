import { statSync } from 'node:fs'

/** @returns the bits of a file's mode by which others than its owner may use it; on Windows, where a mode says nothing of them, 0 */
export function rightsOfOthers(path: string): number {
  return process.platform === 'win32' ? 0 : statSync(path).mode & 0o077
}
