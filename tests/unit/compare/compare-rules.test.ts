import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  beginComparison,
  choiceInWords,
  comparedBlind,
  isOfNow,
  renewComparison,
  responseName,
  withScore,
} from '../../../src/shared/rules/comparing.ts'
import { shuffled } from '../../../src/shared/rules/shuffle.ts'
import {
  completeOrder,
  moved,
  movedTo,
  orderToLines,
  placesOf,
  tieToggled,
  type TiedOrder,
} from '../../../src/shared/rules/tied-order.ts'

/** 32 bits. */
const MAX_SEED = 4_294_967_295
const seeds = fc.integer({ min: 0, max: MAX_SEED })

describe('an order drawn from a seed', () => {
  it('holds each one once and is the same each time (property)', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string(), { maxLength: 20 }), seeds, (items, seed) => {
        const drawn = shuffled(items, seed)
        expect([...drawn].sort()).toEqual([...items].sort())
        expect(shuffled(items, seed)).toEqual(drawn)
      }),
    )
  })

  it('stays what it was in every release', () => {
    expect(shuffled(['a', 'b', 'c', 'd', 'e', 'f'], 1)).toEqual(['e', 'b', 'f', 'c', 'a', 'd'])
    expect(shuffled(['a', 'b', 'c', 'd', 'e', 'f'], MAX_SEED)).toEqual(['e', 'b', 'd', 'c', 'a', 'f'])
  })

  it('gives each order about equally often', () => {
    const counts = new Map<string, number>()
    for (let seed = 1; seed <= 24_000; seed++) {
      const drawn = shuffled(['a', 'b', 'c', 'd'], seed).join('')
      counts.set(drawn, (counts.get(drawn) ?? 0) + 1)
    }
    expect(counts.size).toBe(24)
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(150)
  })
})

const keys = ['a', 'b', 'c', 'd', 'e']
/** Some order of some of the keys, with ties. */
const orders: fc.Arbitrary<TiedOrder> = fc
  .tuple(fc.shuffledSubarray(keys), fc.array(fc.boolean(), { minLength: 5, maxLength: 5 }))
  .map(([some, ties]) =>
    some.reduce<string[][]>((groups, key, at) => {
      if (at > 0 && ties[at]) groups.at(-1)?.push(key)
      else groups.push([key])
      return groups
    }, []),
  )

describe('an order with ties', () => {
  it('keeps each one once, whatever is done to it (property)', () => {
    const acts = fc.array(
      fc.record({
        what: fc.constantFrom('up', 'down', 'tie', 'before', 'after'),
        key: fc.constantFrom(...keys),
        other: fc.constantFrom(...keys),
      }),
    )
    fc.assert(
      fc.property(orders, acts, (start, all) => {
        let order: TiedOrder = completeOrder(start, keys)
        for (const { what, key, other } of all) {
          if (what === 'up' || what === 'down') order = moved(order, key, what)
          else if (what === 'before' || what === 'after') order = movedTo(order, key, other, what)
          else order = tieToggled(order, key)
          expect(order.flat().sort()).toEqual(keys)
          expect(order.every(({ length }) => length > 0)).toBe(true)
        }
      }),
    )
  })

  it('moves one back where it was by the opposite step', () => {
    expect(moved([['a'], ['b'], ['c']], 'c', 'up')).toEqual([['a'], ['c'], ['b']])
    expect(moved([['a'], ['c'], ['b']], 'c', 'down')).toEqual([['a'], ['b'], ['c']])
    expect(moved([['a', 'b'], ['c']], 'b', 'down')).toEqual([['a'], ['b'], ['c']])
    expect(moved([['a'], ['b']], 'a', 'up')).toEqual([['a'], ['b']])
  })

  it('ties with the one above, and apart again', () => {
    expect(tieToggled([['a'], ['b'], ['c']], 'b')).toEqual([['a', 'b'], ['c']])
    expect(tieToggled([['a', 'b'], ['c']], 'b')).toEqual([['a'], ['b'], ['c']])
    expect(tieToggled([['a'], ['b']], 'a')).toEqual([['a'], ['b']])
  })

  it('counts places as in a race and says them in words', () => {
    const order = [['a', 'b'], ['c']]
    expect(placesOf(order).map(({ place, isTied }) => [place, isTied])).toEqual([
      [1, false],
      [1, true],
      [3, false],
    ])
    expect(orderToLines(order, (key) => key.toUpperCase())).toEqual(['1. A and B, tied', '3. C'])
  })

  it('gives the last places to what has none and drops what is not asked', () => {
    expect(completeOrder([['x', 'b'], ['b']], ['a', 'b', 'c'])).toEqual([['b'], ['a'], ['c']])
  })
})

const style = { key: 'style', label: 'Style', points: 5 }
const field = { responses: ['one', 'two', 'three'], blind: true, dimensions: [style] }

describe('a comparison', () => {
  it('begins with an order that its seed gives again, or the given one where names are shown', () => {
    const value = beginComparison(field, 77)
    expect(value.order).toEqual(shuffled(field.responses, 77))
    expect(value.seed).toBe(77)
    expect(beginComparison({ ...field, blind: false }, 77)).toMatchObject({ seed: 0, order: field.responses })
  })

  it('keeps what was said of responses that stay when the operator changes them', () => {
    const value = withScore(withScore(beginComparison(field, 7), 'one', 'style', 4), 'two', 'style', 2)
    const ranked = { ...value, ranking: [['one'], ['two', 'three']], justification: 'A before B and C.' }
    const renewed = renewComparison({ ...field, responses: ['one', 'four'] }, ranked, 9)
    expect(renewed).toEqual({
      kind: 'comparison',
      seed: 9,
      order: shuffled(['one', 'four'], 9),
      ranking: [],
      justification: 'A before B and C.',
      scores: [{ response: 'one', dimension: 'style', score: 4 }],
    })
  })

  it('lets go of scores that have no scale any more, and keeps the order that was drawn', () => {
    const given = withScore(withScore(beginComparison(field, 7), 'one', 'style', 4), 'two', 'style', 2)
    expect(isOfNow(field, given)).toBe(true)
    for (const dimensions of [[], [{ ...style, points: 3 }]]) {
      const now = { ...field, dimensions }
      expect(isOfNow(now, given)).toBe(false)
      const renewed = renewComparison(now, given, 9)
      expect(renewed).toEqual({
        ...given,
        scores: given.scores.filter(({ score }) => dimensions.length > 0 && score <= 3),
      })
      expect(isOfNow(now, renewed)).toBe(true)
    }
  })

  it('never names a response while it is blind', () => {
    const title = (key: string): string => `Title of ${key}`
    expect(responseName(field, ['two', 'one', 'three'], 'one', title)).toBe('B')
    expect(responseName({ blind: false }, ['two', 'one', 'three'], 'one', title)).toBe('B (Title of one)')
    const fields = [{ kind: 'comparison', key: 'c', label: 'C', ...field }] as never
    expect([...comparedBlind(fields)]).toEqual(field.responses)
    expect(comparedBlind([{ kind: 'comparison', key: 'c', label: 'C', ...field, blind: false }] as never).size).toBe(0)
  })

  it('says in words what was chosen', () => {
    const name = (key: string): string => key.toUpperCase()
    expect(choiceInWords([['b'], ['a']], name)).toBe('B is better than A.')
    expect(choiceInWords([['a', 'b']], name)).toBe('A and B are equally good.')
    expect(choiceInWords([['b', 'c'], ['a']], name)).toBe('B and C are equally good, and better than A.')
    expect(choiceInWords([], name)).toBe('Nothing was chosen.')
  })
})
