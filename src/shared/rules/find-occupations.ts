import type { Occupation } from '../domain/task.ts'

const fold = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()

const wordsOf = (text: string): string[] => fold(text).match(/[\p{L}\p{N}]+/gu) ?? []

/**
 * Occupations that fit what was typed: its digits begin the code (`29-1141`, also without the dash), or each of its words
 * begins a word of the title. Titles that begin with what was typed come first, then shorter ones.
 * @param limit at most so many
 */
export function findOccupations(list: readonly Occupation[], query: string, limit: number): Occupation[] {
  const words = wordsOf(query)
  if (words.length === 0) return list.slice(0, limit)
  const typed = fold(query).trim()
  const digits = /^[\d.\- ]+$/.test(typed) ? typed.replace(/\D/g, '') : ''
  const found = list.flatMap((occupation) => {
    const rank = digits === '' ? rankByTitle(occupation.title, typed, words) : rankByCode(occupation.code, digits)
    return rank === undefined ? [] : [{ occupation, rank }]
  })
  return found
    .toSorted(
      (a, b) =>
        a.rank - b.rank ||
        (digits === '' ? a.occupation.title.length - b.occupation.title.length : 0) ||
        (a.occupation.code < b.occupation.code ? -1 : 1),
    )
    .slice(0, limit)
    .map(({ occupation }) => occupation)
}

function rankByCode(code: string, digits: string): number | undefined {
  return code.replace(/\D/g, '').startsWith(digits) ? 0 : undefined
}

function rankByTitle(title: string, typed: string, words: readonly string[]): number | undefined {
  const own = wordsOf(title)
  if (!words.every((word) => own.some((one) => one.startsWith(word)))) return undefined
  const folded = fold(title)
  if (folded === typed) return 0
  if (folded.startsWith(typed)) return 1
  return own[0]?.startsWith(words[0] ?? '') === true ? 2 : 3
}

/** The occupation that is called exactly so, by its title or its code, whatever the case. */
export function occupationCalled(list: readonly Occupation[], text: string): Occupation | undefined {
  const wanted = fold(text).trim()
  return wanted === '' ? undefined : list.find(({ code, title }) => fold(title) === wanted || code === wanted)
}
