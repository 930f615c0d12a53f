import type { Text } from '@codemirror/state'

export type Heading = {
  /** 1 to 6. */
  readonly level: number
  readonly text: string
  /** Where its line begins. */
  readonly at: number
}

/** So much of a heading is shown. */
const MOST_CHARACTERS = 200

/** The headings of a Markdown text (CommonMark 4.2 and 4.3), leaving out what stands in fenced code. */
export function outlineOf(doc: Text): Heading[] {
  const headings: Heading[] = []
  let fence: string | undefined
  let at = 0
  let above = { text: '', at: 0 }
  for (const line of doc.iterLines()) {
    const marks = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1]
    if (fence !== undefined) {
      if (marks?.startsWith(fence) === true) fence = undefined
    } else if (marks !== undefined) {
      fence = marks
    } else {
      const [, hashes, words = ''] = /^ {0,3}(#{1,6})(?:[ \t]+(.*))?$/.exec(line) ?? []
      const underline = /^ {0,3}(=+|-{2,})[ \t]*$/.exec(line)?.[1]
      if (hashes !== undefined) {
        headings.push({ level: hashes.length, text: plain(words), at })
      } else if (underline !== undefined && isParagraph(above.text)) {
        headings.push({ level: underline.startsWith('=') ? 1 : 2, text: plain(above.text), at: above.at })
      }
    }
    above = { text: fence === undefined && marks === undefined ? line : '', at }
    at += line.length + 1
  }
  return headings
}

/** A line that an underline makes a heading: words, and no list, quote or other heading. */
function isParagraph(line: string): boolean {
  return line.trim() !== '' && !/^\s*([-*+>#|]|\d+[.)]\s)/.test(line)
}

function plain(words: string): string {
  return words
    .slice(0, MOST_CHARACTERS)
    .replaceAll(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replaceAll(/(\*\*|__|\*|~~|`)/g, '')
    .trimEnd()
    .replace(/(^|[ \t])#+$/, '')
    .trim()
}
