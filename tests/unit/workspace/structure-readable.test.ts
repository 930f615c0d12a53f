import { describe, expect, it } from 'vitest'
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

  it('leaves a text that is no document as it is', () => {
    expect(loggedToReadable('not JSON')).toBe('not JSON')
    expect(loggedToReadable('')).toBe('')
    expect(loggedToReadable(structureToText({ kind: 'ranking', order: [['a', 'b'], ['c']] }))).toBe('1. a = b\n2. c')
  })
})
