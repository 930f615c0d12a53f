import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { alone } from './alone.mjs'
import { root } from './paths.mjs'
import { run } from './run.mjs'

/** What each build is made from. */
const parts = {
  window: {
    sources: ['src/renderer', 'src/shared', 'vite.renderer.config.ts', 'package-lock.json'],
    command: ['vite', 'build', '--config', 'vite.renderer.config.ts', '--logLevel', 'warn'],
    result: 'out/renderer/index.html',
    says: 'Building the window …',
  },
  electron: {
    sources: [
      'src/main',
      'src/core',
      'src/disk',
      'src/sealed',
      'src/shared',
      'electron.vite.config.ts',
      'scripts/lib/notices.mjs',
      'package-lock.json',
    ],
    command: [
      'electron-vite',
      'build',
      '--config',
      'electron.vite.config.ts',
      '--logLevel',
      'warn',
      '--ignoreConfigWarning',
    ],
    result: 'out/main/index.js',
    says: 'Building the Electron shell …',
  },
}

/**
 * One hash over the names and contents of all files in some places.
 * @param {readonly string[]} places
 */
function hashOf(places) {
  const hash = createHash('sha256')
  /** @param {string} path */
  const add = (path) => {
    const full = join(root, path)
    if (!existsSync(full) || !statSync(full).isFile()) return
    hash.update(`${path}\n`).update(readFileSync(full))
  }
  for (const place of places) {
    const full = join(root, place)
    const inside = statSync(full).isDirectory() ? readdirSync(full, { recursive: true }).map(String).sort() : ['']
    for (const name of inside) add(name === '' ? place : `${place}/${name.replaceAll('\\', '/')}`)
  }
  return hash.digest('hex')
}

/** @param {keyof typeof parts} name */
function isBuilt(name) {
  const { sources, result } = parts[name]
  const stamp = stampOf(name)
  return existsSync(join(root, result)) && existsSync(stamp) && readFileSync(stamp, 'utf8') === hashOf(sources)
}

/** @param {keyof typeof parts} name */
function stampOf(name) {
  return join(root, 'out', `.${name}.hash`)
}

/**
 * Builds what is not built from the present sources.
 * @param {readonly (keyof typeof parts)[]} names
 */
export function ensureBuilt(names) {
  for (const name of names) {
    if (!isBuilt(name)) alone('building', () => buildUnlessBuilt(name))
  }
}

/** Vite ends a path at the first two, and tools are found by a list of folders that the last one divides. */
const unbuildable = ['#', '?', delimiter]

/** @param {keyof typeof parts} name */
function buildUnlessBuilt(name) {
  // By another start, while this one waited for it.
  if (isBuilt(name)) return
  const odd = unbuildable.find((sign) => root.includes(sign))
  if (odd !== undefined) {
    console.error(
      `Understudy cannot be built in a folder with a “${odd}” in its path:\n${root}\nRename that folder, or move Understudy to another one, and try again. Your work lies elsewhere and is not touched by that.`,
    )
    process.exit(1)
  }
  const { sources, command, says } = parts[name]
  const hash = hashOf(sources)
  console.log(says)
  // A build that is cut off leaves parts of it; they must not count for the sources of before, should those come back.
  rmSync(stampOf(name), { force: true })
  const [tool = '', ...args] = command
  run(tool, args)
  writeFileSync(stampOf(name), hash)
}
