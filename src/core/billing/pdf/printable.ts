import { type PaperFont, paperFonts, paperLetters } from './paper-letters.ts'

const sets = new Map<PaperFont, ReadonlySet<number>>()

/** Made when the first letter is looked for there: one of them has forty thousand. */
function lettersOf(font: PaperFont): ReadonlySet<number> {
  const made = sets.get(font)
  if (made !== undefined) return made
  const set = new Set<number>()
  for (const range of paperLetters[font].split(' ')) {
    const [first = '', last = first] = range.split('-')
    for (let code = Number.parseInt(first, 16); code <= Number.parseInt(last, 16); code++) set.add(code)
  }
  sets.set(font, set)
  return set
}

/** What is set in the second font also where the first has some of it, so that a word is not in two. */
const BEYOND = /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Armenian}\p{Script=Georgian}\u{2190}-\u{27bf}]/u
/** Signs of several scripts (a danda, joiners, accents) stay in the font of the word that they belong to. */
const SHARED = /[\p{Script=Common}\p{Script=Inherited}]/u

/** In which font a letter stands; undefined where none has it. @param before the font of the letter before */
export function fontOf(char: string, before?: PaperFont): PaperFont | undefined {
  const code = char.codePointAt(0) ?? 0
  const isScript = before !== undefined && before !== 'Inter' && before !== 'Beyond'
  if (isScript && SHARED.test(char) && lettersOf(before).has(code)) return before
  if (BEYOND.test(char) && lettersOf('Beyond').has(code)) return 'Beyond'
  return paperFonts.find((font) => lettersOf(font).has(code))
}

/** A joiner between letters of these scripts says how they are joined; anywhere else it has no shape. */
const LOOSE_JOINER =
  /(?<![\p{Script=Arabic}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Gurmukhi}\p{Script=Gujarati}\p{Script=Oriya}\p{Script=Tamil}\p{Script=Telugu}\p{Script=Kannada}\p{Script=Malayalam}\p{Script=Sinhala}\p{Script=Khmer}])[\u200c\u200d]/gu

/**
 * A text as a paper has it: accents on their letters (files of a Mac name them apart), the blanks and hyphens of word
 * processors as those that fonts have, nothing without a shape, control characters as spaces.
 */
export function toPrintable(text: string): string {
  return text
    .normalize('NFC')
    .replaceAll(/(?![\u200c\u200d])\p{Default_Ignorable_Code_Point}/gu, '')
    .replaceAll(LOOSE_JOINER, '')
    .replaceAll(/[\u2010\u2011]/g, '-')
    .replaceAll(/[\u2007\u202f]/g, '\u{a0}')
    .replaceAll(/(?!\u{a0})\p{Zs}/gu, ' ')
    .replaceAll(/\p{Cc}+/gu, ' ')
}

/** The letters of a text that no paper can show, each once. */
export function unprintable(text: string): string[] {
  return [...new Set(toPrintable(text))].filter((char) => fontOf(char) === undefined)
}
