import { type Field, type FieldValue, isKnownField } from '../domain/fields.ts'

/**
 * The value of a field as lines of plain text, so that two of them can be held against each other: each choice, file or
 * part of a document on a line of its own.
 */
export function valueToLines(field: Field, value: FieldValue | null | undefined): string {
  if (value === undefined || value === null) return ''
  if (isKnownField(field) && field.kind === 'choice') {
    const labels = new Map(field.options.map((option) => [option.value, option.label]))
    const chosen = Array.isArray(value) ? value : [value]
    return chosen.map((one) => (typeof one === 'string' ? (labels.get(one) ?? one) : '')).join('\n')
  }
  if (typeof value === 'string') return value
  if (typeof value === 'number') return String(value)
  if (Array.isArray(value)) return value.map((one) => (typeof one === 'string' ? one : one.name)).join('\n')
  return Object.entries(value)
    .filter(([name]) => name !== 'kind' && name !== 'seed')
    .map(([, member]) => partToLine(member))
    .filter((line) => line !== '')
    .join('\n')
}

/** Words and figures of a part in their order; ids say nothing to a person. */
function partToLine(part: unknown): string {
  if (typeof part === 'string') return part
  if (typeof part === 'number') return String(part)
  if (typeof part === 'boolean') return part ? 'yes' : 'no'
  if (Array.isArray(part)) return part.map(partToLine).join('\n')
  if (typeof part !== 'object' || part === null) return ''
  return Object.entries(part)
    .filter(([name]) => name !== 'id' && name !== 'parent')
    .map(([, member]) => partToLine(member))
    .filter((text) => text !== '')
    .join(' · ')
}
