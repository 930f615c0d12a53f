import { statSync } from 'node:fs'
import type { TestContext } from 'vitest'
import { skipAloud } from '../hub/skip-aloud.ts'

/** @returns the bits of a file's mode by which others than its owner may use it; on Windows, where a mode says nothing of them, 0 */
export function rightsOfOthers(path: string): number {
  return process.platform === 'win32' ? 0 : statSync(path).mode & 0o077
}

/** For tests that take somebody the right to write in a folder by its mode. */
export function skipWithoutModes(context: TestContext): void {
  if (process.platform === 'win32')
    skipAloud(context, 'on Windows the mode of a folder says nothing of who may write in it')
}
