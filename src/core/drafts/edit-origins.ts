import type { EditOrigin } from '../../shared/contract/desk-drafts.ts'

/** Position in this list is what the log stores; new ones are added at the end. */
const origins: readonly EditOrigin[] = ['typed', 'pasted', 'dropped', 'deleted', 'undone', 'redone', 'restored', 'set']

export function originToNumber(origin: EditOrigin): number {
  return origins.indexOf(origin)
}

export function numberToOrigin(number: number): EditOrigin {
  return origins[number] ?? 'typed'
}
