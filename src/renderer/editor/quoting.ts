import type { Text } from '@codemirror/state'
import { Key } from '../../shared/domain/primitives.ts'

/** A place in what there is to read. */
export type Passage = {
  /** The key of a material; undefined for the brief. */
  readonly material: string | undefined
  /** Letters and digits before the passage, to tell it from the same words elsewhere. */
  readonly offset: number | undefined
}

/** The passage as an address inside the desk: `#material:soil@120`, `#brief@12`. */
export function passageAddress({ material, offset }: Passage): string {
  const at = offset === undefined ? '' : `@${offset}`
  return material === undefined ? `#brief${at}` : `#material:${material}${at}`
}

/** @returns undefined for an address that leads elsewhere */
export function readPassageAddress(address: string): Passage | undefined {
  const [, part, key, digits] = /^#(brief|material:([a-z][a-z0-9_-]*))(?:@(\d{1,9}))?$/.exec(address) ?? []
  if (part === undefined || (key !== undefined && !Key.safeParse(key).success)) return undefined
  return { material: key, offset: digits === undefined ? undefined : Number(digits) }
}

/** A quotation as it stands in a Markdown draft: the words set off, and below them where they are. */
export function quotation(words: string, title: string, passage: Passage): string {
  const quoted = words
    .trim()
    .split('\n')
    .map((line) => (line.trim() === '' ? '>' : `> ${line}`))
    .join('\n')
  return `${quoted}\n\n— [${title.replaceAll(/[\\[\]]/g, '\\$&')}](${passageAddress(passage)})`
}

/** The same where there is no Markdown. */
export function plainQuotation(words: string, title: string): string {
  return `“${words.trim().replaceAll(/\s+/g, ' ')}” (${title})`
}

export type Quoted = { readonly passage: Passage; readonly words: string }

/**
 * A link to a passage in a line: between its brackets are the words one clicks. A title has at most 200 characters, each
 * behind a stroke perhaps; without a bound, a long row of `\[` would be read to its end from each of them.
 */
const LINK = /\[((?:[^\\[\]]|\\.){0,500})\]\((#(?:brief|material:)[^)\s]*)\)/g

/**
 * The quotation that stands at a place of a draft: in the line that says where it is from, or in the words above it.
 * @param isOnTitle only where the place is on the title of its source
 */
export function quotedAt(doc: Text, at: number, isOnTitle = false): Quoted | undefined {
  let line = doc.lineAt(at)
  if (!isOnTitle) {
    while (line.number < doc.lines && (line.text.startsWith('>') || line.text.trim() === ''))
      line = doc.line(line.number + 1)
  }
  for (const match of line.text.matchAll(LINK)) {
    const from = line.from + match.index
    if (isOnTitle && (at <= from || at > from + (match[1]?.length ?? 0) + 1)) continue
    const passage = readPassageAddress(match[2] ?? '')
    if (passage !== undefined) return { passage, words: wordsAbove(doc, line.number) }
  }
  return undefined
}

function wordsAbove(doc: Text, number: number): string {
  let last = number - 1
  while (last > 0 && doc.line(last).text.trim() === '') last -= 1
  const words: string[] = []
  for (let at = last; at > 0 && doc.line(at).text.startsWith('>'); at--) {
    words.unshift(doc.line(at).text.replace(/^> ?/, ''))
  }
  return words.join('\n')
}

/** Letters and digits of a text; marks, spaces and the numbers of lists say nothing about where it is. */
export function lettersOf(text: string): string {
  return text.replaceAll(/[^\p{L}\p{N}]/gu, '').toLowerCase()
}

/** The letters of words that are written in Markdown. */
export function lettersOfMarkdown(text: string): string {
  // Both stop where they could begin anew: at the end of a line, and at the next `](`.
  const words = text
    .replaceAll(/^[^\S\n\r\u2028\u2029]*(?:[-*+]|\d{1,9}[.)])\s+(?:\[[ xX]\]\s)?/gm, '')
    .replaceAll(/\]\((?:[^)\s\]]|\](?!\())*\)/g, ']')
  return lettersOf(words)
}

/** Where `sought` is in `letters`; of several places the one that is nearest to `near`. -1 where it is nowhere. */
export function nearestPlace(letters: string, sought: string, near: number): number {
  if (sought === '') return -1
  let best = -1
  for (let at = letters.indexOf(sought); at !== -1; at = letters.indexOf(sought, at + 1)) {
    if (best !== -1 && Math.abs(at - near) >= Math.abs(best - near)) break
    best = at
  }
  return best
}
