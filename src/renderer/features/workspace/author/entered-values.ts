import type { Field, FieldValue } from '../../../../shared/domain/fields.ts'
import type { OpenDraft } from '../../../state/draft.ts'

/** What the fields hold now, as it would be sent. */
export function enteredValues(fields: readonly Field[], draft: OpenDraft): Record<string, FieldValue> {
  const entered: Record<string, FieldValue> = {}
  const { values } = draft.store.getState()
  for (const { key } of fields) {
    const value = values[key]
    const text = draft.structure(key) === undefined ? draft.text(key)?.state().doc.toString() : undefined
    if (text !== undefined && text !== '') entered[key] = text
    else if (value !== null && value !== undefined) entered[key] = value
  }
  return entered
}
