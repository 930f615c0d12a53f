import { z } from 'zod'
import type { Store } from '../store/open-store.ts'
import { counted } from '../../shared/rules/counted.ts'

/** A file that the expert attached, in the words the expert knows it by. */
export type AttachedFile = { readonly name: string; readonly title: string; readonly atHub: boolean }

export function attachedFileOf(store: Store, sha256: string): AttachedFile {
  const { name, title } = store.backups.files.nameOf(sha256) ?? { name: '', title: '' }
  return { name, title, atHub: store.files.get(sha256)?.atHub === true && !store.backups.files.isOwed(sha256) }
}

/** Told when files were taken from the backups. */
export function healedFilesToText(files: readonly AttachedFile[]): string {
  const [was, it, is] = files.length === 1 ? ['was', 'It was', 'is'] : ['were', 'They were', 'are']
  return `${namesOf(files)} ${was} missing or damaged on this computer. ${it} taken from the backups and ${is} whole again.`
}

/** Told when files are nowhere on this computer any more. */
export function lostFilesToText(files: readonly AttachedFile[]): string {
  const [is, it, file] = files.length === 1 ? ['is', 'it', 'file'] : ['are', 'them', 'files']
  const help = files.every(({ atHub }) => atHub) ? `The hub has ${it}.` : `Open the work and add the ${file} again.`
  return `${namesOf(files)} ${is} missing or damaged on this computer, and no backup has ${it}. ${help}`
}

const NAMED = 3

function namesOf(files: readonly AttachedFile[]): string {
  const [only] = files
  if (files.length === 1 && only !== undefined) {
    return only.name === '' ? 'A file that you attached' : `“${only.name}” of “${only.title}”`
  }
  const named = files.filter(({ name }) => name !== '').slice(0, NAMED)
  if (named.length === 0) return `${counted(files.length, 'file', 'files')} that you attached`
  const names = named.map(({ name }) => `“${name}”`).toSorted()
  const others = files.length - named.length
  if (others > 0) names.push(others === 1 ? 'one other file' : `${others} other files`)
  return `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`
}

const Hashes = z.array(z.string())

/** Notes which files are lost now. @returns those that were not lost before */
export function noteLostFiles(store: Store, lost: readonly string[]): string[] {
  const before = store.meta.getJson('lost-files', Hashes) ?? []
  if (lost.length > 0 || before.length > 0) store.meta.setJson('lost-files', lost)
  return lost.filter((sha256) => !before.includes(sha256))
}
