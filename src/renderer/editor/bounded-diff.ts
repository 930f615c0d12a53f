import { Change, diff, presentableDiff } from '@codemirror/merge'

type Limits = { readonly scanLimit: number; readonly timeout: number }

/** What repeats within so many characters, over so many pieces of this length, is one long row of the same. */
const PERIOD = 64
const PIECE = 1_024
const MOST_PIECES = 40

/**
 * Where two texts differ. Where both have a long row of the same (a model that went on with dots, say), what lies between
 * their common beginning and end is one change: the library looks up each of its places in the other, whatever time it is
 * given, and 160 kB took ten seconds and more, and it grows with the square.
 */
export function boundedDiff(before: string, after: string, limits: Limits): readonly Change[] {
  return asOneChange(before, after) ?? presentableDiff(before, after, limits)
}

/** The same for the library's views, which make it presentable themselves. */
export function boundedDiffConfig(limits: Limits) {
  return { ...limits, override: (a: string, b: string) => asOneChange(a, b) ?? diff(a, b, limits) }
}

/** @returns undefined where the texts have no such row */
function asOneChange(before: string, after: string): readonly Change[] | undefined {
  if (!isLongRow(before) || !isLongRow(after)) return undefined
  const shorter = Math.min(before.length, after.length)
  let from = 0
  while (from < shorter && before[from] === after[from]) from += 1
  let same = 0
  while (same < shorter - from && before[before.length - 1 - same] === after[after.length - 1 - same]) same += 1
  // A sign of two code units stays whole.
  if (isLow(before, from) || isLow(after, from)) from -= 1
  if (isLow(before, before.length - same) || isLow(after, after.length - same)) same -= 1
  return before === after ? [] : [new Change(from, before.length - same, from, after.length - same)]
}

function isLow(text: string, at: number): boolean {
  return /^[\udc00-\udfff]/.test(text.charAt(at))
}

function isLongRow(text: string): boolean {
  let pieces = 0
  for (let at = 0; at + PIECE <= text.length; at += PIECE) {
    pieces = isPeriodic(text.slice(at, at + PIECE)) ? pieces + 1 : 0
    if (pieces >= MOST_PIECES) return true
  }
  return false
}

function isPeriodic(piece: string): boolean {
  for (let period = 1; period <= PERIOD; period++) if (piece.startsWith(piece.slice(period))) return true
  return false
}
