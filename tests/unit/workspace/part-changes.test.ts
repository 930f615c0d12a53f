import { ChangeSet, type Text } from '@codemirror/state'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Criterion, StructuredValue } from '../../../src/shared/domain/structured.ts'
import { isMixed } from '../../../src/shared/rules/mixed-structure.ts'
import { readStructure } from '../../../src/shared/rules/read-structure.ts'
import { structureToText } from '../../../src/shared/rules/structure-text.ts'
import { partChanges } from '../../../src/renderer/editor/part-changes.ts'
import { textOf } from '../../../src/renderer/editor/text-edits.ts'

const kept = (value: StructuredValue): Text => textOf(structureToText(value))
const rubric = (items: readonly Criterion[]): Text => kept({ kind: 'rubric', items: [...items] })
const changesOf = (from: Text, to: Text): ChangeSet => ChangeSet.of(partChanges(from, to), from.length)
const criterion = (id: string, text = 'Names the price'): Criterion => ({ id, text, points: 2 })

const items = fc.uniqueArray(
  fc.record({
    id: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'),
    text: fc.constantFrom('Names it', 'Names,', ']'),
    points: fc.nat(3),
  }),
  { selector: ({ id }) => id, maxLength: 8 },
)

describe('the change from one document to another', () => {
  it('makes the second of the first (property)', () => {
    fc.assert(
      fc.property(items, items, (before, after) => {
        const [from, to] = [rubric(before), rubric(after)]
        expect(changesOf(from, to).apply(from).toString()).toBe(to.toString())
      }),
    )
  })

  it('leaves alone what is the same, and takes one that is moved out and puts it in whole', () => {
    const before = Array.from('abcdef', (id) => criterion(id))
    const changes = partChanges(rubric(before), rubric(before.toSpliced(1, 1).toSpliced(4, 0, criterion('b'))))
    const line = `${JSON.stringify(criterion('b'))},\n`
    expect(changes.map(({ from, to, insert }) => [to - from, insert.toString()])).toEqual([
      [line.length, ''],
      [0, line],
    ])
  })

  it('puts in what is added at the end, or takes it out, with the comma before it', () => {
    const [one, two] = [rubric([criterion('a')]), rubric([criterion('a'), criterion('b')])]
    const more = `,\n${JSON.stringify(criterion('b'))}`
    expect(partChanges(one, two).map(({ insert }) => insert.toString())).toEqual([more])
    expect(partChanges(two, one).map(({ from, to }) => to - from)).toEqual([more.length])
  })

  const score = (response: string, value: number) => ({ response, dimension: 'clear', score: value })
  const comparison = (order: string[], ranking: string[][], scores: ReturnType<typeof score>[]): Text =>
    kept({ kind: 'comparison', seed: 1, order, ranking, justification: 'A, [and] B.', scores })
  it.each([
    [
      comparison(['a', 'b'], [], [score('a', 1), score('b', 2)]),
      comparison(['b', 'a'], [['b'], ['a']], [score('b', 3), score('a', 1), score('b', 2)]),
    ],
    [comparison(['a', 'b'], [['a', 'b']], []), comparison(['a', 'b'], [['b'], ['a']], [score('a', 1)])],
    [kept({ kind: 'persona', place: 'Bow' }), kept({ kind: 'persona', experience: 'Ten years', place: 'York' })],
    [textOf(''), rubric([criterion('a')])],
    [rubric([criterion('a')]), textOf('')],
    [textOf('Plain words,\nand more'), textOf('Words,\nand more of them\n')],
    [textOf('{"kind":"rubric",\n"items":[\n{"id":"a"}{"id":"b"}\n\n]}'), rubric([criterion('b'), criterion('a')])],
    [textOf('{"kind":"rubric",\n"items":[\n'), rubric([criterion('b')])],
    [textOf('{"items":[{"id":"a","text":"x"}],"kind":"rubric"}'), rubric([criterion('b'), criterion('a')])],
  ])('is right for other documents, and for what is none (%#)', (from, to) => {
    expect(changesOf(from, to).apply(from).toString()).toBe(to.toString())
    expect(changesOf(to, from).apply(to).toString()).toBe(from.toString())
  })

  it('put together with words that another window wrote: they stand in their part, or it is no whole document (property)', () => {
    const sayAt = fc.record({ at: fc.nat(7), words: fc.constantFrom('word', ' word', ', word', 'word"') })
    fc.assert(
      fc.property(items, items, sayAt, fc.boolean(), (before, after, { at, words }, isFirst) => {
        const { id } = before[at % before.length] ?? {}
        const base = rubric(before)
        const own = changesOf(base, rubric(after))
        const said = before.map((one) => (one.id === id ? { ...one, text: one.text + words } : one))
        const theirs = changesOf(base, rubric(said))
        const both = isFirst ? own.compose(theirs.map(own)) : theirs.compose(own.map(theirs))
        const text = both.apply(base).toString()
        const { value, isPart } = readStructure(text, 'rubric')
        const isWhole = !isPart && !isMixed(text, value) && value?.kind === 'rubric'
        const saying = (isWhole ? value.items : []).filter((one) => JSON.stringify(one).includes('word'))
        expect(saying.filter((one) => one.id !== id)).toEqual([])
      }),
      { numRuns: 1_000 },
    )
  })
})
