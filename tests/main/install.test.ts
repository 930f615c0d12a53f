import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { temporaryFolder } from './support/test-shell.ts'

/** A clone that needs one package to be built and one that only some systems have, both from folders beside it. */
function makeClone(): string {
  const root = temporaryFolder()
  cpSync(join(import.meta.dirname, '..', '..', 'scripts', 'lib'), join(root, 'scripts', 'lib'), { recursive: true })
  for (const name of ['builder', 'node-here']) {
    mkdirSync(join(root, name))
    writeFileSync(join(root, name, 'package.json'), JSON.stringify({ name, version: '1.0.0' }))
  }
  const wanted = {
    devDependencies: { builder: 'file:builder' },
    optionalDependencies: { 'node-here': 'file:node-here' },
  }
  writeFileSync(join(root, 'package.json'), JSON.stringify({ name: 'clone', version: '1.0.0', ...wanted }))
  const packages = {
    '': { name: 'clone', version: '1.0.0', ...wanted },
    builder: { version: '1.0.0', dev: true },
    'node-here': { version: '1.0.0', optional: true },
    'node_modules/builder': { resolved: 'builder', link: true },
    'node_modules/node-here': { resolved: 'node-here', link: true },
  }
  const lock = { name: 'clone', version: '1.0.0', lockfileVersion: 3, requires: true, packages }
  writeFileSync(join(root, 'package-lock.json'), JSON.stringify(lock))
  return root
}

test.each([
  ['a machine on which programs are only run', { NODE_ENV: 'production' }],
  ['a machine that is set to leave out what is optional', { npm_config_omit: 'optional' }],
])('%s gets all that Understudy is built and run with', (_, env) => {
  const root = makeClone()
  const script = `import { ensureInstalled } from ${JSON.stringify(pathToFileURL(join(root, 'scripts/lib/install.mjs')))}; ensureInstalled()`
  spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    env: { ...process.env, ...env },
  })
  const missing = ['builder', 'node-here'].filter((name) => !existsSync(join(root, 'node_modules', name)))
  expect(missing).toEqual([])
})
