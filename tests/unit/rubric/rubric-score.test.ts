import { describe, expect, it } from 'vitest'
import type { Criterion } from '../../../src/shared/domain/structured.ts'
import { leafShares, rubricScore, rubricTotals } from '../../../src/shared/rules/rubric-score.ts'

const one = (id: string, points: number, more: Partial<Criterion> = {}): Criterion => ({
  id,
  text: id,
  points,
  ...more,
})
const marks = (met: string, notMet = '') => [
  ...Array.from(met).map((id) => ({ id, met: true })),
  ...Array.from(notMet).map((id) => ({ id, met: false })),
]

describe('points', () => {
  const rubric = [
    one('g', 9),
    one('a', 3, { parent: 'g', required: true }),
    one('b', 0.1, { parent: 'g' }),
    one('c', 0.2),
    one('d', -2),
  ]

  it('add up over the criteria that have none below them', () => {
    expect(rubricTotals(rubric)).toEqual({
      count: 4,
      groups: 1,
      required: 1,
      positive: 3.3,
      negative: -2,
      isWeighted: false,
    })
  })

  it('are none, and never full, where nothing can be reached', () => {
    expect(rubricScore([one('d', -2)], marks('', 'd'))).toMatchObject({ points: 0, most: 0, share: 0, isFull: false })
    expect(rubricScore([], [])).toMatchObject({ share: 0, isFull: false })
  })

  it('are points met over what can be reached; minus points are taken off where they are met', () => {
    expect(rubricScore(rubric, marks('ad', 'bc'))).toMatchObject({
      points: 1,
      most: 3.3,
      marked: 4,
      count: 4,
      failed: [],
    })
    expect(rubricScore(rubric, marks('d', 'bc')).share).toBe(0)
    expect(rubricScore(rubric, marks('abc', 'd'))).toMatchObject({ share: 1, isFull: true })
    expect(rubricScore(rubric, marks('abc')).isFull).toBe(false)
    expect(rubricScore(rubric, marks('abcd')).isFull).toBe(false)
  })

  it('fail as a whole where a required criterion is marked as not met, and only then', () => {
    expect(rubricScore(rubric, marks('bc', 'ad')).failed.map(({ id }) => id)).toEqual(['a'])
    expect(rubricScore(rubric, marks('bc', 'd')).failed).toEqual([])
  })

  it('fail where below a required group one is not met', () => {
    const grouped = [one('g', 0, { required: true }), one('a', 1, { parent: 'g' }), one('d', -1, { parent: 'g' })]
    expect(rubricScore(grouped, marks('', 'a')).failed.map(({ id }) => id)).toEqual(['g'])
    expect(rubricScore(grouped, marks('a', 'd')).failed).toEqual([])
  })

  it('do not count marks of criteria that are gone, or of groups', () => {
    expect(rubricScore(rubric, marks('gz'))).toMatchObject({ marked: 0, points: 0 })
  })
})

describe('weights', () => {
  const tree = [
    one('g', 0, { weight: 3 }),
    one('a', 1, { parent: 'g', weight: 1 }),
    one('b', 1, { parent: 'g', weight: 2 }),
    one('c', 1, { weight: 1 }),
  ]

  it('are shares of the parent’s share', () => {
    expect(leafShares(tree)).toEqual(
      new Map([
        ['a', 0.25],
        ['b', 0.5],
        ['c', 0.25],
      ]),
    )
    expect(leafShares([one('a', 1, { weight: 0 }), one('b', 1, { weight: 0 })]).get('a')).toBe(0.5)
  })

  it('make the score', () => {
    expect(rubricScore(tree, marks('b', 'ac'))).toMatchObject({ points: 50, most: 100, share: 0.5, isWeighted: true })
    expect(rubricScore(tree, marks('abc')).isFull).toBe(true)
  })
})
