import { expect, test } from 'vitest'
import { criteriaInWords } from '../../../src/renderer/features/workspace/fields/structured/rubric/rubric-words.ts'
import { readRubric } from '../../../src/shared/rules/rubric-import.ts'

test('criteria are counted in what is brought in as in what the rubric adds up to: a group is none', () => {
  let next = 0
  const read = (text: string) => {
    const found = readRubric(text, () => `id-${next++}`, new Set())
    return found.ok ? criteriaInWords(found.value.criteria) : found.error
  }
  expect(read('[+1] Names the price\n[+2] Names the day')).toBe('2 criteria')
  expect(read('The call\n  [+5] Names the doctor\n  [+2] Uses SBAR\nAfter\n  [+1] Tells the family')).toBe(
    '3 criteria in 2 groups',
  )
  expect(read('The call\n  [+5] Names the doctor')).toBe('1 criterion in 1 group')
})
