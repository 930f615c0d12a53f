import type { Check } from './check.ts'

/** Criteria without words cannot be judged by. */
export const rubricProblem: Check<'rubric'> = (_, { items }) => {
  const at = items.findIndex(({ text }) => text.trim() === '')
  return at < 0 ? undefined : { code: 'too-short', text: `Criterion ${at + 1} says nothing yet.` }
}
