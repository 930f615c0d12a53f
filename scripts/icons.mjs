// Draws the icons from their SVG sources: `node scripts/icons.mjs`. The results are kept in the repository, because the
// installers are made where there may be no browser to draw with.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { chromium } from '@playwright/test'
import { openChromium } from '../tests/support/electron-double/chromium.ts'

const folder = join(import.meta.dirname, '..', 'resources', 'icons')
const SIZES = [16, 24, 32, 48, 64, 128, 256, 512, 1024]
/** From here down the large drawing's lines would run into each other. */
const SMALL = 32

/** Windows icon: a directory of PNGs, as Windows Vista and later read them. @param {Map<number, Buffer>} pictures */
function toIco(pictures) {
  const header = Buffer.alloc(6)
  header.writeUInt16LE(1, 2)
  header.writeUInt16LE(pictures.size, 4)
  let offset = 6 + 16 * pictures.size
  const entries = [...pictures].map(([size, png]) => {
    const entry = Buffer.alloc(16)
    entry.writeUInt8(size % 256, 0)
    entry.writeUInt8(size % 256, 1)
    entry.writeUInt16LE(1, 4)
    entry.writeUInt16LE(32, 6)
    entry.writeUInt32LE(png.length, 8)
    entry.writeUInt32LE(offset, 12)
    offset += png.length
    return entry
  })
  return Buffer.concat([header, ...entries, ...pictures.values()])
}

/** macOS icon: typed chunks of PNGs. @param {Map<number, Buffer>} pictures */
function toIcns(pictures) {
  /** @type {[string, number][]} */
  const types = [
    ['icp4', 16],
    ['icp5', 32],
    ['ic07', 128],
    ['ic08', 256],
    ['ic09', 512],
    ['ic10', 1024],
    ['ic11', 32],
    ['ic12', 64],
    ['ic13', 256],
    ['ic14', 512],
  ]
  const chunks = types.flatMap(([type, size]) => {
    const png = pictures.get(size) ?? Buffer.alloc(0)
    return [chunkHead(type, png.length), png]
  })
  const body = Buffer.concat(chunks)
  return Buffer.concat([chunkHead('icns', body.length), body])
}

/** @param {string} type @param {number} length of what follows */
function chunkHead(type, length) {
  const head = Buffer.alloc(8)
  head.write(type, 'latin1')
  head.writeUInt32BE(length + 8, 4)
  return head
}

const { executable, env } = await openChromium()
const browser = await chromium.launch({
  executablePath: executable,
  env: { ...process.env, ...env },
  args: ['--no-sandbox', '--disable-gpu'],
})
try {
  /** @type {Map<number, Buffer>} */
  const pictures = new Map()
  for (const size of SIZES) {
    const svg = readFileSync(join(folder, size <= SMALL ? 'icon-small.svg' : 'icon.svg'), 'utf8')
    const page = await browser.newPage({ viewport: { width: size, height: size } })
    await page.setContent(`<style>body{margin:0}svg{display:block;width:${size}px}</style>${svg}`)
    pictures.set(size, await page.screenshot({ omitBackground: true }))
    await page.close()
  }
  const only = (/** @type {(size: number) => boolean} */ keep) => new Map([...pictures].filter(([size]) => keep(size)))
  for (const [size, png] of pictures) writeFileSync(join(folder, `${size}x${size}.png`), png)
  writeFileSync(join(folder, 'icon.ico'), toIco(only((size) => size <= 256)))
  writeFileSync(join(folder, 'icon.icns'), toIcns(pictures))
} finally {
  await browser.close()
}
