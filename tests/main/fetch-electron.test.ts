import { cpSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { beforeEach, expect, test, vi } from 'vitest'
import { temporaryFolder } from './support/test-shell.ts'

type Electron = typeof import('../../scripts/lib/electron.mjs')

const program = process.platform === 'win32' ? 'electron.exe' : 'electron'

/** A project of its own whose Electron is fetched by this script, which stands for the one in the package. */
async function project(
  install: string,
): Promise<Electron & { dist: string; readonly change: (install: string) => void }> {
  const root = temporaryFolder()
  cpSync(join(import.meta.dirname, '..', '..', 'scripts', 'lib'), join(root, 'scripts', 'lib'), { recursive: true })
  const home = join(root, 'node_modules', 'electron')
  mkdirSync(home, { recursive: true })
  const change = (script: string) => writeFileSync(join(home, 'install.js'), script)
  change(install)
  const electron = (await import(pathToFileURL(join(root, 'scripts', 'lib', 'electron.mjs')).href)) as Electron
  return { ...electron, dist: join(home, 'dist'), change }
}

const unpack = (name: string) =>
  `const { mkdirSync, writeFileSync } = require('node:fs')
   mkdirSync(__dirname + '/dist', { recursive: true })
   writeFileSync(__dirname + '/dist/${name}', '');`
const end = `writeFileSync(__dirname + '/path.txt', '${program}')`

beforeEach(() => {
  vi.stubEnv('ELECTRON_OVERRIDE_DIST_PATH', undefined)
  vi.spyOn(console, 'log').mockImplementation(() => undefined)
})

test.skipIf(process.platform === 'darwin')('an Electron whose unpacking was cut off is fetched anew', async () => {
  const { findElectron, fetchElectron, dist, change } = await project(
    `${unpack(program)} process.kill(process.pid, 'SIGKILL')`,
  )
  expect(await fetchElectron(process.execPath)).toBe('the download failed')
  expect(existsSync(join(dist, program)), 'a part of it is there').toBe(true)
  expect(findElectron()).toBeUndefined()
  change(`${unpack(program)} ${end}`)
  expect(await fetchElectron(process.execPath)).toBeUndefined()
  expect(findElectron()).toBe(join(dist, program))
})

test.skipIf(process.platform === 'darwin')('one that somebody has unpacked by hand is taken as it is', async () => {
  const { findElectron, dist } = await project('')
  mkdirSync(dist)
  writeFileSync(join(dist, program), '')
  expect(findElectron()).toBe(join(dist, program))
})
