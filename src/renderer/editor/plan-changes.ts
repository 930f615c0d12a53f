import { boundedDiff } from './bounded-diff.ts'

/** A piece of a text beside what it was: `gap` stands for what is the same and left out. */
export type ChangePiece = { readonly kind: 'same' | 'gone' | 'new' | 'gap'; readonly text: string }

/** So many characters around a change are shown, up to the next end of a word. */
const AROUND = 80
/** Beyond this effort the difference is told more roughly. */
const LIMITS = { scanLimit: 2_000, timeout: 300 }

/** What has changed from one text to the other, in their order, with a little of what is around. */
export function planChanges(before: string, after: string): ChangePiece[] {
  const changes = boundedDiff(before, after, LIMITS)
  const pieces: ChangePiece[] = []
  const add = (kind: ChangePiece['kind'], text: string): void => {
    if (text !== '') pieces.push({ kind, text })
  }
  let at = 0
  changes.forEach(({ fromA, toA, fromB, toB }, i) => {
    addSame(after.slice(at, fromB), i > 0, true)
    add('gone', before.slice(fromA, toA))
    add('new', after.slice(fromB, toB))
    at = toB
  })
  if (changes.length > 0) addSame(after.slice(at), true, false)
  return pieces

  /** @param isAfter, isBefore whether a change stands before or behind it */
  function addSame(text: string, isAfter: boolean, isBefore: boolean): void {
    const head = isAfter ? wordEnd(text, AROUND) : 0
    const tail = isBefore ? wordStart(text, text.length - AROUND) : text.length
    if (head >= tail) return add('same', text)
    add('same', text.slice(0, head))
    add('gap', text.slice(head, tail))
    add('same', text.slice(tail))
  }
}

function wordEnd(text: string, from: number): number {
  const at = text.slice(from).search(/\s/)
  return at < 0 ? text.length : from + at
}

function wordStart(text: string, from: number): number {
  return from <= 0 ? 0 : text.lastIndexOf(' ', from) + 1
}
