import type { Check } from './check.ts'

export const personaProblem: Check<'persona'> = (_, { occupation }) =>
  occupation === undefined || occupation.title.trim() === ''
    ? { code: 'too-short', text: 'The occupation is missing.' }
    : undefined
