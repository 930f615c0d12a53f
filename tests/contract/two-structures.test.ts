import fc from 'fast-check'
import { afterAll, afterEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import type { Criterion, StructuredOf } from '../../src/shared/domain/structured.ts'
import { textToStructure } from '../../src/shared/rules/structure-text.ts'
import type { TextSync } from '../../src/renderer/editor/draft-sync.ts'
import { createStructureSync, type StructureSync } from '../../src/renderer/editor/structure-sync.ts'
import { removeTempFolders } from '../support/core/test-core.ts'
import { type DraftBench, openDraftBench, replayLog } from '../support/renderer/draft-bench.ts'

const task = 'Write the 2026 crop and nutrient plan'
let bench: DraftBench

afterEach(() => bench.close())
afterAll(removeTempFolders)

type Window = {
  readonly structure: StructureSync
  readonly sync: TextSync
  /** No call arrives until the windows come to rest. */
  cut(): void
  /** One call arrives, the answer does not. */
  loseAnswer(): Promise<void>
  /** The core is there for this window alone. */
  reach(): Promise<void>
  items(): readonly Criterion[]
  change(to: (items: readonly Criterion[]) => readonly Criterion[]): void
  broken(): number
}

async function openWindow(): Promise<Window> {
  let structure: StructureSync | undefined
  let broken = 0
  const { sync, unsteady } = await bench.textWindow('plan', () => structure?.textChanged())
  const made = createStructureSync('rubric', sync, () => (broken += 1))
  structure = made
  const items = (): readonly Criterion[] => (made.value() as StructuredOf<'rubric'> | null)?.items ?? []
  return {
    structure: made,
    sync,
    cut: () => void unsteady.plan.push(...Array.from({ length: 200 }, () => 'lost' as const)),
    loseAnswer: async () => {
      unsteady.plan.unshift('answer-lost')
      sync.reconnected()
      await bench.time.advance(0)
    },
    reach: async () => {
      unsteady.plan.length = 0
      sync.reconnected()
      await bench.time.advance(3_000)
    },
    items,
    change: (to) => made.update('rubric', () => ({ kind: 'rubric', items: [...to(items())] })),
    broken: () => broken,
  }
}

const criterion = (id: string, text: string): Criterion => ({ id, text, points: 2 })
const saying = (id: string, words: string) => (items: readonly Criterion[]) =>
  items.map((one) => (one.id === id ? { ...one, text: one.text + words } : one))
const moving = (from: number, to: number) => (items: readonly Criterion[]) =>
  items.toSpliced(from, 1).toSpliced(to, 0, ...items.slice(from, from + 1))
const texts = (window: Window): Record<string, string> =>
  Object.fromEntries(window.items().map(({ id, text }) => [id, text]))

async function openTwo(items: readonly Criterion[]): Promise<[Window, Window]> {
  bench = await openDraftBench(task)
  const [a, b] = [await openWindow(), await openWindow()]
  if (items.length > 0) a.change(() => items)
  await bench.calm()
  return [a, b]
}

const three = [
  criterion('soil', 'Names the soil test'),
  criterion('price', 'Names the price'),
  criterion('crop', 'Names the crop'),
]

describe('a rubric in two windows while the core is away', () => {
  it.each([0, 1, 2])(
    'has the words of one on the criterion they were written on, also where the other moved it (%i)',
    async (at) => {
      const [a, b] = await openTwo(three)
      for (const window of [a, b]) window.cut()
      a.change(saying(three[at]?.id ?? '', ' x'))
      b.change(moving(0, 2))
      await bench.calm()
      for (const window of [a, b]) {
        const expected = Object.fromEntries(three.map(({ id, text }, i) => [id, i === at ? `${text} x` : text]))
        expect(texts(window)).toEqual(expected)
        expect(window.items().map(({ id }) => id)).toEqual(['price', 'crop', 'soil'])
        expect(window.broken()).toBe(0)
      }
    },
  )

  it('has the words of one also where the other puts an earlier version back', async () => {
    const [a, b] = await openTwo(three)
    const earlier = a.sync.state().doc.toString()
    a.change(moving(0, 2))
    await bench.calm()
    for (const window of [a, b]) window.cut()
    a.sync.restore(earlier)
    b.change(saying('crop', ' x'))
    await bench.calm()
    for (const window of [a, b]) {
      expect(window.items()).toEqual(saying('crop', ' x')(three))
      expect(window.broken()).toBe(0)
    }
  })

  it('has the points that one of them gave, where both gave other ones', async () => {
    const [a, b] = await openTwo(three)
    for (const window of [a, b]) window.cut()
    a.change((items) => items.map((one) => ({ ...one, points: 5 })))
    b.change((items) => items.map((one) => ({ ...one, points: one.id === 'soil' ? 7 : 2 })))
    b.change(saying('crop', ' x'))
    await bench.calm()
    for (const window of [a, b]) {
      expect(window.items().map(({ points }) => points)).toEqual([expect.toBeOneOf([5, 7]), 5, 5])
      expect(texts(window)).toMatchObject({ crop: 'Names the crop x' })
      expect(window.broken()).toBe(0)
    }
    expect(b.items()).toEqual(a.items())
  })

  it('has all that both began it with', async () => {
    const [a, b] = await openTwo([])
    for (const window of [a, b]) window.cut()
    a.change(() => three.slice(0, 1))
    b.change(() => three.slice(1))
    await bench.calm()
    for (const window of [a, b])
      expect(texts(window)).toEqual(Object.fromEntries(three.map(({ id, text }) => [id, text])))
  })

  it('keeps a criterion that one took out while the other wrote on it', async () => {
    const [a, b] = await openTwo(three)
    for (const window of [a, b]) window.cut()
    a.change((items) => items.toSpliced(1, 1))
    b.change(saying('price', ' of seed'))
    await bench.calm()
    for (const window of [a, b])
      expect(texts(window)).toMatchObject({ soil: 'Names the soil test', price: 'Names the price of seed' })
  })
})

it('what the other window writes stays with its criterion also where an undo had to be left undone meanwhile', async () => {
  // What is done within half a second is one step.
  vi.useFakeTimers({ toFake: ['Date'] })
  onTestFinished(() => void vi.useRealTimers())
  const [a, b] = await openTwo(three)
  b.change(saying('soil', ' y'))
  await bench.calm()
  for (const window of [a, b]) window.cut()
  // One step with the making of all three, within which the other one has written.
  a.change(saying('soil', ' x'))
  a.structure.undo()
  expect([a.items().length, a.broken()]).toEqual([3, 1])
  a.change(saying('soil', ' z'))
  b.change(saying('price', ' of seed'))
  await bench.calm()
  for (const window of [a, b]) {
    expect(texts(window)).toMatchObject({ price: 'Names the price of seed', crop: 'Names the crop' })
    expect(texts(window)['soil']).toMatch(/^Names the soil test y/)
  }
})

it('so it does where the undo had to wait for what was done before the window was opened', async () => {
  await openTwo(three)
  await bench.restart()
  const [a, b] = [await openWindow(), await openWindow()]
  b.change(saying('soil', ' y'))
  await bench.calm()
  expect(texts(a)).toMatchObject({ soil: 'Names the soil test y' })
  b.cut()
  const edits = await bench.log('plan')
  a.structure.undo()
  await bench.time.advance(1_000)
  expect(a.broken()).toBe(1)
  expect(await bench.log('plan')).toEqual(edits)
  b.change(saying('price', ' of seed'))
  await bench.calm()
  for (const window of [a, b]) {
    expect(texts(window)).toEqual({
      soil: 'Names the soil test y',
      price: 'Names the price of seed',
      crop: 'Names the crop',
    })
  }
})

type Act = { readonly by: 0 | 1; readonly what: (typeof acts)[number]; readonly at: number; readonly to: number }
const acts = [
  'say',
  'say',
  'say',
  'move',
  'move',
  'add',
  'delete',
  'points',
  'required',
  'undo',
  'cut',
  'rest',
  'lose',
  'reach',
] as const

it('what two windows do to a rubric at any time stays with its criterion, and they agree (property)', async () => {
  const first = await openDraftBench(task)
  await first.close()
  const act: fc.Arbitrary<Act> = fc.record({
    by: fc.constantFrom(0, 1),
    what: fc.constantFrom(...acts),
    at: fc.nat({ max: 7 }),
    to: fc.nat({ max: 7 }),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(act, { minLength: 4, maxLength: 14 }), async (row) => {
      bench = await openDraftBench(task, first.folder())
      const windows = [await openWindow(), await openWindow()] as const
      windows[0].change(() =>
        Array.from('abcd', (sign, at) => criterion(sign.repeat(4), `Criterion ${at} says one thing.`)),
      )
      await bench.calm()
      for (const window of windows) window.cut()
      const writtenIn = new Map<string, string>()
      const made = new Set(windows[0].items().map(({ id }) => id))
      const deleted = new Set<string>()
      for (const [turn, one] of row.entries()) {
        const window = windows[one.by]
        const before = window.items()
        const { id } = before[one.at % before.length] ?? {}
        const mark = `(${one.by}.${turn})`
        await doIt(window, one, id, mark)
        if (['rest', 'cut', 'lose', 'reach'].includes(one.what)) continue
        const after = new Set(window.items().map((item) => item.id))
        for (const item of before) if (!after.has(item.id)) deleted.add(item.id)
        for (const item of after) made.add(item)
        if (one.what === 'say' && id !== undefined) writtenIn.set(mark, id)
        if (one.what === 'add') writtenIn.set(mark, `new-${turn}`)
      }
      await bench.calm()
      const [text, log] = [await bench.textInCore('plan'), await bench.log('plan')]
      await bench.close()
      const [a, b] = windows
      expect(b.structure.value()).toEqual(a.structure.value())
      expect(textToStructure(text)).toMatchObject({ ok: true, value: a.structure.value() })
      expect(replayLog(log)).toBe(text)
      const found = a.items().flatMap(({ id, text }) => (text.match(/\(\d\.\d+\)/g) ?? []).map((mark) => [mark, id]))
      for (const [mark, id] of found) expect([mark, id]).toEqual([mark, writtenIn.get(mark ?? '')])
      expect(new Set(found.map(([mark]) => mark)).size).toBe(found.length)
      const left = a.items().map(({ id }) => id)
      expect(left.length).toBe(new Set(left).size)
      expect([...made].filter((id) => !deleted.has(id) && !left.includes(id))).toEqual([])
      // What is taken back may be among what another window has moved: then it is not taken back, and that is said.
      const isUndone = row.some(({ what }) => what === 'undo')
      const stays = [...writtenIn].filter(([, id]) => !isUndone && !deleted.has(id))
      expect(found).toEqual(expect.arrayContaining(stays))
      expect(isUndone ? 0 : a.broken() + b.broken()).toBe(0)
    }),
    { numRuns: 40 },
  )
})

async function doIt(window: Window, { what, at, to }: Act, id: string | undefined, mark: string): Promise<void> {
  if (what === 'rest') return bench.calm()
  if (what === 'cut') return window.cut()
  if (what === 'lose') return window.loseAnswer()
  if (what === 'reach') return window.reach()
  if (what === 'undo') return void window.structure.undo()
  const many = window.items().length
  if (what === 'add') {
    const one = criterion(`new-${mark.slice(3, -1)}`, `Is new ${mark}.`)
    return window.change((items) => items.toSpliced(to % (many + 1), 0, one))
  }
  if (many === 0) return
  if (what === 'say') return window.change(saying(id ?? '', ` ${mark}`))
  if (what === 'move') return window.change(moving(at % many, to % many))
  if (what === 'delete') return window.change((items) => items.toSpliced(at % many, 1))
  const change: Partial<Criterion> = what === 'points' ? { points: to } : { required: true }
  window.change((items) => items.map((one) => (one.id === id ? { ...one, ...change } : one)))
}
