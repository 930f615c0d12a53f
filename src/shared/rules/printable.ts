/** What the two fonts of our papers have (`resources/fonts`; a test holds it against them), as ranges of code points. */
const INTER =
  '20-7e a0-ac ae-148 14a-1c3 1c5-254 256-27b 27e-284 286-290 292-2a4 2a6-2cc 2ce-2d7 2da 2dc-301 303-304 ' +
  '308-309 323 374-376 37a-37f 384-38a 38c 38e-3a1 3a3-3d7 3dc-3dd 3f0-3f6 3f9-3fa 3fc-479 480-49d 4a0-4ff 52f ' +
  '1d00 1d0d 1d1b 1d43 1d47-1d49 1d4d 1d4f-1d50 1d52 1d56-1d58 1d5b 1d62-1d65 1d9c 1da0 1dbb 1dbf 1e00-1e9b ' +
  '1e9d-1f15 1f18-1f1d 1f20-1f45 1f48-1f4d 1f50-1f57 1f59 1f5b 1f5d 1f5f-1f7d 1f80-1fb4 1fb6-1fc4 1fc6-1fd3 ' +
  '1fd6-1fdb 1fdd-1fef 1ff2-1ff4 1ff6-1ffe 2002 2009 200b 2013-2014 2018-201a 201c-201e 2020 2022 2026 ' +
  '2032-2033 2039-203a 2044 20a0-20af 20b1-20b5 20b8-20ba 20bc-20bf 2113 2116 2122 2191 2193 2212 2c7c 2c7f ' +
  '2dff a69f a7ff feff'

/** Of the second one what the first has too is asked for there first. */
const DEJAVU =
  '20-7e a0 531-556 559-55f 561-587 589-58a 5b0-5c3 5c6-5c7 5d0-5ea 5f0-5f4 606-607 609-60a 60c 615 61b 61f ' +
  '621-63a 640-655 657 65a 660-670 674 679-6bf 6c6-6c8 6cb-6cc 6ce 6d0 6d5 6f0-6f9 10a0-10c5 10d0-10fc ' +
  '2000-2064 206a-206f 2190-22ff 2500-269c 269e-26b8 26c0-26c3 26e2 2701-2704 2706-2709 270c-2727 2729-274b ' +
  '274d 274f-2752 2756 2758-275e 2761-2794 2798-27af 27b1-27be fb1d-fb36 fb38-fb3c fb3e fb40-fb41 fb43-fb44 ' +
  'fb46-fb4f fb52-fba3 fbaa-fbad fbd3-fbdc fbde-fbdf fbe4-fbe9 fbfc-fbff fe70-fe74 fe76-fefc feff'

const inter = toSet(INTER)
const dejavu = toSet(DEJAVU)

function toSet(ranges: string): ReadonlySet<number> {
  const set = new Set<number>()
  for (const range of ranges.split(' ')) {
    const [first = '', last = first] = range.split('-')
    for (let code = Number.parseInt(first, 16); code <= Number.parseInt(last, 16); code++) set.add(code)
  }
  return set
}

/** What is set in the second font also where the first has some of it, so that a word is not in two. */
const BEYOND = /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Armenian}\p{Script=Georgian}\u{2190}-\u{27bf}]/u

/** In which font a letter stands; undefined where neither has it. */
export function fontOf(char: string): 'Inter' | 'Beyond' | undefined {
  const code = char.codePointAt(0) ?? 0
  if (inter.has(code) && !(BEYOND.test(char) && dejavu.has(code))) return 'Inter'
  return dejavu.has(code) ? 'Beyond' : undefined
}

/**
 * A text as a paper has it: accents on their letters (files of a Mac name them apart), the blanks and hyphens of word
 * processors as those that fonts have, nothing without a shape, control characters as spaces.
 */
export function toPrintable(text: string): string {
  return text
    .normalize('NFC')
    .replaceAll(/\p{Default_Ignorable_Code_Point}/gu, '')
    .replaceAll(/[\u2010\u2011]/g, '-')
    .replaceAll(/[\u2007\u202f]/g, '\u{a0}')
    .replaceAll(/(?!\u{a0})\p{Zs}/gu, ' ')
    .replaceAll(/\p{Cc}+/gu, ' ')
}

/** The letters of a text that no paper can show, each once. */
export function unprintable(text: string): string[] {
  return [...new Set(toPrintable(text))].filter((char) => fontOf(char) === undefined)
}
