import type { FieldValue } from '../../../../shared/domain/fields.ts'

const SHORT = 60

/** The beginning of a text, for a name. */
export function shortQuote(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim()
  return line.length <= SHORT ? line : `${line.slice(0, SHORT - 1).trimEnd()}…`
}

/** What a part of a document (a criterion, a turn) begins with; undefined where it is not there. */
export function partWords(value: FieldValue | null, part: string): string | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  for (const member of Object.values(value)) {
    if (!Array.isArray(member)) continue
    for (const one of member) {
      if (typeof one !== 'object' || !('id' in one) || one.id !== part) continue
      const words = Object.entries(one).find(([name, text]) => name !== 'id' && typeof text === 'string')?.[1]
      return shortQuote(typeof words === 'string' && words.trim() !== '' ? words : part)
    }
  }
  return undefined
}
