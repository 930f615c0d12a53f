import type { Check } from './check.ts'

export const spansProblem: Check<'spans'> = (field, { spans }) => {
  if (spans.length < field.minSpans) {
    return { code: 'too-few', text: `At least ${field.minSpans} passages are asked for; there are ${spans.length}.` }
  }
  const faults = new Set(field.faults.map(({ value }) => value))
  if (spans.some(({ fault }) => !faults.has(fault)))
    return { code: 'not-a-choice', text: 'Choose a fault from the list for each passage.' }
  const bare = (text: string | undefined): boolean => (text ?? '').trim() === ''
  if (field.needsCorrection && spans.some(({ correction }) => bare(correction))) {
    return { code: 'too-short', text: 'A correction is missing for a passage.' }
  }
  if (field.needsCitation && spans.some(({ citation }) => bare(citation))) {
    return { code: 'too-short', text: 'A citation is missing for a passage.' }
  }
  return undefined
}
