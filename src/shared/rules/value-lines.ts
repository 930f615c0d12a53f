import { type Field, type FieldValue, isKnownField } from '../domain/fields.ts'
import type { NameOf } from './structure-names.ts'
import { structureToReadable } from './structure-readable.ts'

/**
 * The value of a field as lines of plain text, so that two of them can be held against each other: each choice, file or
 * part of a document on a line of its own.
 * @param nameOf what a document calls by an id or a key
 */
export function valueToLines(field: Field, value: FieldValue | null | undefined, nameOf?: NameOf): string {
  if (value === undefined || value === null) return ''
  if (isKnownField(field) && field.kind === 'choice') {
    const labels = new Map(field.options.map((option) => [option.value, option.label]))
    const chosen = Array.isArray(value) ? value : [value]
    return chosen.map((one) => (typeof one === 'string' ? (labels.get(one) ?? one) : '')).join('\n')
  }
  if (typeof value === 'string') return value
  if (typeof value === 'number') return String(value)
  if (Array.isArray(value)) return value.map((one) => (typeof one === 'string' ? one : one.name)).join('\n')
  return structureToReadable(value, nameOf)
}
