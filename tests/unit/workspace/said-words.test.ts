import { describe, expect, it } from 'vitest'
import { partWords } from '../../../src/renderer/features/workspace/returned/said-words.ts'
import { Field } from '../../../src/shared/domain/fields.ts'
import type { StructuredValue } from '../../../src/shared/domain/structured.ts'

const fields = [
  Field.parse({ kind: 'rubric', key: 'rubric', label: 'Rubric' }),
  Field.parse({ kind: 'rubric-score', key: 'marks', label: 'Marks', rubric: 'rubric' }),
]
const values: Record<string, StructuredValue> = {
  rubric: { kind: 'rubric', items: [{ id: 'r1', text: 'Names the field.', points: 1, parent: 'r0' }] },
  marks: { kind: 'rubric-score', marks: [{ id: 'r1', met: true, evidence: 'line 4' }] },
  spans: { kind: 'spans', spans: [{ id: 's1', from: 0, to: 3, quote: 'rye', fault: 'wrong' }] },
  sources: { kind: 'citations', citations: [{ id: 'c1', standard: 'EN 206', edition: '2021' }] },
  talk: {
    kind: 'conversation',
    turns: [
      { id: 't1', role: 'user', text: 'When do I drill?' },
      { id: 't2', parent: 't1', role: 'assistant', text: 'When the ground carries.' },
      { id: 't3', parent: 't2', role: 'user', text: '' },
    ],
  },
}

describe('a part that a reviewer speaks of is called by its words', () => {
  it.each([
    ['rubric', 'r1', 'Names the field.'],
    ['marks', 'r1', 'Names the field.'],
    ['spans', 's1', 'rye'],
    ['sources', 'c1', 'EN 206, 2021'],
    ['talk', 't1', 'When do I drill?'],
    ['talk', 't2', 'When the ground carries.'],
    ['talk', 't3', '…'],
    ['talk', 'gone', undefined],
    ['marks', 'gone', undefined],
    ['nowhere', 't1', undefined],
  ])('%s %s', (key, part, words) => {
    expect(partWords(fields, values, key, part)).toBe(words)
  })
})
