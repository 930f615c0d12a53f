import type { Criterion } from '../../domain/structured.ts'
import { placed } from '../rubric-tree.ts'
import type { Check, FieldOf, Whole } from './check.ts'

/** The criteria that a text is marked by: the field's own, or those of a rubric in the same task. */
export function criteriaOf(field: FieldOf<'rubric-score'>, { values }: Pick<Whole, 'values'>): readonly Criterion[] {
  if (field.criteria !== undefined) return field.criteria
  const rubric = field.rubric === undefined ? undefined : values[field.rubric]
  return typeof rubric === 'object' && !Array.isArray(rubric) && rubric.kind === 'rubric' ? rubric.items : []
}

/** Criteria that carry points: those that have none below them. */
export function leavesOf(criteria: readonly Criterion[]): Criterion[] {
  return placed(criteria).flatMap(({ criterion, isGroup }) => (isGroup ? [] : [criterion]))
}

export const rubricScoreProblem: Check<'rubric-score'> = (field, { marks }, whole) => {
  const byId = new Map(marks.map((mark) => [mark.id, mark]))
  const leaves = leavesOf(criteriaOf(field, whole))
  const open = leaves.filter(({ id }) => !byId.has(id))
  if (open.length > 0)
    return {
      code: 'too-few',
      part: open[0]?.id,
      text: open.length === 1 ? 'One criterion is not marked yet.' : `${open.length} criteria are not marked yet.`,
    }
  if (!field.needsEvidence) return undefined
  // Marks of criteria that have been taken out of the rubric since need none.
  const bare = leaves.filter(({ id }) => {
    const mark = byId.get(id)
    return mark?.met === true && (mark.evidence ?? '').trim() === ''
  })
  const which = bare.length === 1 ? 'one mark' : `${bare.length} marks`
  return bare.length === 0
    ? undefined
    : { code: 'too-short', part: bare[0]?.id, text: `Evidence is missing for ${which}.` }
}
