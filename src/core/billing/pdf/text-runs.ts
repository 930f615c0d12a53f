import type { PaperFont } from './paper-letters.ts'
import { fontOf, toPrintable } from './printable.ts'

/** A piece of text in one font and one direction, as pdfmake takes it. */
export type TextRun = { text: string; font?: Exclude<PaperFont, 'Inter'>; wordBreak?: 'break-all' }

/** Scripts that are written from right to left. */
const RIGHT_TO_LEFT = /[\p{Script=Hebrew}\p{Script=Arabic}]/u
/** In place of what no font has: a letter that is in none is forbidden in PDF/A, and many readers show nothing. */
const MISSING = '□'
/**
 * An address, a file's name, a word without an end: a column would grow with it and push those beside it, amounts among
 * them, off the paper. The group has it stand between the others when a text is split by it. Signs of two code units and marks
 * that belong to the letter before are left whole: pdfmake parts between any two code units. Between letters of Chinese,
 * Japanese and Korean lines end anyway, by the rules of these scripts.
 */
const LONG_WORD =
  /([^\s\p{M}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u{10000}-\u{10ffff}]{25,})/u
/** A word of more code units than this is parted anywhere in scripts of which a sign may be several. */
const LONG_PIECE = 40
/** Signs by which a letter takes the next one to itself, in the scripts of India, Sri Lanka and Cambodia. */
const JOIN = '\u{94d}\u{9cd}\u{a4d}\u{acd}\u{b4d}\u{bcd}\u{c4d}\u{ccd}\u{d4d}\u{dca}\u{17d2}'
/** A letter, those that are joined to it, and all their marks; the AM of Thai and Lao is half a mark. */
const SYLLABLE = new RegExp(`.(?:[${JOIN}][\\u200c\\u200d]?\\P{M}|[\\p{M}\\u200c\\u200d\\u0e33\\u0eb3]){0,16}`, 'gsu')
/** Scripts that put no spaces between words. */
const UNSPACED: ReadonlySet<PaperFont> = new Set(['Thai', 'Lao', 'Khmer'])
const segmenter = new Intl.Segmenter('en', { granularity: 'word' })
/**
 * Between two pieces that pdfmake would not part: it keeps a piece on the line of the one before where its own rules know
 * no break between their words, and this has none.
 */
const MAY_BREAK: TextRun = { text: '', wordBreak: 'break-all' }

/**
 * What people wrote, made fit for a PDF: pieces by font, right-to-left words in their order as they are read. The full
 * bidirectional algorithm (UAX #9) this is not: names and titles come out right, numbers inside of right-to-left text
 * stand as pieces of their own.
 */
export function textToRuns(text: string): TextRun[] {
  // A word of a script and, between two of its words, what separates them.
  const runs: { text: string; font: PaperFont; isRightToLeft: boolean }[] = []
  for (const sign of toPrintable(text)) {
    const last = runs.at(-1)
    const found = fontOf(sign, last?.font)
    const char = found === undefined ? MISSING : sign
    const font = found ?? 'Beyond'
    if (last !== undefined && last.font === font) last.text += char
    else runs.push({ text: char, font, isRightToLeft: RIGHT_TO_LEFT.test(char) })
  }
  const joined: typeof runs = []
  for (const [i, run] of runs.entries()) {
    const before = joined.at(-1)
    const after = runs[i + 1]
    const isGap = run.font === 'Inter' && /^[\s\p{P}]+$/u.test(run.text)
    if (before?.isRightToLeft === true && isGap && after?.isRightToLeft === true) before.text += run.text
    else if (before?.isRightToLeft === true && run.isRightToLeft) before.text += run.text
    else joined.push({ ...run })
  }
  const first = joined.find((run) => /\p{L}/u.test(run.text))
  const ordered = first?.isRightToLeft === true ? joined.reverse().map(turnSpaces) : joined
  return ordered.flatMap(({ text, font, isRightToLeft }): TextRun[] => {
    if (font === 'Inter') return partLongWords(text)
    if (!isRightToLeft) {
      const pieces = font === 'Beyond' || font === 'Han' ? partLongWords(text) : partScript(text, font)
      return pieces.map((run) => ({ ...run, font }))
    }
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

/** Words of a script of which a sign may be several letters, with breaks where a line may end inside of what has no spaces. */
function partScript(text: string, font: PaperFont): TextRun[] {
  const words = UNSPACED.has(font) ? wordsOf(text) : [text]
  const pieces = words.flatMap((word) => (word.length > LONG_PIECE ? (word.match(SYLLABLE) ?? []) : [word]))
  return pieces.flatMap((piece, i) => (i === 0 ? [{ text: piece }] : [MAY_BREAK, { text: piece }]))
}

/** By the dictionary of the system; what is no word (a full stop, a repetition) stays with the one before. */
function wordsOf(text: string): string[] {
  const words: string[] = []
  for (const { segment } of segmenter.segment(text)) {
    const last = words.pop()
    if (last === undefined) words.push(segment)
    else if (/^[\p{L}\p{N}]/u.test(segment) && !/^[\u0e46\u0ec6]/.test(segment)) words.push(last, segment)
    else words.push(`${last}${segment}`)
  }
  return words
}
