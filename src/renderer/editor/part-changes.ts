import type { Text } from '@codemirror/state'
import { difference, textOf } from './text-edits.ts'

type Replacement = { readonly from: number; readonly to: number; readonly insert: Text }

/** A member of such a text: a value on a line, or a list with each part on a line of its own. */
type Member = {
  readonly name: string
  readonly text: string
  readonly from: number
  /** Undefined for what is no list, and for an empty one. */
  readonly parts: readonly Part[] | undefined
}
type Part = { readonly text: string; readonly from: number; readonly to: number }

/** What stands between two parts of a list. */
const BETWEEN = ',\n'

/**
 * What makes one text of a structured field (`shared/rules/structure-text.ts`) of another, part by part: a part that is
 * the same in both is not touched, one that is gone or stands elsewhere is taken out whole, and one that is new there is
 * put in whole. So what another window writes in a part meanwhile stays in it, or shows in the text as something that is
 * no JSON, and never as words of another part. Other texts are changed by the smallest single replacement.
 * @returns replacements in the text `from`, in their order, none overlapping
 */
export function partChanges(from: Text, to: Text): readonly Replacement[] {
  const single = difference(from, to)
  if (single === undefined) return []
  if (isWithinPart(from, single)) return [single]
  const before = membersOf(from.toString())
  const after = membersOf(to.toString())
  if (before === undefined || after?.length !== before.length) return [single]
  const changes: Replacement[] = []
  for (const [at, old] of before.entries()) {
    const next = after[at]
    if (next?.name !== old.name) return [single]
    if (old.parts === undefined || next.parts === undefined) changes.push(...changeWithin(old, next.text))
    else changes.push(...changesOfList(old.parts, next.parts))
  }
  return changes
}

/** What a line says before anything in it may change and it is still the same part, or the same member. */
const NAMED = /^(?:\{"id":"[\w-]+"|"\w+":)/

/** Whether all of a replacement lies behind the name of one part: so does each key. */
function isWithinPart(text: Text, { from, to, insert }: Replacement): boolean {
  const line = text.lineAt(from)
  if (to > line.to || insert.lines > 1) return false
  const name = NAMED.exec(text.sliceString(line.from, Math.min(line.to, line.from + 80)))?.[0] ?? ''
  return name !== '' && from >= line.from + name.length
}

/** @returns undefined for another text than `structureToText` writes */
function membersOf(text: string): readonly Member[] | undefined {
  if (!text.startsWith('{') || !text.endsWith('}')) return undefined
  const lines = text.slice(1, -1).split('\n')
  const members: Member[] = []
  let at = 1
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i] ?? ''
    const name = /^"\w+":/.exec(line)?.[0]
    if (name === undefined) return undefined
    const from = at
    at += line.length + 1
    let parts: Part[] | undefined
    let last = line
    if (line === `${name}[`) {
      parts = []
      for (i += 1; i < lines.length; i++) {
        last = lines[i] ?? ''
        if (last === ']' || last === '],') break
        const isLast = lines[i + 1]?.startsWith(']') === true
        if (!isLast && !last.endsWith(',')) return undefined
        const end = isLast ? last.length : last.length - 1
        parts.push({ text: last.slice(0, end), from: at, to: at + end })
        at += last.length + 1
      }
      if (i === lines.length || parts.length === 0) return undefined
      at += last.length + 1
    }
    const isLast = i === lines.length - 1
    if (last.endsWith(',') === isLast) return undefined
    members.push({ name, text: text.slice(from, isLast ? at - 1 : at - 2), from, parts })
  }
  return members
}

function changeWithin(old: { readonly text: string; readonly from: number }, next: string): Replacement[] {
  const change = difference(textOf(old.text), textOf(next))
  if (change === undefined) return []
  return [{ from: old.from + change.from, to: old.from + change.to, insert: change.insert }]
}

function changesOfList(before: readonly Part[], after: readonly Part[]): Replacement[] {
  const last = before.at(-1)
  const stays = staying(before, after)
  const changes: Replacement[] = []
  /** The last part that stays, and what stands behind it before and after. */
  let behind: Part | undefined
  let [old, next] = [0, 0]
  for (const [oldAt, nextAt] of stays) {
    const [here, there] = [before[oldAt], after[nextAt]]
    if (here === undefined || there === undefined) continue
    const fresh = after.slice(next, nextAt).map(({ text }) => text + BETWEEN)
    const from = before[old]?.from ?? here.from
    if (from < here.from || fresh.length > 0) changes.push({ from, to: here.from, insert: textOf(fresh.join('')) })
    changes.push(...changeWithin(here, there.text))
    behind = here
    ;[old, next] = [oldAt + 1, nextAt + 1]
  }
  const fresh = after.slice(next).map(({ text }) => text)
  if (behind === undefined || last === undefined) {
    const insert = textOf(fresh.join(BETWEEN))
    return [{ from: before[0]?.from ?? 0, to: last?.to ?? 0, insert }]
  }
  const from = behind.to
  if (from < last.to || fresh.length > 0)
    changes.push({ from, to: last.to, insert: textOf(fresh.map((text) => BETWEEN + text).join('')) })
  return changes
}

/** Places of the parts that stay where they are, before and after, in their order: as many as can. */
function staying(before: readonly Part[], after: readonly Part[]): readonly (readonly [number, number])[] {
  const shorter = Math.min(before.length, after.length)
  let start = 0
  while (start < shorter && before[start]?.text === after[start]?.text) start += 1
  let end = 0
  while (end < shorter - start && before.at(-1 - end)?.text === after.at(-1 - end)?.text) end += 1
  const middle = before.slice(start, before.length - end).map(nameOf)
  const places = new Map(middle.map((name, at) => [name, start + at]))
  const found = after.slice(start, after.length - end).flatMap((part, at) => {
    const place = places.get(nameOf(part))
    return place === undefined ? [] : [[place, start + at] as const]
  })
  return [
    ...before.slice(0, start).map((_, at) => [at, at] as const),
    ...longestRise(found),
    ...before.slice(before.length - end).map((_, at) => [before.length - end + at, after.length - end + at] as const),
  ]
}

/** Its id; of a part that has none, or cannot be read, all that it says. */
function nameOf({ text }: Part): string {
  try {
    const part: unknown = JSON.parse(text)
    if (typeof part === 'object' && part !== null && 'id' in part) return JSON.stringify(part.id)
  } catch {
    // Mixed up by edits of two windows: the same only where it reads the same.
  }
  return text
}

/** The longest row of pairs whose first numbers rise (patience sorting). */
function longestRise<Pair extends readonly [number, number]>(pairs: readonly Pair[]): readonly Pair[] {
  type Link = { readonly pair: Pair; readonly before: Link | undefined }
  const ends: Link[] = []
  for (const pair of pairs) {
    let [low, high] = [0, ends.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((ends[middle]?.pair[0] ?? 0) < pair[0]) low = middle + 1
      else high = middle
    }
    ends[low] = { pair, before: ends[low - 1] }
  }
  const row: Pair[] = []
  for (let link = ends.at(-1); link !== undefined; link = link.before) row.push(link.pair)
  return row.reverse()
}
