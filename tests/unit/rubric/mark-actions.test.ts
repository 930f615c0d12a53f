import { expect, it } from 'vitest'
import type { StructureSync } from '../../../src/renderer/editor/structure-sync.ts'
import {
  createMarkActions,
  type Place,
} from '../../../src/renderer/features/workspace/fields/structured/rubric-score/mark-actions.ts'
import type { StructuredValue } from '../../../src/shared/domain/structured.ts'

/** Marks in memory with a history, and the places that the focus was sent to. */
function openMarks() {
  let value: StructuredValue | null = null
  const past: (StructuredValue | null)[] = []
  const places: Place[] = []
  const structure = {
    value: () => value,
    update: (_, change) => {
      past.push(value)
      value = change(value as never)
    },
    undo: (done) => {
      value = past.pop() ?? null
      done?.()
      return true
    },
    redo: () => false,
  } satisfies Pick<StructureSync, 'value' | 'update' | 'undo' | 'redo'> as unknown as StructureSync
  return { actions: createMarkActions(structure, (place) => places.push(place)), places }
}

it('goes to the mark, or to its words, that an undo changes', () => {
  const { actions, places } = openMarks()
  actions.mark('first', true)
  actions.say('first', 'note', 'In line 4.')
  actions.mark('last', false)
  actions.undo()
  actions.undo()
  actions.undo()
  expect(places).toEqual([
    { id: 'last', part: 'met' },
    { id: 'first', part: 'note' },
    { id: 'first', part: 'met' },
  ])
})
