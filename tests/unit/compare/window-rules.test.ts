import fc from 'fast-check'
import { Chunk } from '@codemirror/merge'
import { boundedDiffConfig } from '../../../src/renderer/editor/bounded-diff.ts'
import { textOf } from '../../../src/renderer/editor/text-edits.ts'
import { describe, expect, it } from 'vitest'
import { KnownField } from '../../../src/shared/domain/fields.ts'
import { sectionReadingMs } from '../../../src/shared/rules/reading.ts'
import { differenceOf } from '../../../src/renderer/features/workspace/fields/structured/comparison/difference.ts'
import { followedTop } from '../../../src/renderer/features/workspace/fields/structured/comparison/synced-scroll.ts'
import { targetProblem } from '../../../src/renderer/features/workspace/fields/structured/spans/use-target.ts'
import { matchingCitations, withPresent } from '../../../src/renderer/state/citation-library.ts'

describe('differences of two texts', () => {
  it('leave both texts whole, and mark nothing where they are the same (property)', () => {
    const words = fc.array(fc.constantFrom('wheat', 'rye', 'clover', '🐄', '\n', ' '), { maxLength: 30 })
    fc.assert(
      fc.property(words, words, (a, b) => {
        const [left, right] = [a.join(' '), b.join(' ')]
        const found = differenceOf(left, right)
        expect(found.left.map(({ text }) => text).join('')).toBe(left)
        expect(found.right.map(({ text }) => text).join('')).toBe(right)
        const same = (side: typeof found.left): string =>
          side
            .filter(({ isChanged }) => !isChanged)
            .map(({ text }) => text)
            .join('')
        expect(same(found.left)).toBe(same(found.right))
        expect(differenceOf(left, left).left.some(({ isChanged }) => isChanged)).toBe(false)
      }),
    )
  })

  it('mark whole words', () => {
    const { left } = differenceOf('Sow wheat in October, then rest.', 'Sow barley in October, then rest.')
    expect(left.filter(({ isChanged }) => isChanged).map(({ text }) => text)).toEqual(['wheat'])
  })

  it('are told at once where both go on with the same sign without end', () => {
    // Looked up place by place, they would keep the test busy for minutes.
    const [left, right] = [`Sow 🐄${'.'.repeat(1_000_000)}x rest 🐄`, `Sow 🐂${'.'.repeat(900_000)}y rest 🐄`]
    const found = differenceOf(left, right)
    const [chunk, ...others] = Chunk.build(
      textOf(left),
      textOf(right),
      boundedDiffConfig({ scanLimit: 1_000, timeout: 250 }),
    )
    expect([chunk?.fromA, chunk?.changes.length, others.length]).toEqual([0, 1, 0])
    expect(found.left.map(({ text }) => text).join('')).toBe(left)
    expect(found.right.map(({ text }) => text).join('')).toBe(right)
    expect(found.left.filter(({ isChanged }) => !isChanged).map(({ text }) => text)).toEqual(['Sow ', ' rest 🐄'])
  })
})

describe('columns that scroll together', () => {
  it('are equally far through their own texts', () => {
    const leader = { scrollTop: 300, scrollHeight: 1000, clientHeight: 400 }
    expect(followedTop(leader, { scrollHeight: 2400, clientHeight: 400 })).toBe(1000)
    expect(followedTop(leader, { scrollHeight: 200, clientHeight: 400 })).toBe(0)
    expect(followedTop({ ...leader, scrollHeight: 300 }, { scrollHeight: 900, clientHeight: 400 })).toBe(0)
    expect(followedTop({ ...leader, scrollTop: 600 }, { scrollHeight: 900, clientHeight: 400 })).toBe(500)
  })
})

describe('what is offered while a source is typed', () => {
  const known = ['EN 206', 'FAO 56'].map((standard) => ({ standard, edition: '2013', tasks: 1, lastAt: 0 }))
  it('holds every word, and is not what stands there already', () => {
    expect(matchingCitations(known, '2013 en').map(({ standard }) => standard)).toEqual(['EN 206'])
    expect(matchingCitations(known, '  ')).toEqual([])
    expect(matchingCitations(known, 'EN 206, 2013')).toEqual([])
  })

  it('is what stands in the field now, and what other fields have', () => {
    const present = [
      { id: 'a', standard: 'EN 206', edition: '2013', validUntil: '2026-03-31', note: 'mine' },
      { id: 'b', standard: '' },
      { id: 'c', standard: 'Field guide' },
    ]
    expect(withPresent(known, present)).toEqual([
      { standard: 'EN 206', edition: '2013', validUntil: '2026-03-31', tasks: 2, lastAt: 0 },
      { standard: 'Field guide', tasks: 1, lastAt: 0 },
      { standard: 'FAO 56', edition: '2013', tasks: 1, lastAt: 0 },
    ])
  })
})

describe('the time that a comparison may be read', () => {
  it('is that of all its responses', () => {
    const text = (key: string, words: number) => ({
      kind: 'response' as const,
      key,
      title: key,
      text: 'word '.repeat(words),
    })
    const field = KnownField.parse({ kind: 'comparison', key: 'compare', label: 'C', responses: ['one', 'two'] })
    const task = { brief: 'Compare.', materials: [text('one', 400), text('two', 600)], fields: [field] }
    expect(sectionReadingMs(task, 'field:compare', 200)).toBe(5 * 60_000)
    expect(sectionReadingMs({ ...task, fields: [] }, 'field:compare', 200)).toBe(0)
  })
})

describe('what passages cannot be marked in', () => {
  it('is called a file where it is one, by no name that may be hidden', () => {
    const file = { name: 'gpt-9.pdf', sha256: 'a'.repeat(64), size: 1, mediaType: 'application/pdf' }
    const materials = [{ kind: 'file' as const, key: 'first', title: 'gpt-9', file }]
    expect(targetProblem({ materials }, 'first')).toMatch(
      /^Passages are to be marked in a file here\..* tell the operator\.$/,
    )
    expect(targetProblem({ materials }, 'gone')).toMatch(/is not in this task/)
  })
})
