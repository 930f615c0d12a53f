import { describe, expect, it } from 'vitest'
import type { StructuredOf } from '../../../src/shared/domain/structured.ts'
import { isOfEither, mergeStructures } from '../../../src/renderer/editor/merge-structures.ts'

const rubric = (...items: StructuredOf<'rubric'>['items']): StructuredOf<'rubric'> => ({ kind: 'rubric', items })
const criterion = (id: string, text: string, points = 1) => ({ id, text, points })

describe('what two windows made of one document', () => {
  const base = rubric(criterion('a', 'Soil'), criterion('b', 'Price'), criterion('c', 'Crop'))
  const [a, b, c] = base.items as [
    ReturnType<typeof criterion>,
    ReturnType<typeof criterion>,
    ReturnType<typeof criterion>,
  ]

  it('has the order of the one that moved something, and what either wrote in a part', () => {
    const mine = rubric({ ...a, text: 'Soil test' }, b, c)
    const theirs = rubric(c, { ...a, text: 'The Soil', points: 3 }, b)
    const merged = rubric(c, criterion('a', 'The Soil test', 3), b)
    expect(mergeStructures(base, mine, theirs)).toEqual(merged)
    expect(mergeStructures(base, theirs, mine)).toEqual(merged)
  })

  it('has what either added, behind what it stood behind, and not what one took out', () => {
    const [mine, theirs] = [rubric(criterion('m', 'Mine'), a, c), rubric(a, b, criterion('t', 'Theirs'), c)]
    const ids = (value: ReturnType<typeof mergeStructures>): unknown =>
      value?.kind === 'rubric' ? value.items.map(({ id }) => id) : undefined
    expect(ids(mergeStructures(base, mine, theirs))).toEqual(['m', 'a', 't', 'c'])
    expect(ids(mergeStructures(base, theirs, mine))).toEqual(['m', 'a', 't', 'c'])
  })

  it('keeps a part in which one wrote while the other took it out, also where all was taken out', () => {
    const wrote = rubric(a, { ...b, text: 'Price of seed' }, c)
    for (const none of [rubric(), null]) {
      expect(mergeStructures(base, none, wrote)).toEqual(rubric(criterion('b', 'Price of seed')))
      expect(mergeStructures(base, wrote, none)).toEqual(rubric(criterion('b', 'Price of seed')))
    }
  })

  it('has all where both began it, or the one that did', () => {
    expect(mergeStructures(null, rubric(a), rubric(b))).toEqual(rubric(a, b))
    expect(mergeStructures(null, rubric(a), null)).toEqual(rubric(a))
    expect(mergeStructures(null, null, rubric(a))).toEqual(rubric(a))
    expect(mergeStructures(null, null, null)).toBe(null)
  })

  it('has of what is chosen and no text what this one says', () => {
    const spans = (fault: string, note: string): StructuredOf<'spans'> => ({
      kind: 'spans',
      spans: [{ id: 's', from: 0, to: 4, quote: 'Lime', fault, correction: note }],
    })
    expect(mergeStructures(spans('wrong', 'Use'), spans('unsafe', 'Use 2 t'), spans('unsupported', 'Do Use'))).toEqual(
      spans('unsafe', 'Do Use 2 t'),
    )
    const [one, other] = [rubric({ ...a, points: 2 }, b, c), rubric({ ...a, points: 3 }, b, c)]
    expect(mergeStructures(base, one, other)).toEqual(one)
  })

  it('has the scores of either, each once, and the order of this one', () => {
    const comparison = (ranking: string[][], ...scores: [string, number][]): StructuredOf<'comparison'> => ({
      kind: 'comparison',
      seed: 1,
      order: ['a', 'b'],
      ranking,
      justification: '',
      scores: scores.map(([response, score]) => ({ response, dimension: 'clear', score })),
    })
    expect(
      mergeStructures(
        comparison([]),
        comparison([['a'], ['b']], ['a', 2]),
        comparison([['b', 'a']], ['b', 3], ['a', 1]),
      ),
    ).toEqual(comparison([['a'], ['b']], ['b', 3], ['a', 2]))
  })

  it('is told from what the texts alone came to: a figure that nobody gave, and a fault that nobody chose', () => {
    const [one, other] = [rubric({ ...a, points: 5 }, b), rubric({ ...a, points: 7 }, { ...b, text: 'Price of seed' })]
    const isRight = (points: number): boolean =>
      isOfEither(rubric({ ...a, points }, { ...b, text: 'The price of seed' }), one, other)
    expect([5, 7, 57].map(isRight)).toEqual([true, true, false])
    expect(isOfEither(null, one, other)).toBe(false)
    expect(isOfEither(null, null, other)).toBe(true)
    expect(isOfEither(one, null, one)).toBe(true)
    const marked = (fault: string): StructuredOf<'spans'> => ({
      kind: 'spans',
      spans: [{ id: 's', from: 0, to: 4, quote: 'Lime', fault }],
    })
    const isChosen = (fault: string): boolean => isOfEither(marked(fault), marked('wrong'), marked('unsafe'))
    expect(['wrong', 'unsafe', 'wrongunsafe'].map(isChosen)).toEqual([true, true, false])
  })
})
