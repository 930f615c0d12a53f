import type { Check } from './check.ts'

export const rankingProblem: Check<'ranking'> = (field, { order }) => {
  const placed = order.flat()
  const ranked = new Set(placed)
  const open = field.options.filter(({ value }) => !ranked.has(value)).length
  if (open > 0) return { code: 'too-few', text: open === 1 ? 'One has no place yet.' : `${open} have no place yet.` }
  if (!field.ties && order.some((group) => group.length > 1))
    return { code: 'too-many', text: 'Ties are not allowed here.' }
  const allowed = new Set(field.options.map(({ value }) => value))
  if (!placed.every((value) => allowed.has(value))) {
    return {
      code: 'not-a-choice',
      text: 'What is to be put in order has changed. Look through it, and say that it is right.',
    }
  }
  return placed.length > ranked.size ? { code: 'not-a-choice', text: 'Each has one place.' } : undefined
}
