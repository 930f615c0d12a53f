import type { Missing } from '../contract/desk-views.ts'
import type { Field } from '../domain/fields.ts'

/** One part of the work on the way through it. Nothing is locked: it only says how things stand. */
export type WorkStep = {
  readonly field: string
  readonly label: string
  readonly state: 'empty' | 'begun' | 'complete'
}

/**
 * The fields as steps, in their order.
 * @param isEmpty whether nothing has been entered in a field
 * @param missing what stands between the draft and its sending (`sendCheck`)
 */
export function stepsOf(
  fields: readonly Field[],
  isEmpty: (field: string) => boolean,
  missing: readonly Pick<Missing, 'field'>[],
): WorkStep[] {
  const open = new Set(missing.map(({ field }) => field))
  return fields.map(({ key, label }) => ({
    field: key,
    label: label ?? key,
    state: isEmpty(key) ? 'empty' : open.has(key) ? 'begun' : 'complete',
  }))
}
