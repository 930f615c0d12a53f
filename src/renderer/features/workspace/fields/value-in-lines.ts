import { z } from 'zod'
import { type Field, type FieldValue, isKnownField } from '../../../../shared/domain/fields.ts'
import { dayInWords } from '../../../../shared/rules/days.ts'
import { numberFormat } from '../../../format/intl.ts'

/** What was given for a field that is no text, as words. @param field undefined where the operator has taken it out */
export function valueInLines(field: Field | undefined, value: FieldValue | null): string[] {
  const known = field !== undefined && isKnownField(field) ? field : undefined
  if (value === null) return ['Nothing was given here.']
  if (typeof value === 'number') {
    if (known?.kind === 'likert') return [`${value} of ${known.points} (1 ${known.low}, ${known.points} ${known.high})`]
    return [known?.kind === 'number' && known.unit !== undefined ? `${figure(value)} ${known.unit}` : figure(value)]
  }
  if (known?.kind === 'date' && typeof value === 'string') return [dayInWords(value)]
  const labels = new Map(known?.kind === 'choice' ? known.options.map((option) => [option.value, option.label]) : [])
  const chosen = typeof value === 'string' ? [value] : (z.array(z.string()).safeParse(value).data ?? [])
  return chosen.length === 0 ? ['Nothing was given here.'] : chosen.map((one) => labels.get(one) ?? one)
}

function figure(value: number): string {
  return numberFormat({}, { maximumFractionDigits: 20 }).format(value)
}
