import type { Passage } from '../domain/work.ts'

/**
 * Where a passage stands in a text that may have changed since it was marked: in its old place if the words are still
 * there, else where the same words stand nearest to it.
 * @returns undefined when the words stand nowhere any more
 */
export function findPassage(text: string, { from, quote }: Passage): { from: number; to: number } | undefined {
  if (quote === '') return undefined
  const at = (start: number): { from: number; to: number } => ({ from: start, to: start + quote.length })
  if (text.startsWith(quote, from)) return at(from)
  const before = text.lastIndexOf(quote, from)
  const after = text.indexOf(quote, from)
  if (before < 0 && after < 0) return undefined
  if (before < 0) return at(after)
  if (after < 0) return at(before)
  return at(from - before <= after - from ? before : after)
}
