import { spawnSync } from 'node:child_process'
import {
  createReadStream,
  createWriteStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, posix, win32 } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import { createBrotliDecompress } from 'node:zlib'

/** How to start Chromium on this machine. */
export type Chromium = { readonly executable: string; readonly env: Readonly<Record<string, string>> }

/** In the folder of a double: the process id of its Chromium. */
export const PID_FILE = 'chromium.pid'

const PACKAGE = '@sparticuz/chromium'
const cache = fileURLToPath(new URL('../../../node_modules/.cache/understudy/', import.meta.url))

/**
 * Finds the Chromium that the tests run on: `UNDERSTUDY_CHROMIUM`, else the one in `@sparticuz/chromium`, unpacked once
 * into a folder of its version (the package itself would unpack into the temporary folder and take whatever lies there).
 * That one is for Linux on x64; elsewhere an installed Chromium, Chrome or Edge serves.
 */
export async function openChromium(): Promise<Chromium> {
  const named = process.env['UNDERSTUDY_CHROMIUM']
  if (named !== undefined) return { executable: named, env: {} }
  if (process.platform !== 'linux' || process.arch !== 'x64') return { executable: installedBrowser(), env: {} }
  const manifest = createRequire(import.meta.url)
    .resolve(PACKAGE)
    .replace(/\/build\/.*$/, '/package.json')
  const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }
  const folder = join(cache, `chromium-${version}-${process.arch}`)
  if (!existsSync(folder)) await unpack(join(dirname(manifest), 'bin'), folder)
  const executable = join(folder, 'chromium')
  const fonts = { FONTCONFIG_FILE: nameFonts(folder) }
  return { executable, env: runs(executable) ? fonts : { ...fonts, LD_LIBRARY_PATH: join(folder, 'al2023', 'lib') } }
}

/**
 * Where Chromium and its kin usually are installed on this system, the likeliest first.
 * @throws with what to do when there is none
 */
export function installedBrowser(
  system: NodeJS.Platform = process.platform,
  env: Readonly<Record<string, string | undefined>> = process.env,
  isThere: (path: string) => boolean = existsSync,
): string {
  const found = browserPlaces(system, env).find(isThere)
  if (found !== undefined) return found
  throw new Error(
    'The tests need a Chromium, and none was found here. Install Chromium, Chrome or Edge, or name one in UNDERSTUDY_CHROMIUM.',
  )
}

function browserPlaces(system: NodeJS.Platform, env: Readonly<Record<string, string | undefined>>): string[] {
  if (system === 'darwin') {
    const apps = ['Chromium', 'Google Chrome', 'Microsoft Edge']
    const folders = ['/Applications', posix.join(env['HOME'] ?? '/', 'Applications')]
    return folders.flatMap((folder) => apps.map((app) => posix.join(folder, `${app}.app`, 'Contents', 'MacOS', app)))
  }
  if (system === 'win32') {
    const programs = [
      win32.join('Chromium', 'Application', 'chrome.exe'),
      win32.join('Google', 'Chrome', 'Application', 'chrome.exe'),
      win32.join('Microsoft', 'Edge', 'Application', 'msedge.exe'),
    ]
    const folders = ['LOCALAPPDATA', 'ProgramFiles', 'ProgramFiles(x86)'].flatMap((name) => env[name] ?? [])
    return folders.flatMap((folder) => programs.map((program) => win32.join(folder, program)))
  }
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge']
  return (env['PATH'] ?? '')
    .split(':')
    .flatMap((folder) => (folder === '' ? [] : names.map((n) => posix.join(folder, n))))
}

async function unpack(packed: string, folder: string): Promise<void> {
  mkdirSync(cache, { recursive: true })
  // Into a folder of its own, and then in one step: two test runs may do this at the same time.
  const fresh = mkdtempSync(join(cache, 'unpacking-'))
  const inflate = (from: string, to: string, mode: number) =>
    pipeline(
      createReadStream(join(packed, from)),
      createBrotliDecompress(),
      createWriteStream(join(fresh, to), { mode }),
    )
  const archives = ['fonts', 'al2023']
  await Promise.all([
    inflate('chromium.br', 'chromium', 0o755),
    ...archives.map((name) => inflate(`${name}.tar.br`, `${name}.tar`, 0o644)),
  ])
  for (const name of archives) {
    mkdirSync(join(fresh, name))
    spawnSync('tar', ['-xf', join(fresh, `${name}.tar`), '-C', join(fresh, name)])
    rmSync(join(fresh, `${name}.tar`))
  }
  try {
    renameSync(fresh, folder)
  } catch {
    // Another run was quicker.
    rmSync(fresh, { recursive: true, force: true })
  }
}

/**
 * Only the fonts of the package, so that pages look the same on every machine, and on one that has no fonts. They are
 * named by their full paths, which are others once the project has been moved: without any font each letter takes
 * Chromium a search, and some end it.
 * @returns the file that names them
 */
function nameFonts(folder: string): string {
  const file = join(folder, 'fonts.conf')
  const places = `<dir>${join(folder, 'fonts')}</dir><cachedir>${join(folder, 'fonts-cache')}</cachedir>`
  const settings = `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>${places}</fontconfig>`
  if (existsSync(file) && readFileSync(file, 'utf8') === settings) return file
  const fresh = `${file}.${process.pid}`
  writeFileSync(fresh, settings)
  renameSync(fresh, file)
  return file
}

/** It does not on a machine without NSS, which the package brings along. */
function runs(executable: string): boolean {
  return spawnSync(executable, ['--version', '--no-sandbox']).status === 0
}
