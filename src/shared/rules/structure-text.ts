import { StructuredValue } from '../domain/structured.ts'
import { err, ok, type Result } from '../domain/result.ts'

/** Parts do not change once they are made, so each is written only once. */
const written = new WeakMap<object, string>()

/**
 * The value of a structured field as the text that the edit log keeps: JSON (RFC 8259) with each part of its lists on a
 * line of its own, so that an edit of one criterion touches one line.
 */
export function structureToText(value: StructuredValue): string {
  const members = Object.entries(value).flatMap(([name, member]: [string, unknown]) => {
    if (member === undefined) return []
    if (!Array.isArray(member) || member.length === 0) return [`${JSON.stringify(name)}:${JSON.stringify(member)}`]
    return [`${JSON.stringify(name)}:[\n${member.map(partToText).join(',\n')}\n]`]
  })
  return `{${members.join(',\n')}}`
}

function partToText(part: unknown): string {
  if (typeof part !== 'object' || part === null) return JSON.stringify(part)
  let text = written.get(part)
  if (text === undefined) {
    text = JSON.stringify(part)
    written.set(part, text)
  }
  return text
}

/** The same value, in which parts of lists that are as they were before are the same objects as before. */
export function withPartsOf<Value extends StructuredValue>(before: StructuredValue | null, value: Value): Value {
  if (before === null) return value
  const known = new Map<string, unknown>()
  for (const member of Object.values(before)) {
    if (Array.isArray(member)) for (const part of member as unknown[]) known.set(partToText(part), part)
  }
  const members = Object.entries(value).map(([name, member]: [string, unknown]) => [
    name,
    Array.isArray(member) ? member.map((part: unknown) => known.get(partToText(part)) ?? part) : member,
  ])
  return Object.fromEntries(members) as Value
}

/** How JSON writes half a pair of surrogates, as one is left where a text was cut within an emoji. */
const half = /\\ud[89a-f]/i

/**
 * Reads such a text. An empty one is no value: `null`. The error says what does not fit. Half a pair of surrogates is
 * read as U+FFFD: with it the work could not be signed (RFC 8785).
 */
export function textToStructure(text: string): Result<StructuredValue | null, string> {
  if (text.trim() === '') return ok(null)
  let json: unknown
  try {
    json = JSON.parse(text, half.test(text) ? wellFormed : undefined)
  } catch {
    return err('it is not JSON')
  }
  const parsed = StructuredValue.safeParse(json)
  if (parsed.success) return ok(parsed.data)
  const [issue] = parsed.error.issues
  return err(issue === undefined ? 'it does not fit' : `${issue.path.join('.')}: ${issue.message}`)
}

function wellFormed(_: string, member: unknown): unknown {
  return typeof member === 'string' ? member.toWellFormed() : member
}
