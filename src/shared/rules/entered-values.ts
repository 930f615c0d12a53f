import { type Field, type FieldValues, isStructuredField } from '../domain/fields.ts'
import { NOTES_FIELD } from './notes.ts'
import { textToStructure } from './structure-text.ts'

/**
 * The values of a task's own fields from what the log says of them, as JSON can hold them. Documents come out of their
 * texts; a text that is none stays a text, which no check lets pass.
 * @param logged field key → value; of structured fields the text
 */
export function enteredValues(fields: readonly Field[], logged: FieldValues): FieldValues {
  const values: FieldValues = {}
  for (const field of fields) {
    // A task that asks for a field of this name never gets the private notes.
    if (field.key === NOTES_FIELD) continue
    const value = logged[field.key]
    if (value === undefined) continue
    if (typeof value !== 'string') {
      values[field.key] = value
      continue
    }
    const text = value.toWellFormed()
    const structure = isStructuredField(field) ? textToStructure(text) : undefined
    if (structure?.ok === true && structure.value === null) continue
    values[field.key] = structure?.ok === true && structure.value !== null ? structure.value : text
  }
  return values
}
