import { z } from 'zod'
import { Key, Line } from './primitives.ts'

/** What a field is in a row that is made of the work, where its kind does not tell (`rules/gdpval-row.ts`). */
export const FieldRole = z.enum(['prompt', 'references', 'deliverable'])
export type FieldRole = z.infer<typeof FieldRole>

/** What every field has. */
export const fieldBase = {
  key: Key,
  label: Line(200),
  help: z.string().max(4000).optional(),
  required: z.boolean().default(true),
  role: FieldRole.optional(),
}
