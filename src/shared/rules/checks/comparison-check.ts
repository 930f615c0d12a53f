import { counted, thereAre } from '../counted.ts'
import { wordCount } from '../words.ts'
import type { Check } from './check.ts'

export const comparisonProblem: Check<'comparison'> = (field, { scores, ranking, justification, order }) => {
  const isWhole = order.length === field.responses.length && field.responses.every((key) => order.includes(key))
  if (!isWhole) return { code: 'too-few', text: 'What is compared has changed. Open the comparison once more.' }
  const steps = new Map(field.dimensions.map(({ key, points }) => [key, points]))
  const given = new Set(scores.map(({ response, dimension }) => `${response} ${dimension}`))
  const open = field.responses.flatMap((response) =>
    field.dimensions.filter(({ key }) => !given.has(`${response} ${key}`)),
  )
  if (open.length > 0)
    return { code: 'too-few', text: open.length === 1 ? 'One score is missing.' : `${open.length} scores are missing.` }
  const isOff = scores.some(
    ({ response, dimension, score }) => !order.includes(response) || score > (steps.get(dimension) ?? 0),
  )
  if (isOff) return { code: 'out-of-range', text: 'A score is not on its scale.' }
  // Two windows may have given it while the desk was away.
  const twice = scores.find((one, at) => scores.some((other, i) => i < at && isSameScore(one, other)))
  if (twice !== undefined) {
    const label = field.dimensions.find(({ key }) => key === twice.dimension)?.label ?? twice.dimension
    return {
      code: 'out-of-range',
      text: `A score for “${label}” was given twice, in two windows. Choose another step there, and then yours.`,
    }
  }
  const ranked = ranking.flat()
  if (field.responses.some((response) => !ranked.includes(response))) {
    return { code: 'too-few', text: 'Say which one is better overall.' }
  }
  if (ranked.length !== field.responses.length) return { code: 'not-a-choice', text: 'Each response has one place.' }
  if (!field.ties && ranking.some((group) => group.length > 1))
    return { code: 'too-many', text: 'Ties are not allowed here.' }
  const words = wordCount(justification)
  if (words < field.minWords) {
    return {
      code: 'too-short',
      text: `The justification needs at least ${counted(field.minWords, 'word', 'words')}; ${thereAre(words)}.`,
    }
  }
  if (field.minWords === 0) return undefined
  const unnamed = unnamedIn(justification, order.length)
  if (unnamed.length === 0) return undefined
  return { code: 'too-short', text: `The justification does not name ${unnamed.join(' and ')}.` }
}

type Score = { readonly response: string; readonly dimension: string }

function isSameScore(a: Score, b: Score): boolean {
  return a.response === b.response && a.dimension === b.dimension
}

/** What the response at a place from the left is called: A, B, C… */
export function letterOf(at: number): string {
  return String.fromCharCode(65 + at)
}

/** Whether a text names a response by its letter, as a word of its own in capitals: “A”, “Response B”, “B’s”. */
export function isNamed(text: string, letter: string): boolean {
  return new RegExp(`(?<![\\p{L}\\p{N}])${letter}(?![\\p{L}\\p{N}])`, 'u').test(text)
}

/** Letters of the first `count` responses that a text does not name. */
export function unnamedIn(text: string, count: number): string[] {
  return Array.from({ length: count }, (_, at) => letterOf(at)).filter((letter) => !isNamed(text, letter))
}
