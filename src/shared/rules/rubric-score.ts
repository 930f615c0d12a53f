import type { z } from 'zod'
import type { Criterion, RubricMark } from '../domain/structured.ts'
import { type Criteria, placed } from './rubric-tree.ts'

export type RubricTotals = {
  /** Criteria that carry points: those that have none below them. */
  readonly count: number
  readonly groups: number
  readonly required: number
  /** Sum of the points above 0, which is the most one can reach. */
  readonly positive: number
  /** Sum of the points below 0. */
  readonly negative: number
  /** Shares count instead of points. */
  readonly isWeighted: boolean
}

/** What a rubric adds up to. */
export function rubricTotals(criteria: Criteria): RubricTotals {
  let count = 0
  let groups = 0
  let required = 0
  let positive = 0
  let negative = 0
  for (const { criterion, isGroup } of placed(criteria)) {
    if (criterion.required === true) required += 1
    if (isGroup) {
      groups += 1
      continue
    }
    count += 1
    if (criterion.points > 0) positive += criterion.points
    else negative += criterion.points
  }
  return {
    count,
    groups,
    required,
    positive: tidy(positive),
    negative: tidy(negative),
    isWeighted: isWeighted(criteria),
  }
}

/** Whether shares count: some criterion has a weight. */
export function isWeighted(criteria: Criteria): boolean {
  return criteria.some(({ weight }) => weight !== undefined)
}

/** Sums of decimal points without what binary fractions add to them. */
function tidy(sum: number): number {
  return Math.round(sum * 1e6) / 1e6
}

/**
 * The share of each leaf in the whole, 0 to 1: the product of the weights on the way to it, each over the sum of the
 * weights beside it (as in PaperBench). One without a weight has the weight 1.
 */
export function leafShares(criteria: Criteria): ReadonlyMap<string, number> {
  const places = placed(criteria)
  const known = new Map<string | undefined, { sum: number; count: number }>()
  const parentOf = ({ criterion, depth }: (typeof places)[number]) => (depth === 0 ? undefined : criterion.parent)
  for (const place of places) {
    const beside = known.get(parentOf(place)) ?? { sum: 0, count: 0 }
    known.set(parentOf(place), { sum: beside.sum + (place.criterion.weight ?? 1), count: beside.count + 1 })
  }
  const shares = new Map<string | undefined, number>([[undefined, 1]])
  const leaves = new Map<string, number>()
  for (const place of places) {
    const { sum, count } = known.get(parentOf(place)) ?? { sum: 0, count: 1 }
    // Where all beside each other weigh nothing they share alike.
    const own = sum > 0 ? (place.criterion.weight ?? 1) / sum : 1 / count
    const share = (shares.get(parentOf(place)) ?? 0) * own
    shares.set(place.criterion.id, share)
    if (!place.isGroup) leaves.set(place.criterion.id, share)
  }
  return leaves
}

export type RubricScore = {
  /** Criteria that are marked, of so many. */
  readonly marked: number
  readonly count: number
  /** Points of those that are met, and the most one can reach. Of a rubric with weights: shares of 100. */
  readonly points: number
  readonly most: number
  /** Points over the most, 0 to 1. */
  readonly share: number
  readonly isWeighted: boolean
  /** Required ones that are marked as not met: the whole fails. In their order. */
  readonly failed: readonly Criterion[]
  /** All is marked, and nothing more can be reached. */
  readonly isFull: boolean
}

/**
 * What the marks add up to. Points below 0 are taken off where their criterion is met. A required group is met when
 * all below it with points of 0 or more are. Marks of criteria that are not there do not count.
 */
export function rubricScore(criteria: Criteria, marks: readonly z.infer<typeof RubricMark>[]): RubricScore {
  const metById = new Map(marks.map(({ id, met }) => [id, met]))
  const weighted = isWeighted(criteria)
  const shares = weighted ? leafShares(criteria) : undefined
  const places = placed(criteria)
  /** The required ones on the way to the present criterion. */
  const way: { criterion: Criterion; depth: number; isGroup: boolean }[] = []
  const failedIds = new Set<string>()
  let [marked, count, points, most] = [0, 0, 0, 0]
  for (const place of places) {
    const { criterion, depth, isGroup } = place
    while ((way.at(-1)?.depth ?? -1) >= depth) way.pop()
    way.push(place)
    if (isGroup) continue
    count += 1
    const worth =
      shares === undefined ? criterion.points : (criterion.points < 0 ? -100 : 100) * (shares.get(criterion.id) ?? 0)
    if (worth > 0) most += worth
    const met = metById.get(criterion.id)
    if (met === undefined) continue
    marked += 1
    if (met) points += worth
    else
      for (const one of way) {
        if (one.criterion.required === true && (!one.isGroup || criterion.points >= 0)) failedIds.add(one.criterion.id)
      }
  }
  const failed = places.flatMap(({ criterion }) => (failedIds.has(criterion.id) ? [criterion] : []))
  const share = most > 0 ? Math.min(1, Math.max(0, points / most)) : 0
  const isFull = count > 0 && marked === count && failed.length === 0 && most > 0 && points >= most - 1e-9
  return { marked, count, points: tidy(points), most: tidy(most), share, isWeighted: weighted, failed, isFull }
}
