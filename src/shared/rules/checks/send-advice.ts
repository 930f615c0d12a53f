import type { Missing } from '../../contract/desk-views.ts'
import type { FieldValues } from '../../domain/fields.ts'
import type { Task } from '../../domain/task.ts'
import { dayInWords } from '../days.ts'
import { citationInWords, expiredCitations } from './citations-check.ts'
import { marksLeft } from './spans-check.ts'

/** Something worth a look before sending. It holds nothing back. */
export type Advice = Pick<Missing, 'field' | 'label' | 'text'>

/** @param today the local day as YYYY-MM-DD */
export function sendAdvice(
  { fields, materials }: Pick<Task, 'fields' | 'materials'>,
  values: Readonly<FieldValues>,
  today: string,
): Advice[] {
  return fields.flatMap((field) => {
    const value = values[field.key]
    if (typeof value !== 'object' || Array.isArray(value)) return []
    const toAdvice = (text: string): Advice => ({ field: field.key, label: field.label ?? field.key, text })
    if (field.kind === 'spans' && value.kind === 'spans') {
      const left = marksLeft(
        value,
        materials.find(({ key }) => key === field['target']),
      )
      return left.map((no) => toAdvice(`The text has changed under passage ${no}. Mark it again, or take it out.`))
    }
    if (value.kind !== 'citations') return []
    return expiredCitations(value, today).map((citation) => {
      const what = citationInWords(citation) || 'A source'
      return toAdvice(`${what} held until ${dayInWords(citation.validUntil)}. See whether there is a newer edition.`)
    })
  })
}
