import type { Criterion } from '../domain/structured.ts'

/** So many criteria a rubric may have (`RubricValue`). */
export const MOST_CRITERIA = 5_000

/** One line, or one item of JSON, and what was understood of it. */
export type ImportedLine = {
  /** From 1: of the text, or of the list in the JSON. */
  readonly line: number
  /** As it stood there, shortened. */
  readonly source: string
} & (
  | { readonly kind: 'criterion'; readonly id: string; readonly note?: string }
  | { readonly kind: 'part'; readonly what: 'text' | 'tags' | 'source' }
  | { readonly kind: 'left-out'; readonly why: string }
)

export type RubricImport = {
  /** In reading order, with new ids, or those of the JSON. */
  readonly criteria: readonly Criterion[]
  /** Lines without anything on them are not told. */
  readonly lines: readonly ImportedLine[]
  readonly leftOut: number
}

/** Enough of a line to know it again. */
export function shown(source: string): string {
  const text = source.trim()
  return text.length > 200 ? `${text.slice(0, 199)}…` : text
}
