import type { z } from 'zod'
import type { Field } from '../domain/fields.ts'
import type { ComparisonField, StructuredOf } from '../domain/structured.ts'
import { letterOf } from './checks/comparison-check.ts'
import { shuffled } from './shuffle.ts'
import { listed } from './tied-order.ts'

type Comparison = z.infer<typeof ComparisonField>
type Value = StructuredOf<'comparison'>

/** Materials that are compared without their names; nothing but the comparison may show them. */
export function comparedBlind(fields: readonly Field[]): ReadonlySet<string> {
  return new Set(fields.flatMap((field) => (isComparison(field) && field.blind ? field.responses : [])))
}

function isComparison(field: Field): field is Comparison {
  return field.kind === 'comparison'
}

/**
 * The value a comparison begins with: the order is drawn where it is blind, and the operator's where it is not.
 * @param seed an integer from 1 to 4,294,967,295
 */
export function beginComparison(field: Pick<Comparison, 'responses' | 'blind'>, seed: number): Value {
  return {
    kind: 'comparison',
    seed: field.blind ? seed : 0,
    order: field.blind ? shuffled(field.responses, seed) : [...field.responses],
    ranking: [],
    justification: '',
    scores: [],
  }
}

type Asked = Pick<Comparison, 'responses' | 'blind' | 'dimensions'>

/** Whether an order holds each response once. */
export function isOrderWhole(field: Pick<Comparison, 'responses'>, order: readonly string[]): boolean {
  return order.length === field.responses.length && field.responses.every((key) => order.includes(key))
}

/** Whether a comparison is of what the operator asks for now; else it is to be renewed. */
export function isOfNow(field: Asked, { order, scores }: Value): boolean {
  return isOrderWhole(field, order) && scores.every((score) => isAsked(field, score))
}

/** A score that is not has no scale on which it could be changed. */
function isAsked({ responses, dimensions }: Asked, { response, dimension, score }: Value['scores'][number]): boolean {
  return responses.includes(response) && dimensions.some(({ key, points }) => key === dimension && score <= points)
}

/**
 * A comparison of which the operator has changed what is asked for, with what was said of that which is still asked for.
 * Where the responses are others, their order is drawn anew.
 */
export function renewComparison(field: Asked, value: Value, seed: number): Value {
  const scores = value.scores.filter((score) => isAsked(field, score))
  if (isOrderWhole(field, value.order)) return { ...value, scores }
  const still = new Set(field.responses)
  const ranking = value.ranking.map((group) => group.filter((key) => still.has(key))).filter(({ length }) => length > 0)
  const { order, seed: drawn } = beginComparison(field, seed)
  return {
    ...value,
    seed: drawn,
    order,
    // A choice between two is none any more when one of them is another.
    ranking: ranking.flat().length === field.responses.length ? ranking : [],
    scores,
  }
}

/** What a response is called: its letter, and its name where that may be known. */
export function responseName(
  field: Pick<Comparison, 'blind'>,
  order: readonly string[],
  key: string,
  titleOf: (key: string) => string,
): string {
  const at = order.indexOf(key)
  if (at < 0) return titleOf(key)
  return field.blind ? letterOf(at) : `${letterOf(at)} (${titleOf(key)})`
}

/** What was chosen, in words: `B is better than A.` `A and C are equally good, and better than B.` */
export function choiceInWords(ranking: readonly (readonly string[])[], nameOf: (key: string) => string): string {
  const groups = ranking.filter(({ length }) => length > 0)
  const [best, ...rest] = groups.map((group) => listed(group.map(nameOf)))
  if (best === undefined) return 'Nothing was chosen.'
  const isOne = groups[0]?.length === 1
  if (rest.length === 0) return isOne ? `${best} was chosen.` : `${best} are equally good.`
  const after = rest.join(', then ')
  return isOne ? `${best} is better than ${after}.` : `${best} are equally good, and better than ${after}.`
}

/** The score of a response in one dimension, set or taken out. */
export function withScore(value: Value, response: string, dimension: string, score: number | undefined): Value {
  const isOther = (one: Value['scores'][number]): boolean => one.response !== response || one.dimension !== dimension
  const rest = value.scores.filter(isOther)
  const isOnlyOne = value.scores.length - rest.length <= 1
  if (isOnlyOne && value.scores.find((one) => !isOther(one))?.score === score) return value
  return { ...value, scores: score === undefined ? rest : [...rest, { response, dimension, score }] }
}
