import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ensureBuilt } from '../../scripts/lib/build.mjs'
import { makeStandIn, readFuses, type Target } from './support/stand-in-electron.ts'

/** electron-builder with the project's own configuration, on stand-ins for Electron: what would lie in the installers. */
const root = join(import.meta.dirname, '..', '..')
const folder = mkdtempSync(join(tmpdir(), 'understudy-packaging-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

beforeAll(() => ensureBuilt(['window', 'electron']))

/** Stands in for the program that makes Debian packages, which electron-builder fetches: keeps what it is told to do. */
const packer = join(folder, 'fpm')
const told = join(folder, 'fpm.txt')
writeFileSync(packer, `#!/bin/sh\nprintf '%s\\n' "$@" > '${told}'\n`, { mode: 0o755 })

function pack(target: Target, arch: 'x64' | 'arm64', ...more: string[]) {
  const standIn = join(folder, `electron-${target}`)
  makeStandIn(standIn, target)
  const output = join(folder, 'dist')
  // Only an AppImage is left out on Linux: its tools are fetched as well.
  const kind = target === 'linux' && process.platform !== 'win32' ? 'deb' : 'dir'
  const overrides = [`-c.electronDist=${standIn}`, `-c.directories.output=${output}`, '-c.mac.identity=null', ...more]
  const cli = join(root, 'node_modules', 'electron-builder', 'cli.js')
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [cli, `--${target}`, kind, `--${arch}`, '--publish', 'never', ...overrides],
    { cwd: root, encoding: 'utf8', env: { ...process.env, CUSTOM_FPM_PATH: packer } },
  )
  return { status, output, text: `${stdout}${stderr}` }
}

type Entry = { files?: Record<string, Entry>; unpacked?: boolean }

/** The files in an asar archive by its header (github.com/electron/asar, "Format"); `*` marks those that lie beside it. */
function listArchive(file: string): string[] {
  const bytes = readFileSync(file)
  const header = bytes.subarray(16, 16 + bytes.readUInt32LE(12)).toString()
  const walk = (entry: Entry, path: string): string[] =>
    entry.files
      ? Object.entries(entry.files).flatMap(([name, inner]) => walk(inner, path === '' ? name : `${path}/${name}`))
      : [entry.unpacked === true ? `${path}*` : path]
  return walk(JSON.parse(header) as Entry, '')
}

const cases = [
  {
    target: 'linux',
    arch: 'x64',
    at: 'linux-unpacked',
    resources: 'resources',
    program: 'understudy',
    addon: 'linux-x64',
  },
  {
    target: 'win',
    arch: 'x64',
    at: 'win-unpacked',
    resources: 'resources',
    program: 'Understudy.exe',
    addon: 'win32-x64',
  },
  {
    target: 'mac',
    arch: 'arm64',
    at: 'mac-arm64/Understudy.app/Contents',
    resources: 'Resources',
    program: 'Frameworks/Electron Framework.framework/Electron Framework',
    addon: 'darwin-arm64',
  },
] as const

describe.each(cases)('the $target package', ({ target, arch, at, resources, program, addon }) => {
  let place = ''
  let files: string[] = []
  beforeAll(() => {
    const { status, output, text } = pack(target, arch)
    if (status !== 0) throw new Error(text)
    place = join(output, at)
    files = listArchive(join(place, resources, 'app.asar'))
  })

  test('holds the program, the window, and of all packages only the addon', () => {
    expect(files).toEqual(
      expect.arrayContaining(['package.json', 'out/main/index.js', 'out/main/core-entry.js', 'out/preload/index.cjs']),
    )
    expect(files).toContain('out/renderer/index.html')
    const known = /^(package\.json|out\/(main|preload|renderer)\/|node_modules\/better-sqlite3\/)/
    expect(files.filter((file) => !known.test(file))).toEqual([])
  })

  test('has the addon’s binary for its own system beside the archive, and nothing else of it', () => {
    const binary = `node_modules/better-sqlite3/prebuilds/${addon}.node`
    expect(files.filter((file) => file.endsWith('*'))).toEqual([`${binary}*`])
    expect(files.filter((file) => /\.(node\*?|gyp|[ch]|cc|cpp|hpp)$/.test(file))).toEqual([`${binary}*`])
    const beside = join(place, resources, 'app.asar.unpacked')
    const lying = readdirSync(beside, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
    expect(lying.map(({ name }) => name)).toEqual([`${addon}.node`])
  })

  test('has the sample programme and the icon beside the program', () => {
    const wanted = ['sample/programme.json', 'sample/files', 'icons/512x512.png']
    expect(wanted.filter((file) => !existsSync(join(place, resources, file)))).toEqual([])
  })

  test('has the licences of the packages that are in its bundles beside the program', () => {
    const text = readFileSync(join(place, resources, 'licenses.txt'), 'utf8')
    const bundled = ['react', 'zod', '@codemirror/view', 'pdfjs-dist', '@fontsource-variable/inter', 'better-sqlite3']
    expect(bundled.filter((name) => !text.includes(`\n${name} `))).toEqual([])
    expect(text).toContain('Permission is hereby granted, free of charge')
    expect(text).toContain('SIL OPEN FONT LICENSE')
    // What only builds and tests it is in nobody's hands.
    expect(text).not.toContain('\nvitest ')
  })

  test('cannot be run as Node or with other code, and keeps its cookies sealed', () => {
    // In Electron's order: run as Node, seal cookies, NODE_OPTIONS, inspector, check the archive, only the archive,
    // a snapshot of its own, privileges of file:, and one that is left as it was.
    expect(readFuses(join(place, program))).toBe('010011001')
  })
})

test.skipIf(process.platform === 'win32')('the Debian package says who made it, and where to ask', () => {
  const said = readFileSync(told, 'utf8').split('\n')
  expect(said[said.indexOf('--maintainer') + 1]).toBe('Understudy')
  expect(said[said.indexOf('--url') + 1]).toMatch(/^https:/)
  expect(said[said.indexOf('--package') + 1]).toMatch(/_amd64\.deb$/)
})

test('a mistake in the configuration is found before anything is packed', () => {
  const { status, text } = pack('linux', 'x64', '-c.nonsense=1')
  expect(status).not.toBe(0)
  expect(text).toContain('nonsense')
})
