import type { Missing } from '../../contract/desk-views.ts'
import { type Finding, lintRubric } from '../rubric-lint.ts'
import { placed } from '../rubric-tree.ts'
import type { Check } from './check.ts'

/**
 * Criteria without words cannot be judged by. Where the operator has findings hold the work back, the first of them is
 * said, and how many more there are.
 */
export const rubricProblem: Check<'rubric'> = (field, { items }, whole) => {
  const mute = placed(items).find(({ criterion }) => criterion.text.trim() === '')
  if (mute !== undefined) {
    return { code: 'too-short', part: mute.criterion.id, text: `Criterion ${mute.number} says nothing yet.` }
  }
  if (field.lint?.blocks !== true) return undefined
  const findings = lintRubric(field.lint, items, whole)
  const [first] = findings
  if (first === undefined) return undefined
  const number = placed(items).find(({ criterion }) => criterion.id === first.criterion)?.number
  const place = number === undefined ? '' : `Criterion ${number}: `
  const more = findings.length === 1 ? '' : ` And ${findings.length - 1} more to look at.`
  return { code: codes[first.code], part: first.criterion, text: `${place}${first.text}${more}` }
}

const codes: Record<Finding['code'], Missing['code']> = {
  empty: 'too-short',
  'too-few': 'too-few',
  'too-many': 'too-many',
  'required-minus': 'out-of-range',
  'part-points': 'out-of-range',
  'points-low': 'out-of-range',
  'points-high': 'out-of-range',
  'several-sentences': 'too-many',
  'two-things': 'too-many',
  same: 'too-many',
  'nearly-same': 'too-many',
  'gold-full': 'out-of-range',
  'caps-heading': 'out-of-range',
}
