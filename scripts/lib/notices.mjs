import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './paths.mjs'

/**
 * The licences of all packages that a packed desk may hold, in one text: nearly all of them ask that their notice goes with
 * every copy, and in a bundle nothing of their files is left. By the lock file and not by what is in the bundles: some
 * names too many do no harm.
 */
export function licenseNotices() {
  /** @type {{ packages: Record<string, { dev?: boolean, devOptional?: boolean, optional?: boolean }> }} */
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'))
  /** @type {Map<string, string[]>} names by the text of their licence, which many share */
  const namesByText = new Map()
  for (const [path, { dev, devOptional, optional }] of Object.entries(lock.packages)) {
    const folder = join(root, path)
    if (path === '' || dev || devOptional || optional || !existsSync(folder)) continue
    const { name, text } = noticeOf(folder)
    namesByText.set(text, [...(namesByText.get(text) ?? []), name])
  }
  const parts = [...namesByText].map(([text, names]) => `${names.join('\n')}\n\n${text}\n`)
  return `Understudy holds work of others, under these licences.\n\n${parts.join(`\n${'-'.repeat(80)}\n\n`)}`
}

/** @param {string} folder of a package */
function noticeOf(folder) {
  const { name, version, license, author, repository, homepage } = JSON.parse(
    readFileSync(join(folder, 'package.json'), 'utf8'),
  )
  const files = readdirSync(folder).filter((file) => /^(licen[cs]e|copying|notice|ofl)/i.test(file))
  const texts = files.sort().map((file) => readFileSync(join(folder, file), 'utf8').replaceAll('\r\n', '\n').trim())
  // Some bring no file: who made them and what they say themselves is all there is.
  const from = [author?.name ?? author, homepage ?? repository?.url ?? repository].filter(Boolean).join(', ')
  const said = `Licence: ${license ?? 'see there'}${from === '' ? '' : ` (${from})`}`
  return { name: `${name} ${version}`, text: texts.length === 0 ? said : texts.join('\n\n') }
}
