import type { z } from 'zod'

type Issue = z.core.$ZodIssue

const MOST = 5

/**
 * What is wrong with something from outside, for a person: where, and what was expected, never what was written.
 * @returns one line per problem, such as `fields[2].minWords: must be a whole number`
 */
export function issuesToTexts(error: z.ZodError): string[] {
  const problems = error.issues
    .flatMap((issue) => flatten(issue, []))
    .map(({ path, text }) => `${pathToText(path)}${text}`)
  const distinct = [...new Set(problems)]
  return distinct.length <= MOST
    ? distinct
    : [...distinct.slice(0, MOST), `and ${distinct.length - MOST} more problems`]
}

type Problem = { readonly path: readonly PropertyKey[]; readonly text: string }

function flatten(issue: Issue, before: readonly PropertyKey[]): Problem[] {
  const path = [...before, ...issue.path]
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    // The variant that was meant is the one that came furthest: its problems lie deepest, or are fewest.
    const meant = issue.errors.reduce((best, other) => (closeness(other) > closeness(best) ? other : best))
    return meant.flatMap((inner) => flatten(inner, path))
  }
  if ((issue.code === 'invalid_key' || issue.code === 'invalid_element') && issue.issues.length > 0) {
    return issue.issues.flatMap((inner) => flatten(inner, path))
  }
  return [{ path, text: issueToText(issue) }]
}

function closeness(issues: readonly Issue[]): number {
  const depth = Math.max(0, ...issues.map((issue) => issue.path.length))
  // A branch that turns the kind away was not meant; one that takes it and finds fault with something else was.
  const discriminator = issues.some(
    (issue) => issue.code === 'invalid_union' || (issue.code === 'custom' && issue.path.at(-1) === 'kind'),
  )
  return depth * 100 - issues.length - (discriminator ? 1000 : 0)
}

function issueToText(issue: Issue): string {
  if (issue.code === 'invalid_type') {
    if (issue.message.endsWith('received undefined')) return 'is missing'
    return `must be ${kindWords[issue.expected] ?? `of type ${issue.expected}`}`
  }
  if (issue.code === 'unrecognized_keys') return `has unknown parts: ${issue.keys.join(', ')}`
  if (issue.code === 'invalid_value') return `must be ${issue.values.map(String).join(' or ')}`
  if (issue.code === 'invalid_union') {
    return 'is of no known kind'
  }
  if (issue.code === 'too_big') return `is too large: at most ${String(issue.maximum)} ${unit(issue.origin)}`.trimEnd()
  if (issue.code === 'too_small') {
    return issue.origin === 'string' && issue.minimum === 1
      ? 'is empty'
      : `is too small: at least ${String(issue.minimum)} ${unit(issue.origin)}`.trimEnd()
  }
  return issue.message
}

const kindWords: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
}

function unit(origin: string): string {
  return origin === 'string' ? 'characters' : origin === 'array' ? 'entries' : ''
}

function pathToText(path: readonly PropertyKey[]): string {
  let text = ''
  for (const part of path) text += typeof part === 'number' ? `[${part}]` : `${text === '' ? '' : '.'}${String(part)}`
  return text === '' ? '' : `${text.replaceAll(/\p{Cc}/gu, ' ').slice(0, 200)}: `
}
