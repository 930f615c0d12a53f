import { leafShares, rubricTotals, type RubricTotals } from '../../../../../../shared/rules/rubric-score.ts'
import type { Criteria, Placed } from '../../../../../../shared/rules/rubric-tree.ts'
import { count } from '../../../../../format/amounts.ts'
import { numberFormat } from '../../../../../format/intl.ts'

/** What a rubric adds up to: `12 criteria · 30 points to reach · 4 can be taken off · 2 required`. */
export function totalsInWords(totals: RubricTotals): string {
  const { count: leaves, groups, required, positive, negative, isWeighted } = totals
  return [
    count(leaves, 'criterion', 'criteria'),
    groups > 0 ? `in ${count(groups, 'group', 'groups')}` : '',
    isWeighted ? 'shares count' : `${pointsInWords(positive)} to reach`,
    negative < 0 && !isWeighted ? `${figure(-negative)} can be taken off` : '',
    required > 0 ? `${figure(required)} required` : '',
  ]
    .filter((part) => part !== '')
    .join(' · ')
}

/** `12 criteria in 3 groups`, counted as the totals count them: a group carries no points. */
export function criteriaInWords(criteria: Criteria): string {
  const { count: leaves, groups } = rubricTotals(criteria)
  const all = count(leaves, 'criterion', 'criteria')
  return groups === 0 ? all : `${all} in ${count(groups, 'group', 'groups')}`
}

export function pointsInWords(points: number): string {
  return `${figure(points)} ${points === 1 ? 'point' : 'points'}`
}

export function figure(value: number): string {
  return numberFormat({}, { maximumFractionDigits: 2 }).format(value)
}

export function percent(share: number): string {
  return numberFormat({}, { style: 'percent', maximumFractionDigits: 1 }).format(share)
}

/** What stands beside the points: the share of each leaf where shares count, else the points below each group. */
export function asidesOf(places: readonly Placed[], isWeighted: boolean): ReadonlyMap<string, string> {
  const asides = new Map<string, string>()
  if (isWeighted) {
    for (const [id, share] of leafShares(places.map(({ criterion }) => criterion))) asides.set(id, percent(share))
    return asides
  }
  const way: { id: string; depth: number; sum: number }[] = []
  const close = (depth: number): void => {
    for (let last = way.at(-1); last !== undefined && last.depth >= depth; last = way.at(-1)) {
      way.pop()
      asides.set(last.id, pointsInWords(Math.round(last.sum * 1e6) / 1e6))
      const above = way.at(-1)
      if (above !== undefined) above.sum += last.sum
    }
  }
  for (const { criterion, depth, isGroup } of places) {
    close(depth)
    const above = way.at(-1)
    if (isGroup) way.push({ id: criterion.id, depth, sum: 0 })
    else if (above !== undefined) above.sum += Math.max(0, criterion.points)
  }
  close(0)
  return asides
}
