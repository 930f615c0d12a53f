import type { Text } from '@codemirror/state'

export type FocusKind = 'paragraph' | 'sentence'

/** So many lines to each side are looked at; a paragraph that is longer than a screen is never dimmed in sight. */
const MOST_LINES = 200
/** So many characters to each side are looked at for the ends of a sentence. */
const MOST_CHARACTERS = 2_000

/**
 * What stays bright around the caret: its paragraph (the lines between two empty ones), or its sentence in it.
 * @returns places in the text, with `from <= at <= to`
 */
export function focusRange(text: Text, at: number, kind: FocusKind): { from: number; to: number } {
  const own = text.lineAt(at)
  if (own.text.trim() === '') return { from: own.from, to: own.to }
  let { from, to } = own
  for (let number = own.number - 1; number >= Math.max(1, own.number - MOST_LINES); number--) {
    const line = text.line(number)
    if (line.text.trim() === '') break
    from = line.from
  }
  for (let number = own.number + 1; number <= Math.min(text.lines, own.number + MOST_LINES); number++) {
    const line = text.line(number)
    if (line.text.trim() === '') break
    to = line.to
  }
  return kind === 'paragraph' ? { from, to } : sentenceAt(text, at, from, to)
}

function sentenceAt(text: Text, at: number, paragraphFrom: number, paragraphTo: number): { from: number; to: number } {
  const from = Math.max(paragraphFrom, at - MOST_CHARACTERS)
  const to = Math.min(paragraphTo, at + MOST_CHARACTERS)
  // A line break in a paragraph is a space to the eye, and for the segmenter the end of a sentence.
  const words = text.sliceString(from, to).replaceAll('\n', ' ')
  for (const { index, segment } of new Intl.Segmenter(undefined, { granularity: 'sentence' }).segment(words)) {
    const end = index + segment.length
    // Behind the last mark one still writes that sentence; behind its space the next one begins.
    const isHere = at - from < end || end === words.length
    if (isHere) return { from: from + index, to: from + index + Math.max(segment.trimEnd().length, at - from - index) }
  }
  return { from, to }
}
