import type { z } from 'zod'
import { type StructuredKind, StructuredValue } from '../domain/structured.ts'
import { parseJson } from './parse-json.ts'
import { textToStructure } from './structure-text.ts'

/** What can be read of the text of a structured field. */
export type ReadStructure = {
  readonly value: StructuredValue | null
  /** Something stands in the text that could not be read and is not in the value. */
  readonly isPart: boolean
  /** By how much it goes beyond limits. */
  readonly excess: number
}

const nothing: ReadStructure = { value: null, isPart: true, excess: 0 }

/**
 * Reads such a text as far as it can be read. A value beyond a limit (limits may have been wider when it was written) is
 * one that a person can read and shorten, so it stays; what has another shape than it should have is left out by itself,
 * and not all that stands around it.
 * @param kind what it is to be; anything where it is left out
 */
export function readStructure(text: string, kind?: StructuredKind): ReadStructure {
  const strict = textToStructure(text)
  if (strict.ok) {
    const isOther = strict.value !== null && kind !== undefined && strict.value.kind !== kind
    return isOther ? nothing : { value: strict.value, isPart: false, excess: 0 }
  }
  const json = parseJson(text)
  if (!isHolder(json) || (kind !== undefined && json['kind'] !== kind)) return nothing
  for (let isPart = false; ; isPart = true) {
    const parsed = StructuredValue.safeParse(json)
    if (parsed.success) return { value: parsed.data, isPart, excess: 0 }
    const wrong = parsed.error.issues.filter((issue) => !isBeyond(issue))
    if (wrong.length === 0) {
      // All of the right shape.
      const value = json as StructuredValue
      return { value, isPart, excess: beyondLimits(value) }
    }
    const places = wrong.map(({ path }) => path)
    if (!takeOut(json, places)) return nothing
  }
}

/** Whether such a text says more than was read of it, as one may that a newer version of Understudy has written. */
export function holdsMore(text: string, value: StructuredValue | null): boolean {
  return value !== null && isMore(parseJson(text), value)
}

function isMore(json: unknown, read: unknown): boolean {
  if (!isHolder(json) || !isHolder(read)) return false
  return Object.entries(json).some(([name, member]) => !Object.hasOwn(read, name) || isMore(member, read[name]))
}

/**
 * By how much a value goes beyond limits in all: 0 where it can be read again as it is, infinite where its shape is
 * wrong. So what is too long can be made shorter step by step.
 */
export function beyondLimits(value: StructuredValue): number {
  const parsed = StructuredValue.safeParse(value)
  if (parsed.success) return 0
  return parsed.error.issues.reduce((sum, issue) => sum + (isBeyond(issue) ? excessOf(issue, value) : Infinity), 0)
}

const beyond: ReadonlySet<z.core.$ZodIssue['code']> = new Set([
  'too_big',
  'too_small',
  'not_multiple_of',
  'invalid_format',
])

function isBeyond({ code }: z.core.$ZodIssue): boolean {
  return beyond.has(code)
}

function excessOf(issue: z.core.$ZodIssue, value: StructuredValue): number {
  if (issue.code !== 'too_big') return 1
  const found = at(value, issue.path)
  const size = typeof found === 'string' || Array.isArray(found) ? found.length : Number(found)
  return Math.max(1, size - Number(issue.maximum))
}

type Path = readonly PropertyKey[]

function at(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((inner, key) => (isHolder(inner) ? inner[key as string] : undefined), value)
}

/**
 * Takes out what lies at these places. Where nothing lies at one, something is missing in what holds it, which goes.
 * @returns false where nothing would be left
 */
function takeOut(json: unknown, paths: readonly Path[]): boolean {
  const places = new Map<string, Path>()
  for (const path of paths) {
    const place = at(json, path) === undefined ? path.slice(0, -1) : path
    if (place.length === 0) return false
    places.set(JSON.stringify(place), place)
  }
  // From behind, so that no place in a list moves before it is its turn.
  for (const place of [...places.values()].toSorted(comparePlaces).reverse()) {
    const holder = at(json, place.slice(0, -1))
    const key = place.at(-1)
    if (Array.isArray(holder)) holder.splice(Number(key), 1)
    else if (isHolder(holder)) delete holder[String(key)]
  }
  return true
}

function comparePlaces(a: Path, b: Path): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const [one, other] = [a[i], b[i]]
    if (one === other) continue
    if (typeof one === 'number' && typeof other === 'number') return one - other
    return String(one) < String(other) ? -1 : 1
  }
  return a.length - b.length
}

function isHolder(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
