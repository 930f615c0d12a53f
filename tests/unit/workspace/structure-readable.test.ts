import { describe, expect, it } from 'vitest'
import { Field } from '../../../src/shared/domain/fields.ts'
import type { StructuredValue } from '../../../src/shared/domain/structured.ts'
import { namesIn } from '../../../src/shared/rules/structure-names.ts'
import { valueToLines } from '../../../src/shared/rules/value-lines.ts'
import { loggedToReadable, structureToReadable } from '../../../src/shared/rules/structure-readable.ts'
import { structureToText } from '../../../src/shared/rules/structure-text.ts'

describe('a document as text that a person can compare', () => {
  it('has a line for each criterion, with its points, under what it belongs to', () => {
    const readable = structureToReadable({
      kind: 'rubric',
      items: [
        { id: 'a', text: 'Covers the soil', points: 3, required: true },
        { id: 'b', text: 'Names the pH', points: 1, parent: 'a', source: 'Soil test' },
      ],
    })
    expect(readable).toBe('Covers the soil (3 points, required)\n  Names the pH (1 point)\n    Source: Soil test')
  })

  it('says who speaks in a conversation, and which turn is answered where it branches', () => {
    const readable = structureToReadable({
      kind: 'conversation',
      turns: [
        { id: 'a', role: 'user', text: 'When do I lime?' },
        { id: 'b', role: 'assistant', parent: 'a', text: 'In autumn.', preferred: true },
        { id: 'c', role: 'assistant', parent: 'a', text: 'Never.' },
      ],
    })
    expect(readable).toBe(
      '1. User:\nWhen do I lime?\n\n2. Assistant, preferred:\nIn autumn.\n\n3. Assistant, answers turn 1:\nNever.',
    )
  })

  it('calls compared responses by the letters they had on the screen', () => {
    const readable = structureToReadable({
      kind: 'comparison',
      seed: 1,
      order: ['two', 'one'],
      ranking: [['one'], ['two']],
      justification: 'B names the risk.',
      scores: [{ response: 'one', dimension: 'clear', score: 4 }],
    })
    expect(readable).toBe('Best first:\n1. B\n2. A\nclear, B: 4\nB names the risk.')
  })

  it('has the words of what the field names by a key', () => {
    const options = [
      { value: 'a', label: 'Clay' },
      { value: 'b', label: 'Loam' },
    ]
    const responses = ['model_x', 'model_y']
    const given = {
      ranking: { kind: 'ranking', options },
      spans: { kind: 'spans', target: 'plan', faults: [{ value: 'a', label: 'Wrong' }] },
      marks: { kind: 'rubric-score', criteria: [{ id: 'a', text: 'Names the soil.', points: 1 }] },
      compare: { kind: 'comparison', responses, dimensions: [{ key: 'a', label: 'Clear' }] },
    }
    const lines = (key: keyof typeof given, value: StructuredValue): string => {
      const field = Field.parse({ key, label: key, ...given[key] })
      return valueToLines(field, value, namesIn(field, {}))
    }
    expect(lines('ranking', { kind: 'ranking', order: [['b'], ['a']] })).toBe('1. Loam\n2. Clay')
    const span = { id: 's', from: 0, to: 3, quote: 'rye', fault: 'a' }
    expect(lines('spans', { kind: 'spans', spans: [span] })).toBe('Wrong: “rye”')
    expect(lines('marks', { kind: 'rubric-score', marks: [{ id: 'a', met: false }] })).toBe('Not met: Names the soil.')
    // Nobody who compares without names is told one.
    const scores = [{ response: 'model_y', dimension: 'a', score: 4 }]
    const compared = { kind: 'comparison' as const, seed: 1, order: responses, ranking: [], justification: '', scores }
    expect(lines('compare', compared)).toBe('Clear, B: 4')
  })

  it('leaves a text that is no document as it is', () => {
    expect(loggedToReadable('not JSON')).toBe('not JSON')
    expect(loggedToReadable('')).toBe('')
    expect(loggedToReadable(structureToText({ kind: 'ranking', order: [['a', 'b'], ['c']] }))).toBe('1. a = b\n2. c')
  })
})
