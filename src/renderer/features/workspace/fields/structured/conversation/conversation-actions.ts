import type { ConversationTurn, StructuredOf } from '../../../../../../shared/domain/structured.ts'
import {
  nextRole,
  preferTurn,
  putBackTurns,
  removeTurn,
  ROOT,
  walkTurns,
  withFollowers,
} from '../../../../../../shared/rules/conversation.ts'
import { changedPart, undoInSight } from '../undo-in-sight.ts'
import type { ConversationPlace } from './conversation-place.ts'
import type { StructureEvent, StructureSync } from '../../../../../editor/structure-sync.ts'

type Turns = readonly ConversationTurn[]

/** What can be done with the turns of a conversation. The same object for as long as the field is shown. */
export type ConversationActions = {
  write(id: string, text: string, event: StructureEvent): void
  setRole(id: string, role: ConversationTurn['role']): void
  begin(role: ConversationTurn['role']): void
  /** To the turn that follows; one is added where none does. */
  next(id: string): void
  /** Another answer to what this one answers. */
  answerAnew(id: string): void
  /** To another turn that answers the same. @param by 1 the next one, -1 the one before */
  toSibling(id: string, by: number): void
  /** To the turn above or below. */
  toTurn(id: string, by: number): void
  /** @returns whether it is there */
  show(id: string): boolean
  prefer(id: string): void
  remove(id: string): void
  /** To the turn that another one is then, on whichever branch it stands: nothing changes out of sight. */
  undo(): void
  redo(): void
}

type Surroundings = {
  readonly structure: Pick<StructureSync, 'value' | 'update' | 'undo' | 'redo'>
  readonly newId: () => string
  /** Who spoke last in what the conversation goes on from. */
  readonly spokeLast: () => ConversationTurn['role'] | undefined
  readonly place: ConversationPlace
  readonly offerUndo: (text: string, undo: () => void) => void
}

export function createConversationActions(around: Surroundings): ConversationActions {
  const { structure, newId, spokeLast, place, offerUndo } = around
  const now = (): Turns => {
    const value = structure.value()
    return value?.kind === 'conversation' ? value.turns : []
  }
  const find = (id: string): ConversationTurn | undefined => now().find((turn) => turn.id === id)
  const way = () => walkTurns(now(), place.getState().chosen)

  const focus = (id: string): void => place.setState({ wanted: id })
  const choose = (parent: string, id: string): void =>
    place.setState(({ chosen }) => ({ chosen: new Map(chosen).set(parent, id) }))

  function change(next: (turns: Turns) => ConversationTurn[], event?: StructureEvent): void {
    structure.update(
      'conversation',
      (value): StructuredOf<'conversation'> | null => {
        const turns = next(value?.turns ?? [])
        return turns.length === 0 ? null : { kind: 'conversation', turns }
      },
      event,
    )
  }

  function add(parent: string | undefined, role: ConversationTurn['role']): void {
    const id = newId()
    change((turns) => [...turns, { id, ...(parent === undefined ? {} : { parent }), role, text: '' }], 'set')
    choose(parent ?? ROOT, id)
    focus(id)
  }

  /** Brings a turn into sight, on whichever branch it stands. */
  function show(id: string): boolean {
    if (find(id) === undefined) return false
    const shown = new Set(way().map(({ turn }) => turn.id))
    let sought: string | undefined = id
    // A turn stands after the one that it answers.
    for (const turn of now().toReversed()) {
      if (turn.id !== sought) continue
      choose(turn.parent ?? ROOT, turn.id)
      sought = turn.parent
      if (sought !== undefined && shown.has(sought)) break
    }
    focus(id)
    return true
  }

  function arrive(before: Turns): void {
    const changed = changedPart(before, now())
    if (changed === undefined) return
    const { part: turn, isGone } = changed
    if (!isGone) show(turn.id)
    else if (turn.parent !== undefined) show(turn.parent)
  }

  return {
    write: (id, text, event) =>
      change((turns) => turns.map((turn) => (turn.id === id ? { ...turn, text } : turn)), event),
    setRole: (id, role) => change((turns) => turns.map((turn) => (turn.id === id ? { ...turn, role } : turn)), 'set'),
    begin: (role) => add(undefined, spokeLast() === undefined ? role : nextRole(spokeLast())),
    next: (id) => {
      const steps = way()
      const follower = steps[steps.findIndex(({ turn }) => turn.id === id) + 1]
      if (follower !== undefined) focus(follower.turn.id)
      else add(id, nextRole(find(id)?.role))
    },
    answerAnew: (id) => {
      const turn = find(id)
      if (turn !== undefined) add(turn.parent, turn.role)
    },
    toSibling: (id, by) => {
      const step = way().find(({ turn }) => turn.id === id)
      const other = step?.siblings[step.at + by]
      if (other !== undefined) show(other.id)
    },
    toTurn: (id, by) => {
      const steps = way()
      const other = steps[steps.findIndex(({ turn }) => turn.id === id) + by]
      if (other !== undefined) focus(other.turn.id)
    },
    show,
    prefer: (id) => change((turns) => preferTurn(turns, id), 'set'),
    remove: (id) => {
      const before = now()
      const removed = withFollowers(before, id)
      const parent = find(id)?.parent
      change((turns) => removeTurn(turns, id), 'set')
      focus(parent ?? ROOT)
      const text = removed.length === 1 ? 'The turn is removed.' : `${removed.length} turns are removed.`
      offerUndo(text, () => {
        change((turns) => putBackTurns(turns, before, removed), 'set')
        show(id)
      })
    },
    ...undoInSight(structure, now, arrive),
  }
}
