import type { StructureSync } from '../../../../editor/structure-sync.ts'

type Part = { readonly id: string }

/**
 * Undo and redo that lead to what they change: nothing changes out of sight.
 * @param now what there is
 * @param arrive is given what there was before
 */
export function undoInSight<Parts>(
  structure: Pick<StructureSync, 'undo' | 'redo'>,
  now: () => Parts,
  arrive: (before: Parts) => void,
): { undo(): void; redo(): void } {
  return {
    undo: () => {
      const before = now()
      structure.undo(() => arrive(before))
    },
    redo: () => {
      const before = now()
      if (structure.redo()) arrive(before)
    },
  }
}

/**
 * What an undo or a redo has changed in a list of parts, each the same object for as long as it says the same.
 * @returns the first part that is new or says something else; where there is none, the first one that is gone
 */
export function changedPart<P extends Part>(
  before: readonly P[],
  after: readonly P[],
): { readonly part: P; readonly isGone: boolean } | undefined {
  const known = new Set(before)
  const present = new Set(after)
  const part = after.find((one) => !known.has(one))
  if (part !== undefined) return { part, isGone: false }
  const gone = before.find((one) => !present.has(one))
  return gone === undefined ? undefined : { part: gone, isGone: true }
}
