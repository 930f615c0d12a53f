import type { Missing } from '../../contract/desk-views.ts'
import type { Field, FieldValues, StructuredField } from '../../domain/fields.ts'
import type { StructuredKind, StructuredOf } from '../../domain/structured.ts'

/** What is wrong with one field, in words that say what to do. */
export type Problem = Pick<Missing, 'code' | 'text' | 'part'>

export type FieldOf<Kind extends StructuredKind> = Extract<StructuredField, { kind: Kind }>

/** What a check may look at besides its own field: a rubric is held against the field in which it is tried out. */
export type Whole = { readonly fields: readonly Field[]; readonly values: FieldValues }

/** @returns what stands between a field that is not empty and its sending */
export type Check<Kind extends StructuredKind> = (
  field: FieldOf<Kind>,
  value: StructuredOf<Kind>,
  whole: Whole,
) => Problem | undefined
