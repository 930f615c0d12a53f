import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { alone } from './alone.mjs'
import { modules, root } from './paths.mjs'

/**
 * @typedef {{ packages: Record<string, { version?: string, optional?: boolean, link?: boolean }> }} Lock
 */

/**
 * @param {string} path
 * @returns {Lock}
 */
function readLock(path) {
  return JSON.parse(readFileSync(path, 'utf8'))
}

/**
 * Whether what is installed is what package-lock.json says. Optional packages are those of other systems.
 * @returns {boolean}
 */
export function isInstalled() {
  const installed = join(modules, '.package-lock.json')
  if (!existsSync(installed)) return false
  const have = readLock(installed).packages
  for (const [path, { version, optional }] of Object.entries(readLock(join(root, 'package-lock.json')).packages)) {
    if (path === '') continue
    const here = have[path]
    if (here === undefined && optional === true) continue
    if (here?.version !== version) return false
  }
  return true
}

/**
 * Installs when that is missing or stale. No script of a package is run: what Understudy needs of them it does itself.
 */
export function ensureInstalled() {
  if (!isInstalled()) alone('installing', install)
}

function install() {
  // By another start, while this one waited for it.
  if (isInstalled()) return
  console.log('Installing what Understudy needs (about 750 packages, once; a minute or two) …')
  // NODE_ENV=production, or npm's own settings, would leave out what it is built with, or the Node that runs it.
  const all = ['--include=dev', '--include=optional']
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', ...all]
  const { status } = spawnSync('npm', args, { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' })
  if (status === 0) return
  console.error(
    'The installation failed. Look at the lines above; often the network or a proxy is the reason. Then try again.',
  )
  process.exit(1)
}
