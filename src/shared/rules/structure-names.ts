import { type Field, type FieldValue, type FieldValues, isKnownField } from '../domain/fields.ts'
import { criteriaOf } from './checks/rubric-score-check.ts'

/** What a person calls something that a document names by an id or a key: a criterion, a fault, an option, a dimension. */
export type NameOf = (id: string) => string

/** What has no other name is called by its id. */
export const asItIs: NameOf = (id) => id

/**
 * The names that the document of a field uses.
 * @param values of the whole task: a rubric in it has the words of the criteria that another field marks by
 */
export function namesIn(field: Field, values: Readonly<Record<string, FieldValue | null>>): NameOf {
  const names = new Map(namedIn(field, values))
  return (id) => names.get(id) || id
}

function namedIn(field: Field, values: Readonly<Record<string, FieldValue | null>>): (readonly [string, string])[] {
  if (!isKnownField(field)) return []
  switch (field.kind) {
    case 'rubric-score': {
      const rubric = values[field.rubric ?? '']
      const given: FieldValues = rubric === null || rubric === undefined ? {} : { [field.rubric ?? '']: rubric }
      return criteriaOf(field, { values: given }).map(({ id, text }) => [id, text])
    }
    case 'spans':
      return field.faults.map(({ value, label }) => [value, label])
    case 'ranking':
      return field.options.map(({ value, label }) => [value, label])
    case 'comparison':
      return field.dimensions.map(({ key, label }) => [key, label])
    default:
      return []
  }
}
