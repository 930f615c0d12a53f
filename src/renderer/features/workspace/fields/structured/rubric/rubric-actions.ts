import type { Criterion, StructuredOf } from '../../../../../../shared/domain/structured.ts'
import {
  type Criteria,
  moved,
  movedBeside,
  movedIn,
  movedOut,
  putBack,
  withCriterion,
  withNew,
  without,
} from '../../../../../../shared/rules/rubric-tree.ts'
import type { StructureEvent, StructureSync } from '../../../../../editor/structure-sync.ts'
import { count } from '../../../../../format/amounts.ts'
import type { Toasts } from '../../../../../state/toasts.ts'
import { undoInSight } from '../undo-in-sight.ts'
import { criteriaInWords } from './rubric-words.ts'

/** Where the focus is to go when the list has been drawn. */
export type Place = { readonly id: string; readonly part: 'text' | 'points'; readonly caret?: 'start' | 'end' }

/** What can be done to a rubric; the same object as long as the field is shown, so that rows need not be drawn again. */
export type RubricActions = {
  edit(id: string, change: (one: Criterion) => Criterion): void
  /** @param after the criterion behind which it goes; the last one where it is not given */
  add(after?: string): void
  remove(id: string): void
  move(id: string, way: 'up' | 'down' | 'in' | 'out'): void
  moveBeside(id: string, other: string, side: 'before' | 'behind'): void
  /** Puts criteria behind all others. */
  take(criteria: readonly Criterion[]): void
  undo(): void
  redo(): void
}

type Options = {
  readonly structure: StructureSync
  readonly toasts: Toasts
  readonly newId: () => string
  readonly onPlace: (place: Place) => void
}

/** A rubric has at most so many criteria (`RubricValue`). */
const MOST = 5_000

export function createRubricActions({ structure, toasts, newId, onPlace }: Options): RubricActions {
  const items = (): Criteria => itemsOf(structure.value() as StructuredOf<'rubric'> | null)

  function change(next: (items: Criteria) => Criteria, event: StructureEvent): boolean {
    const before = items()
    const after = next(before)
    if (after === before) return false
    if (after.length > MOST) {
      toasts.complain(`A rubric has at most ${count(MOST, 'criterion', 'criteria')}.`)
      return false
    }
    structure.update('rubric', () => (after.length === 0 ? null : { kind: 'rubric', items: [...after] }), event)
    return true
  }

  /** To what is another one then. */
  function arrive(before: Criteria): void {
    const after = items()
    const known = new Set(before)
    const changed = after.find((one) => !known.has(one)) ?? after.find((one, at) => one !== before[at]) ?? after.at(-1)
    if (changed !== undefined) onPlace({ id: changed.id, part: 'text', caret: 'end' })
  }

  return {
    edit: (id, edit) => void change((list) => withCriterion(list, id, edit), 'input.type'),
    add: (after) => {
      const id = newId()
      if (change((list) => withNew(list, { id, text: '', points: 1 }, after), 'set')) onPlace({ id, part: 'text' })
    },
    remove: (id) => {
      const before = items()
      const at = before.findIndex((one) => one.id === id)
      if (!change((list) => without(list, id), 'set')) return
      const after = items()
      const left = new Set(after)
      const gone = before.filter((one) => !left.has(one))
      const near = after[Math.max(0, at - 1)]
      if (near !== undefined) onPlace({ id: near.id, part: 'text', caret: 'end' })
      if (gone.length === 1 && gone[0]?.text.trim() === '') return
      const said = gone.length === 1 ? 'The criterion was deleted.' : `Deleted: ${criteriaInWords(gone)}.`
      toasts.offerUndo(said, () => {
        const isBack = items().some((one) => gone.some(({ id: own }) => own === one.id))
        if (isBack) return
        change((list) => putBack(list, before, gone), 'set')
        onPlace({ id, part: 'text', caret: 'end' })
      })
    },
    move: (id, way) => {
      const go = { up: moved, down: moved, in: movedIn, out: movedOut }[way]
      if (change((list) => go(list, id, way === 'up' ? 'up' : 'down'), 'set')) onPlace({ id, part: 'text' })
    },
    moveBeside: (id, other, side) => {
      if (change((list) => movedBeside(list, id, other, side), 'set')) onPlace({ id, part: 'text' })
    },
    take: (criteria) => {
      const [first] = criteria
      if (first === undefined || !change((list) => [...list, ...criteria], 'input.paste')) return
      onPlace({ id: first.id, part: 'text', caret: 'end' })
      const ids = new Set(criteria.map(({ id }) => id))
      toasts.offerUndo(`Put in: ${criteriaInWords(criteria)}.`, () => {
        change((list) => list.filter(({ id }) => !ids.has(id)), 'set')
      })
    },
    ...undoInSight(structure, items, arrive),
  }
}

/** The same criterion with one of its members set, or without it. */
export function withMember<Name extends 'required' | 'tags' | 'source' | 'weight'>(
  criterion: Criterion,
  name: Name,
  value: Criterion[Name] | undefined,
): Criterion {
  const next = { ...criterion }
  if (value === undefined) delete next[name]
  else next[name] = value
  return next
}

/** The criteria of a value; none where there is no value. */
export function itemsOf(value: StructuredOf<'rubric'> | null): Criteria {
  return value?.items ?? none
}

const none: Criteria = []
