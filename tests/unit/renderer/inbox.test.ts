import { describe, expect, test } from 'vitest'
import { firstView, isNarrowed, shelfCounts, viewToFilter } from '../../../src/renderer/state/inbox-view.ts'
import { createPageCache, type Page } from '../../../src/renderer/state/page-cache.ts'

type Asked = { query: string; offset: number; answer(page: Page<string>): void; fail(): void }

/** A cache of pages of ten whose questions are answered by hand. */
function openCache() {
  const asked: Asked[] = []
  const seen = { changes: 0, problems: 0 }
  const cache = createPageCache<string, string>({
    pageSize: 10,
    ask: async (query, offset) =>
      new Promise((resolve, reject) => {
        asked.push({ query, offset, answer: resolve, fail: () => reject(new Error('no')) })
      }),
    onChange: () => (seen.changes += 1),
    onProblem: () => (seen.problems += 1),
  })
  const answer = async (at: number, total = 1000): Promise<void> => {
    const question = asked[at]
    if (question === undefined) throw new Error(`question ${at} was not asked`)
    const { query, offset } = question
    question.answer({ total, rows: Array.from({ length: 10 }, (_, i) => `${query} ${offset + i}`) })
    await settle()
  }
  return { cache, asked, seen, answer }
}

async function settle(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve))
}

describe('the rows of a long list', () => {
  test('are kept from the list before until those of the new one are here, so that nothing flickers', async () => {
    const { cache, answer } = openCache()
    void cache.show('first')
    await answer(0)
    void cache.show('second')
    expect([cache.row(0), cache.total]).toEqual(['first 0', 1000])
    await answer(1, 3)
    expect([cache.row(0), cache.total]).toEqual(['second 0', 3])
  })

  test('are of one list alone, also where the new one is looked through before it answers, or gives no answer', async () => {
    const { cache, asked, seen, answer } = openCache()
    void cache.show('first')
    await answer(0)
    void cache.show('second')
    cache.ensure(20, 29)
    asked[1]?.fail()
    await settle()
    cache.ensure(20, 29)
    expect([asked.length, seen.problems, cache.row(0)]).toEqual([2, 1, 'first 0'])
    void cache.refresh()
    for (const at of asked.keys()) if (at > 1) await answer(at)
    expect([cache.row(0) ?? 'second 0', cache.row(20)]).toEqual(['second 0', 'second 20'])
  })

  test('are never those of an answer that was overtaken', async () => {
    const { cache, answer } = openCache()
    void cache.show('slow')
    void cache.show('quick')
    await answer(1)
    await answer(0)
    expect(cache.row(3)).toBe('quick 3')
  })

  test('are fetched for what is seen and a page more on both sides, the seen ones first', async () => {
    const { cache, asked, answer } = openCache()
    void cache.show('q')
    await answer(0)
    cache.ensure(42, 47)
    await answer(1)
    await answer(2)
    await answer(3)
    expect(asked.slice(1).map(({ offset }) => offset)).toEqual([40, 30, 50])
    expect(cache.row(45)).toBe('q 45')
  })

  test('are not asked for where a fast scroll has gone by already', async () => {
    const { cache, asked, answer } = openCache()
    void cache.show('q')
    await answer(0)
    for (const first of [100, 300, 500, 700, 900]) cache.ensure(first, first + 5)
    await answer(1)
    await answer(2)
    const offsets = asked.slice(1).map(({ offset }) => offset)
    expect(offsets).not.toContain(500)
    expect(offsets).toContain(900)
  })

  test('are asked for again after a failure, when one looks there again', async () => {
    const { cache, asked, seen, answer } = openCache()
    void cache.show('q')
    await answer(0)
    cache.ensure(0, 5)
    asked[1]?.fail()
    await settle()
    expect([seen.problems, asked.length]).toEqual([1, 2])
    cache.ensure(0, 5)
    await answer(2)
    expect(cache.row(12)).toBe('q 12')
  })

  test('change all at once when the list is refreshed, however often that is asked for meanwhile', async () => {
    const { cache, asked, answer } = openCache()
    void cache.show('q')
    await answer(0)
    cache.ensure(5, 15)
    await answer(1)
    const before = asked.length
    const done = Promise.all([cache.refresh(), cache.refresh(), cache.refresh()])
    expect(asked.slice(before).map(({ offset }) => offset)).toEqual([0, 10])
    await answer(before)
    await answer(before + 1)
    await answer(before + 2)
    await answer(before + 3)
    await done
    expect(asked.length).toBe(before + 4)
  })

  test('tell where a row lies as long as it is here', async () => {
    const { cache, answer } = openCache()
    void cache.show('q')
    await answer(0)
    expect(cache.find((row) => row === 'q 7')).toBe(7)
    expect(cache.find((row) => row === 'q 77')).toBeUndefined()
  })
})

test('the shelves hold every state once, and All holds all', () => {
  const states = ['offered', 'taken', 'ready', 'received', 'accepted', 'declined'] as const
  const counts = shelfCounts({
    states: states.map((state, i) => ({ state, count: 10 ** i })),
    kinds: [],
    batches: [],
    occupations: [],
  })
  expect(counts).toEqual({ todo: 11, sent: 1100, done: 110_000, all: 111_111 })
  expect(viewToFilter({ ...firstView, shelf: 'all' }).states).toEqual([])
})

test('a shelf alone does not count as a search; a word or a filter does', () => {
  expect(isNarrowed({ ...firstView, shelf: 'done', query: '  ' })).toBe(false)
  expect(isNarrowed({ ...firstView, query: 'soil' })).toBe(true)
  expect(isNarrowed({ ...firstView, kinds: ['grade'] })).toBe(true)
})
