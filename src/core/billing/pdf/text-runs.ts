import { fontOf, toPrintable } from '../../../shared/rules/printable.ts'

/** A piece of text in one font and one direction, as pdfmake takes it. */
export type TextRun = { text: string; font?: 'Beyond'; wordBreak?: 'break-all' }

/** Scripts that are written from right to left. */
const RIGHT_TO_LEFT = /[\p{Script=Hebrew}\p{Script=Arabic}]/u
/** In place of what neither font has: a letter that is in none is forbidden in PDF/A, and many readers show nothing. */
const MISSING = '□'
/**
 * An address, a file's name, a word without an end: a column would grow with it and push those beside it, amounts among
 * them, off the paper. The group has it stand between the others when a text is split by it. Signs of two code units and marks
 * that belong to the letter before are left whole: pdfmake parts between any two code units.
 */
const LONG_WORD = /([^\s\p{M}\u{10000}-\u{10ffff}]{25,})/u
/**
 * What people wrote, made fit for a PDF: pieces by font, right-to-left words in their order as they are read. The full
 * bidirectional algorithm (UAX #9) this is not: names and titles come out right, numbers inside of right-to-left text
 * stand as pieces of their own.
 */
export function textToRuns(text: string): TextRun[] {
  // A word of a script and, between two of its words, what separates them.
  const runs: { text: string; isBeyond: boolean; isRightToLeft: boolean }[] = []
  for (const sign of toPrintable(text)) {
    const font = fontOf(sign)
    const char = font === undefined ? MISSING : sign
    const isBeyond = font !== 'Inter'
    const last = runs.at(-1)
    if (last !== undefined && last.isBeyond === isBeyond) last.text += char
    else runs.push({ text: char, isBeyond, isRightToLeft: RIGHT_TO_LEFT.test(char) })
  }
  const joined: typeof runs = []
  for (const [i, run] of runs.entries()) {
    const before = joined.at(-1)
    const after = runs[i + 1]
    const isGap = !run.isBeyond && /^[\s\p{P}]+$/u.test(run.text)
    if (before?.isRightToLeft === true && isGap && after?.isRightToLeft === true) before.text += run.text
    else if (before?.isRightToLeft === true && run.isRightToLeft) before.text += run.text
    else joined.push({ ...run })
  }
  const first = joined.find((run) => /\p{L}/u.test(run.text))
  const ordered = first?.isRightToLeft === true ? joined.reverse().map(turnSpaces) : joined
  return ordered.flatMap(({ text, isBeyond, isRightToLeft }): TextRun[] => {
    if (!isBeyond) return partLongWords(text)
    if (!isRightToLeft) return partLongWords(text).map((run) => ({ ...run, font: 'Beyond' }))
    // Only what is laid out in one go is turned round; a space would part it.
    const whole = text.length <= 60 ? text.replaceAll(' ', '\u{a0}') : text
    return [{ text: whole, font: 'Beyond' }]
  })
}

/** Where pieces change places, the space before one is then the space behind it. */
function turnSpaces<Run extends { text: string }>(run: Run): Run {
  const { text } = run
  const middle = text.trim()
  const before = text.length - text.trimStart().length
  return { ...run, text: `${text.slice(before + middle.length)}${middle}${text.slice(0, before)}` }
}

function partLongWords(text: string): TextRun[] {
  if (!LONG_WORD.test(text)) return [{ text }]
  // Every second piece is what matched.
  return text
    .split(LONG_WORD)
    .map((piece, i): TextRun => (i % 2 === 1 ? { text: piece, wordBreak: 'break-all' } : { text: piece }))
    .filter((piece) => piece.text !== '')
}
