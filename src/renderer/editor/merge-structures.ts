import { ChangeSet } from '@codemirror/state'
import type { StructuredValue } from '../../shared/domain/structured.ts'
import type { CommentAnswer } from '../../shared/domain/work.ts'
import { difference, textOf } from './text-edits.ts'

/** Members whose text is chosen or drawn, and not written: two of them put together say nothing. */
const CHOSEN: ReadonlySet<string> = new Set(['kind', 'id', 'parent', 'role', 'fault', 'code', 'link', 'validUntil'])

/**
 * What two windows made of one document, put together part by part: each part once, with what either wrote in it; without
 * what either took out, unless the other wrote in it meanwhile. Where both say another thing of the same, and it is no
 * text, `mine` counts.
 * @param base what both began with; `null` for nothing, as in the others
 * @returns of the same kind; it may be more than fits
 */
export function mergeStructures(
  base: StructuredValue | null,
  mine: StructuredValue | null,
  theirs: StructuredValue | null,
): StructuredValue | null {
  if (base === null && (mine === null || theirs === null)) return mine ?? theirs
  const none = emptied(base ?? {})
  return mergeMembers(base ?? {}, mine ?? none, theirs ?? none) as StructuredValue
}

/** The same of the answers to a reviewer's comments. Each was empty once, so that what both began with it is kept. */
export function mergeAnswers(
  base: readonly CommentAnswer[],
  mine: readonly CommentAnswer[],
  theirs: readonly CommentAnswer[],
): readonly CommentAnswer[] {
  const begun = mine.map((one) => ({ ...one, text: '', resolved: false }))
  return mergeLists([...begun, ...base], mine, theirs) as readonly CommentAnswer[]
}

/** What is left where all parts were taken out. */
function emptied(value: object): object {
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, Array.isArray(member) ? [] : member]))
}

function mergeMembers(base: object, mine: object, theirs: object): object {
  const [old, own, other] = [base, mine, theirs].map((members) => new Map<string, unknown>(Object.entries(members)))
  const names = new Set([...(own?.keys() ?? []), ...(other?.keys() ?? [])])
  return Object.fromEntries(
    [...names].flatMap((name) => {
      const merged = merge(old?.get(name), own?.get(name), other?.get(name), name)
      return merged === undefined ? [] : [[name, merged]]
    }),
  )
}

function merge(base: unknown, mine: unknown, theirs: unknown, name: string): unknown {
  if (isSame(mine, theirs) || isSame(theirs, base)) return mine
  if (isSame(mine, base)) return theirs
  if (mine === undefined) return theirs
  if (typeof mine === 'string' && typeof theirs === 'string' && typeof base === 'string' && !CHOSEN.has(name))
    return mergeTexts(base, mine, theirs)
  if (Array.isArray(mine) && Array.isArray(theirs)) return mergeLists(Array.isArray(base) ? base : [], mine, theirs)
  if (isObject(mine) && isObject(theirs)) return mergeMembers(isObject(base) ? base : {}, mine, theirs)
  return mine
}

function mergeTexts(base: string, mine: string, theirs: string): string {
  const [own, other] = [mine, theirs].map((text) =>
    ChangeSet.of(difference(textOf(base), textOf(text)) ?? [], base.length),
  )
  if (own === undefined || other === undefined) return mine
  return own
    .map(other)
    .apply(other.apply(textOf(base)))
    .toString()
}

/**
 * Whether each figure and each choice in what the texts of two windows came to together is one that either made: 5 and 7
 * points, each in the place of 2, are 57 as texts, which JSON takes.
 */
export function isOfEither(
  found: StructuredValue | null,
  mine: StructuredValue | null,
  theirs: StructuredValue | null,
): boolean {
  return isTaken(found, mine, theirs, '')
}

function isTaken(found: unknown, mine: unknown, theirs: unknown, name: string): boolean {
  if (isSame(found, mine) || isSame(found, theirs)) return true
  if (typeof found === 'string') return !CHOSEN.has(name)
  if (Array.isArray(found)) {
    const [parts, own, other] = [found, mine, theirs].map((list) => partsByName(Array.isArray(list) ? list : []))
    return [...(parts ?? [])].every(([part, one]) => isTaken(one, own?.get(part), other?.get(part), ''))
  }
  if (!isObject(found)) return false
  const [own, other] = [mine, theirs].map((one) => (isObject(one) ? one : {}))
  return Object.entries(found).every(([member, one]) => isTaken(one, own?.[member], other?.[member], member))
}

/** Of lists whose parts have no names `mine` counts. */
function mergeLists(
  base: readonly unknown[],
  mine: readonly unknown[],
  theirs: readonly unknown[],
): readonly unknown[] {
  const [old, own, other] = [base, mine, theirs].map(partsByName)
  if (old === undefined || own === undefined || other === undefined) return mine
  const isMoved = !isSame(
    [...own.keys()].filter((name) => old.has(name)),
    [...old.keys()].filter((name) => own.has(name)),
  )
  const [lead, follow] = isMoved ? [own, other] : [other, own]
  const names = [...lead.keys()]
  let before: string | undefined
  for (const name of follow.keys()) {
    if (!lead.has(name)) names.splice(before === undefined ? 0 : names.indexOf(before) + 1, 0, name)
    before = name
  }
  return names.flatMap((name) => merge(old.get(name), own.get(name), other.get(name), '') ?? [])
}

/** @returns undefined where one of them has no name. Of two of one name the last one counts. */
function partsByName(parts: readonly unknown[]): ReadonlyMap<string, unknown> | undefined {
  const byName = new Map<string, unknown>()
  for (const part of parts) {
    if (!isObject(part)) return undefined
    const { id, response, dimension, submissionId, comment, about } = part
    const answered = submissionId === undefined ? undefined : [submissionId, comment, about]
    const name = id ?? answered ?? (response === undefined ? undefined : [response, dimension])
    if (name === undefined) return undefined
    byName.set(JSON.stringify(name), part)
  }
  return byName
}

function isSame(a: unknown, b: unknown): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b)
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
