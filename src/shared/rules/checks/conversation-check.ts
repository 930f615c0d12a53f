import { longestWay, ROOT, turnName } from '../conversation.ts'
import { thereAre } from '../counted.ts'
import type { Check } from './check.ts'

export const conversationProblem: Check<'conversation'> = (field, { turns }) => {
  const ids = new Set<string>()
  for (const { id, parent } of turns) {
    if (ids.has(id) || (parent !== undefined && !ids.has(parent))) {
      return { code: 'not-a-choice', text: 'A turn answers one that is not there. Undo the last change to it.' }
    }
    ids.add(id)
  }
  // Other answers to a turn make a conversation no longer.
  const length = longestWay(turns)
  if (length < field.minTurns) {
    return { code: 'too-few', text: `At least ${field.minTurns} turns are asked for; ${thereAre(length)}.` }
  }
  const blank = turns.find(({ text }) => text.trim() === '')
  if (blank !== undefined) {
    return { code: 'too-short', part: blank.id, text: `${turnName(turns, blank.id)} says nothing yet.` }
  }
  const answers = new Map<string, typeof turns>()
  for (const turn of turns) answers.set(turn.parent ?? ROOT, [...(answers.get(turn.parent ?? ROOT) ?? []), turn])
  const several = [...answers.values()].filter((siblings) => siblings.length > 1)
  if (several.length > 0 && !field.branches) {
    return { code: 'too-many', text: 'Only one answer to each turn is asked for.' }
  }
  if (!field.needsPreference) return undefined
  const open = several.find((siblings) => siblings.every(({ preferred }) => preferred !== true))
  if (open?.[0] === undefined) return undefined
  const which = turnName(turns, open[0].id).replace(/, answer.*/, '')
  return { code: 'too-few', part: open[0].id, text: `${which} has ${open.length} answers. Say which is better.` }
}
