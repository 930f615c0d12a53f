import type { Missing } from '../../contract/desk-views.ts'
import type { Field, FieldValues } from '../../domain/fields.ts'
import { dayInWords } from '../days.ts'
import { citationInWords, expiredCitations } from './citations-check.ts'

/** Something worth a look before sending. It holds nothing back. */
export type Advice = Pick<Missing, 'field' | 'label' | 'text'>

/** @param today the local day as YYYY-MM-DD */
export function sendAdvice(fields: readonly Field[], values: Readonly<FieldValues>, today: string): Advice[] {
  return fields.flatMap((field) => {
    const value = values[field.key]
    if (typeof value !== 'object' || Array.isArray(value) || value.kind !== 'citations') return []
    return expiredCitations(value, today).map((citation) => ({
      field: field.key,
      label: field.label ?? field.key,
      text: `${citationInWords(citation) || 'A source'} held until ${dayInWords(citation.validUntil)}. See whether there is a newer edition.`,
    }))
  })
}
