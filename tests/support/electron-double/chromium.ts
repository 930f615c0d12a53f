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
import { dirname, join } from 'node:path'
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
 */
export async function openChromium(): Promise<Chromium> {
  const named = process.env['UNDERSTUDY_CHROMIUM']
  if (named !== undefined) return { executable: named, env: {} }
  const manifest = createRequire(import.meta.url)
    .resolve(PACKAGE)
    .replace(/\/build\/.*$/, '/package.json')
  const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }
  const folder = join(cache, `chromium-${version}-${process.arch}`)
  if (!existsSync(folder)) await unpack(join(dirname(manifest), 'bin'), folder)
  const executable = join(folder, 'chromium')
  const fonts = { FONTCONFIG_FILE: join(folder, 'fonts.conf') }
  return { executable, env: runs(executable) ? fonts : { ...fonts, LD_LIBRARY_PATH: join(folder, 'al2023', 'lib') } }
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
  writeFileSync(join(fresh, 'fonts.conf'), fontSettings(folder))
  try {
    renameSync(fresh, folder)
  } catch {
    // Another run was quicker.
    rmSync(fresh, { recursive: true, force: true })
  }
}

/** Only the fonts of the package, so that pages look the same on every machine, and on one that has no fonts. */
function fontSettings(folder: string): string {
  const places = `<dir>${join(folder, 'fonts')}</dir><cachedir>${join(folder, 'fonts-cache')}</cachedir>`
  return `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>${places}</fontconfig>`
}

/** It does not on a machine without NSS, which the package brings along. */
function runs(executable: string): boolean {
  return spawnSync(executable, ['--version', '--no-sandbox']).status === 0
}
