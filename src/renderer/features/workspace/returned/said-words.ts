import { type Field, type FieldValue, isKnownField } from '../../../../shared/domain/fields.ts'
import type { Criterion, StructuredValue } from '../../../../shared/domain/structured.ts'
import { citationInWords } from '../../../../shared/rules/checks/citations-check.ts'
import { criteriaOf } from '../../../../shared/rules/checks/rubric-score-check.ts'

const SHORT = 60

/** The beginning of a text, for a name. */
export function shortQuote(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim()
  return line.length <= SHORT ? line : `${line.slice(0, SHORT - 1).trimEnd()}…`
}

type Values = Readonly<Record<string, FieldValue | null>>

/**
 * What a part of a document (a criterion, a turn) begins with, `…` where nothing is written in it; undefined where it is
 * not there. A mark is called by its criterion.
 */
export function partWords(fields: readonly Field[], values: Values, key: string, part: string): string | undefined {
  const value = values[key] ?? null
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  const words = wordsOf(value, part, () => criteriaIn(fields, values, key))
  return words === undefined ? undefined : shortQuote(words) || '…'
}

function wordsOf(value: StructuredValue, part: string, criteria: () => readonly Criterion[]): string | undefined {
  const isPart = ({ id }: { readonly id: string }): boolean => id === part
  switch (value.kind) {
    case 'rubric':
      return value.items.find(isPart)?.text
    case 'rubric-score':
      return value.marks.some(isPart) ? (criteria().find(isPart)?.text ?? '') : undefined
    case 'spans':
      return value.spans.find(isPart)?.quote
    case 'conversation':
      return value.turns.find(isPart)?.text
    case 'citations': {
      const citation = value.citations.find(isPart)
      return citation === undefined ? undefined : citationInWords(citation)
    }
    default:
      return undefined
  }
}

function criteriaIn(fields: readonly Field[], values: Values, key: string): readonly Criterion[] {
  const field = fields.find((one) => one.key === key)
  if (field === undefined || !isKnownField(field) || field.kind !== 'rubric-score') return []
  const rubric = values[field.rubric ?? '']
  return criteriaOf(field, { values: rubric == null ? {} : { [field.rubric ?? '']: rubric } })
}
