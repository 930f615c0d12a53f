import { describe, expect, it } from 'vitest'
import { readWindowView, whereToBegin } from '../../../src/renderer/features/workspace/use-window-view.ts'

describe('where one begins in a task', () => {
  const left = {
    field: 'cows',
    anchor: 4,
    head: 4,
    window: { split: 0.5, half: 'read', writeTop: 900, part: 'cell-2' },
  }

  it('is where one left off', () => {
    expect(whereToBegin(left, undefined)).toBe(left)
    const seen = { ...left, window: { ...left.window, review: 1_000 } }
    expect(whereToBegin(seen, 1_000)).toBe(seen)
  })

  it.each([undefined, 500])('is at what the reviewer said where that is new, after a review of %s', (review) => {
    const begin = whereToBegin(
      { ...left, window: { ...left.window, ...(review === undefined ? {} : { review }) } },
      1_000,
    )
    expect(begin.field).toBeUndefined()
    expect(readWindowView(begin)).toMatchObject({ split: 0.5, half: 'write', writeTop: 0 })
    expect(readWindowView(begin).part).toBeUndefined()
  })
})
