import type { Missing } from '../contract/desk-views.ts'
import type { Field } from '../domain/fields.ts'

/** How far one part of the work is. Nothing is locked: it only says how things stand. */
export type StepState = 'empty' | 'begun' | 'complete'

/**
 * How far each field is, as a step on the way through the work, in their order.
 * @param isEmpty whether nothing has been entered in a field
 * @param missing what stands between the draft and its sending (`sendCheck`)
 */
export function stepStates(
  fields: readonly Field[],
  isEmpty: (field: string) => boolean,
  missing: readonly Pick<Missing, 'field'>[],
): StepState[] {
  const open = new Set(missing.map(({ field }) => field))
  return fields.map(({ key }) => (isEmpty(key) ? 'empty' : open.has(key) ? 'begun' : 'complete'))
}
