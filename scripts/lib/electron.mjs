import { spawn } from 'node:child_process'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { env, modules } from './paths.mjs'

const folder = join(modules, 'electron')
/** There while Electron is being fetched. Unpacking that was cut off leaves a program which does not run, or not rightly. */
const fetching = join(folder, 'fetching')

/** @returns {string | undefined} the Electron binary, where it is already there */
export function findElectron() {
  if (process.env['ELECTRON_OVERRIDE_DIST_PATH'] === undefined && existsSync(fetching)) return undefined
  const pathFile = join(folder, 'path.txt')
  const name = existsSync(pathFile) ? readFileSync(pathFile, 'utf8').trim() : usualName()
  const path = join(process.env['ELECTRON_OVERRIDE_DIST_PATH'] ?? join(folder, 'dist'), name)
  return existsSync(path) ? path : undefined
}

/** Looks for an Electron that can open a window here, without fetching one. @returns its path, or why there is none */
export function findElectronForWindow() {
  const path = findElectron()
  const place =
    process.env['ELECTRON_OVERRIDE_DIST_PATH'] === undefined
      ? 'node_modules/electron/dist'
      : 'ELECTRON_OVERRIDE_DIST_PATH'
  if (path === undefined) return { missing: `there is no Electron binary in ${place}` }
  const screen = noWindowReason()
  return screen === undefined ? { path } : { missing: screen }
}

function usualName() {
  if (process.platform === 'win32') return 'electron.exe'
  return process.platform === 'darwin' ? 'Electron.app/Contents/MacOS/Electron' : 'electron'
}

/**
 * Fetches the Electron binary (about 120 MB, once), telling how it goes.
 * @param {string} node
 * @returns {Promise<string | undefined>} why it could not be fetched
 */
export function fetchElectron(node) {
  return new Promise((resolve) => {
    console.log('Fetching Electron (about 120 MB, once) …')
    try {
      if (existsSync(fetching)) rmSync(join(folder, 'dist'), { recursive: true, force: true })
      writeFileSync(fetching, '')
    } catch (error) {
      return resolve(reasonOf(String(error)))
    }
    const started = Date.now()
    const tick = setInterval(() => {
      const seconds = Math.round((Date.now() - started) / 1000)
      if (process.stdout.isTTY) process.stdout.write(`\r  ${seconds} s `)
    }, 1000)
    const child = spawn(node, [join(folder, 'install.js')], { env, stdio: ['ignore', 'ignore', 'pipe'] })
    let errors = ''
    child.stderr.on('data', (data) => {
      errors += String(data)
    })
    child.on('error', (error) => done(error.message))
    child.on('exit', (code) => {
      if (code === 0) rmSync(fetching, { force: true })
      done(code === 0 ? undefined : reasonOf(errors))
    })
    /** @param {string | undefined} reason */
    function done(reason) {
      clearInterval(tick)
      if (process.stdout.isTTY) process.stdout.write('\r')
      resolve(reason)
    }
  })
}

/**
 * The line of an error output that says what went wrong.
 * @param {string} errors
 */
function reasonOf(errors) {
  const code = /\b(ENOTFOUND|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EAI_AGAIN|EACCES|ENOSPC|CERT_\w+)\b/.exec(errors)?.[1]
  if (code !== undefined) return `the download failed: ${code}`
  const line = errors
    .split('\n')
    .find((text) => /error/i.test(text))
    ?.trim()
  return line === undefined ? 'the download failed' : `the download failed: ${line.slice(0, 120)}`
}

/** @returns {string | undefined} why no window can be opened on this machine */
export function noWindowReason() {
  const headless = process.platform === 'linux' && !process.env['DISPLAY'] && !process.env['WAYLAND_DISPLAY']
  return headless ? 'there is no screen here (neither DISPLAY nor WAYLAND_DISPLAY is set)' : undefined
}
