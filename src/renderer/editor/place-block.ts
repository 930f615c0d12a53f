import type { Text } from '@codemirror/state'

/** Lines that only mean what they mean when they begin a line: headings, lists, tables, quotes, code, rules. */
const BLOCK = /^ {0,3}(#{1,6}\s|[-*+]\s|\d{1,9}[.)]\s|\||>|`{3}|~{3}|(-{3,}|\*{3,})\s*$)/

/** Whether a Markdown text cannot stand in the middle of a line. */
export function isBlock(text: string): boolean {
  return text.includes('\n\n') || text.split('\n').some((line) => BLOCK.test(line))
}

/**
 * A block with the empty lines that it needs before and after it in its place.
 * @returns the text to put in the place of what lies between `from` and `to`
 */
export function placeBlock(doc: Text, from: number, to: number, block: string): string {
  const first = doc.lineAt(from)
  const last = doc.lineAt(to)
  const isIn = doc.sliceString(first.from, from).trim() !== ''
  const isBelow = first.number > 1 && doc.line(first.number - 1).text.trim() !== ''
  const before = isIn ? '\n\n' : isBelow ? '\n' : ''
  const isBefore = doc.sliceString(to, last.to).trim() !== ''
  const isAbove = last.number < doc.lines && doc.line(last.number + 1).text.trim() !== ''
  const after = isBefore ? '\n\n' : isAbove ? '\n' : ''
  return `${before}${block}${after}`
}
