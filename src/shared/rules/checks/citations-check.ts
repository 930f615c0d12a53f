import type { Check } from './check.ts'

export const citationsProblem: Check<'citations'> = (field, { citations }) => {
  if (citations.length < field.minCitations) {
    return {
      code: 'too-few',
      text: `At least ${field.minCitations} sources are asked for; there are ${citations.length}.`,
    }
  }
  const at = citations.findIndex(({ standard }) => standard.trim() === '')
  return at < 0 ? undefined : { code: 'too-short', text: `Source ${at + 1} has no name yet.` }
}
