import type { Check } from './check.ts'

export const conversationProblem: Check<'conversation'> = (field, { turns }) => {
  if (turns.length < field.minTurns) {
    return { code: 'too-few', text: `At least ${field.minTurns} turns are asked for; there are ${turns.length}.` }
  }
  const at = turns.findIndex(({ text }) => text.trim() === '')
  return at < 0 ? undefined : { code: 'too-short', text: `Turn ${at + 1} says nothing yet.` }
}
