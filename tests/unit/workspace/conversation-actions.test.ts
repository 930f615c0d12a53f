import { describe, expect, it } from 'vitest'
import { createConversationActions } from '../../../src/renderer/features/workspace/fields/structured/conversation/conversation-actions.ts'
import { createConversationPlace } from '../../../src/renderer/features/workspace/fields/structured/conversation/conversation-place.ts'
import type { StructureSync } from '../../../src/renderer/editor/structure-sync.ts'
import type { StructuredOf, StructuredValue } from '../../../src/shared/domain/structured.ts'
import { ROOT, walkTurns } from '../../../src/shared/rules/conversation.ts'

type Talk = StructuredOf<'conversation'>

/** A conversation in memory, and what a person would see of it. */
function openTalk(spokeLast?: 'user' | 'assistant') {
  let value: Talk | null = null
  let made = 0
  let undo: (() => void) | undefined
  const past: (Talk | null)[] = []
  const future: (Talk | null)[] = []
  const place = createConversationPlace()
  const go = (from: (Talk | null)[], to: (Talk | null)[]): boolean => {
    const next = from.pop()
    if (next === undefined) return false
    to.push(value)
    value = next
    return true
  }
  const structure: Pick<StructureSync, 'value' | 'update' | 'undo' | 'redo'> = {
    value: () => value,
    update: (_, change) => {
      past.push(value)
      value = change(value as never) as StructuredValue as Talk | null
    },
    undo: (done) => {
      const isDone = go(past, future)
      if (isDone) done?.()
      return isDone
    },
    redo: () => go(future, past),
  }
  const actions = createConversationActions({
    structure,
    newId: () => `t${(made += 1)}`,
    spokeLast: () => spokeLast,
    place,
    offerUndo: (_, back) => {
      undo = back
    },
  })
  return {
    actions,
    turns: () => value?.turns ?? [],
    shown: () => walkTurns(value?.turns ?? [], place.getState().chosen).map(({ turn }) => `${turn.id} ${turn.role}`),
    focused: () => place.getState().wanted,
    undo: () => undo?.(),
    isEmpty: () => value === null,
  }
}

describe('writing a conversation', () => {
  it('takes turns, and goes to what follows instead of adding another', () => {
    const talk = openTalk()
    talk.actions.begin('system')
    talk.actions.next('t1')
    talk.actions.next('t2')
    expect(talk.shown()).toEqual(['t1 system', 't2 user', 't3 assistant'])
    talk.actions.next('t1')
    expect(talk.turns()).toHaveLength(3)
    expect(talk.focused()).toBe('t2')
  })

  it('goes on from what was given with the other one speaking', () => {
    const talk = openTalk('user')
    talk.actions.begin('user')
    expect(talk.shown()).toEqual(['t1 assistant'])
  })

  it('shows another answer as soon as it is begun, and the way back', () => {
    const talk = openTalk()
    talk.actions.begin('user')
    talk.actions.next('t1')
    talk.actions.answerAnew('t2')
    expect(talk.shown()).toEqual(['t1 user', 't3 assistant'])
    talk.actions.toSibling('t3', -1)
    expect(talk.shown()).toEqual(['t1 user', 't2 assistant'])
    talk.actions.toSibling('t2', -1)
    expect(talk.focused()).toBe('t2')
  })

  it('leaves the turns that do not change the same objects', () => {
    const talk = openTalk()
    talk.actions.begin('user')
    talk.actions.next('t1')
    const [first] = talk.turns()
    talk.actions.write('t2', 'Yes.', 'input.type')
    expect(talk.turns()[0]).toBe(first)
    expect(talk.turns()[1]?.text).toBe('Yes.')
  })

  it('puts back what was removed, with what was written since', () => {
    const talk = openTalk()
    talk.actions.begin('user')
    talk.actions.next('t1')
    talk.actions.next('t2')
    talk.actions.remove('t2')
    expect(talk.shown()).toEqual(['t1 user'])
    talk.actions.write('t1', 'Since.', 'input.type')
    talk.undo()
    expect(talk.shown()).toEqual(['t1 user', 't2 assistant', 't3 user'])
    expect(talk.turns()[0]?.text).toBe('Since.')
    talk.actions.remove('t1')
    expect(talk.isEmpty()).toBe(true)
    // Not to the one that is gone, and not nowhere.
    expect(talk.focused()).toBe(ROOT)
  })

  it('shows the turn that undo and redo change, on whichever branch it stands', () => {
    const talk = openTalk()
    talk.actions.begin('user')
    talk.actions.next('t1')
    talk.actions.answerAnew('t2')
    talk.actions.next('t3')
    talk.actions.write('t4', 'Further on.', 'input.type')
    talk.actions.toSibling('t3', -1)
    expect(talk.shown()).toEqual(['t1 user', 't2 assistant'])
    talk.actions.undo()
    expect(talk.shown()).toEqual(['t1 user', 't3 assistant', 't4 user'])
    expect(talk.focused()).toBe('t4')
    talk.actions.toSibling('t3', -1)
    // A turn that undo takes away is seen to go from under the one that it answered.
    talk.actions.undo()
    expect(talk.shown()).toEqual(['t1 user', 't3 assistant'])
    expect(talk.focused()).toBe('t3')
    talk.actions.toSibling('t3', -1)
    talk.actions.redo()
    expect(talk.shown()).toEqual(['t1 user', 't3 assistant', 't4 user'])
    expect(talk.focused()).toBe('t4')
  })
})
