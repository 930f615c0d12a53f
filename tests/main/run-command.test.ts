import { mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import { ends, succeeds } from '../../scripts/lib/run.mjs'
import { temporaryFolder } from './support/test-shell.ts'

const { platform } = process
afterEach(() => {
  Object.defineProperty(process, 'platform', { value: platform })
  vi.unstubAllEnvs()
})

// A shell that parts its line at blanks, as that of Windows does.
test.skipIf(platform === 'win32')('on Windows a program in a folder with a blank in its name is found', async () => {
  const folder = join(temporaryFolder(), 'Ada Field')
  mkdirSync(folder)
  const node = join(folder, 'node')
  symlinkSync(process.execPath, node)
  vi.stubEnv('comspec', '/bin/sh')
  Object.defineProperty(process, 'platform', { value: 'win32' })
  expect(succeeds(node, ['-e', '0'])).toBe(true)
  expect(await ends(node, ['--eval', 'process.exitCode = 0'])).toBe(true)
  expect(await ends(node, ['--eval', 'process.exitCode = 1'])).toBe(false)
})
