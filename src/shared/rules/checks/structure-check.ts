import type { FieldValue, StructuredField } from '../../domain/fields.ts'
import type { StructuredKind, StructuredOf, StructuredValue } from '../../domain/structured.ts'
import { readStructure } from '../read-structure.ts'
import type { FieldOf, Problem, Whole } from './check.ts'
import { citationsProblem } from './citations-check.ts'
import { comparisonProblem } from './comparison-check.ts'
import { conversationProblem } from './conversation-check.ts'
import { personaProblem } from './persona-check.ts'
import { rankingProblem } from './ranking-check.ts'
import { rubricProblem } from './rubric-check.ts'
import { rubricScoreProblem } from './rubric-score-check.ts'
import { spansProblem } from './spans-check.ts'

/** What stands between the value of a structured field and its sending; it is not empty. */
export function structureProblem(
  field: StructuredField,
  value: FieldValue | undefined,
  whole: Whole,
): Problem | undefined {
  if (typeof value !== 'object' || Array.isArray(value) || value.kind !== field.kind) return textProblem(field, value)
  switch (field.kind) {
    case 'rubric':
      return rubricProblem(field, as(field, value), whole)
    case 'rubric-score':
      return rubricScoreProblem(field, as(field, value), whole)
    case 'comparison':
      return comparisonProblem(field, as(field, value), whole)
    case 'ranking':
      return rankingProblem(field, as(field, value), whole)
    case 'spans':
      return spansProblem(field, as(field, value), whole)
    case 'conversation':
      return conversationProblem(field, as(field, value), whole)
    case 'citations':
      return citationsProblem(field, as(field, value), whole)
    case 'persona':
      return personaProblem(field, as(field, value), whole)
  }
}

/** The text of a document that does not fit as it is. */
function textProblem({ kind }: StructuredField, value: FieldValue | undefined): Problem {
  const read = typeof value === 'string' ? readStructure(value, kind) : { value: null, isPart: true }
  if (read.value === null) {
    return { code: 'not-a-choice', text: 'This part cannot be read. Undo the last change to it, or write it anew.' }
  }
  if (!read.isPart) return { code: 'too-long', text: 'Something in this part is longer than it may be. Shorten it.' }
  const text = 'Not all of this part can be read. Look through it and change it; then what you see is what counts.'
  return { code: 'not-a-choice', text }
}

/** The value is of its field's kind; that was looked at before. */
function as<Kind extends StructuredKind>(_: FieldOf<Kind>, value: StructuredValue): StructuredOf<Kind> {
  return value as StructuredOf<Kind>
}

/** Whether nothing has been entered in it. */
export function isEmptyStructure(value: StructuredValue): boolean {
  switch (value.kind) {
    case 'rubric':
      return value.items.length === 0
    case 'rubric-score':
      return value.marks.length === 0
    case 'comparison':
      return value.ranking.length === 0 && value.scores.length === 0 && value.justification.trim() === ''
    case 'ranking':
      return value.order.length === 0
    case 'spans':
      return value.spans.length === 0
    case 'conversation':
      return value.turns.length === 0
    case 'citations':
      return value.citations.length === 0
    case 'persona':
      return [value.occupation?.title, value.experience, value.place, value.situation].every((text) => !text?.trim())
  }
}
