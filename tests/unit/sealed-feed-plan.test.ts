import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type OwnFeed, planSealedFeed, type SealedFeed } from '../../src/shared/sealed/plan-feed.ts'

const old = '0197a000-0000-7000-8000-000000000001'
const young = '0197b000-0000-7000-8000-000000000001'

describe('what a desk takes of a feed in a file', () => {
  it.each<[string, OwnFeed, SealedFeed, object]>([
    [
      'all, where it has read nothing',
      { epoch: null, cursor: 0 },
      { epoch: old, after: 0, cursor: 9 },
      { take: 'newer', from: 0 },
    ],
    ['what is newer', { epoch: old, cursor: 5 }, { epoch: old, after: 2, cursor: 9 }, { take: 'newer', from: 5 }],
    ['what follows', { epoch: old, cursor: 5 }, { epoch: old, after: 5, cursor: 9 }, { take: 'newer', from: 5 }],
    ['nothing of what it has', { epoch: old, cursor: 9 }, { epoch: old, after: 2, cursor: 9 }, { take: 'nothing' }],
    [
      'nothing over a gap',
      { epoch: old, cursor: 5 },
      { epoch: old, after: 6, cursor: 9 },
      { take: 'refuse', because: 'gap' },
    ],
    [
      'nothing over a gap at its start',
      { epoch: null, cursor: 0 },
      { epoch: old, after: 1, cursor: 9 },
      { take: 'refuse', because: 'gap' },
    ],
    [
      'a younger history from its start',
      { epoch: old, cursor: 50 },
      { epoch: young, after: 0, cursor: 9 },
      { take: 'newer', from: 0 },
    ],
    [
      'no younger history from its middle',
      { epoch: old, cursor: 50 },
      { epoch: young, after: 9, cursor: 12 },
      { take: 'refuse', because: 'gap' },
    ],
    [
      'nothing of an older history',
      { epoch: young, cursor: 3 },
      { epoch: old, after: 0, cursor: 99 },
      { take: 'refuse', because: 'old-history' },
    ],
  ])('is %s [C5]', (_what, own, file, plan) => {
    expect(planSealedFeed(own, file)).toEqual(plan)
  })

  /** A hub with a few things, each at the number of its newest change. */
  type Hub = { seq: number; things: Map<number, number> }
  type Page = SealedFeed & { things: Map<number, number> }
  const read = (hub: Hub, after: number): Page => ({
    epoch: old,
    after,
    cursor: hub.seq,
    things: new Map([...hub.things].filter(([, seq]) => seq > after)),
  })

  /** What stands on the pages up to a number. */
  const begin = (page: Page, upTo = page.cursor): Page => {
    const cursor = Math.max(page.after, Math.min(upTo, page.cursor))
    return { ...page, cursor, things: new Map([...page.things].filter(([, seq]) => seq <= cursor)) }
  }

  const step = fc.oneof(
    fc.record({ does: fc.constant('change' as const), thing: fc.nat(5) }),
    fc.record({ does: fc.constant('export' as const), after: fc.nat(40) }),
    // Of a file of several pages, as many as were stored before a crash.
    fc.record({ does: fc.constant('import' as const), file: fc.nat(10), cut: fc.option(fc.nat(40)) }),
    fc.record({ does: fc.constant('pull' as const), cut: fc.option(fc.nat(40)) }),
  )

  type Step = typeof step extends fc.Arbitrary<infer S> ? S : never

  it('leaves no change out and no older state behind, whatever comes in which order (seeded) [C5] [P3]', () => {
    const seed = Number(process.env['SEED'] ?? Date.now() % 2 ** 31)
    console.log(`seed ${seed}`)
    const play = (steps: readonly Step[]): void => {
      const hub: Hub = { seq: 0, things: new Map() }
      const files: Page[] = []
      const desk = { epoch: null as string | null, cursor: 0, things: new Map<number, number>() }
      for (const one of steps) {
        const before = desk.cursor
        if (one.does === 'change') hub.things.set(one.thing, ++hub.seq)
        if (one.does === 'export') files.push(read(hub, Math.min(one.after, hub.seq)))
        const file = one.does === 'import' ? files[one.file % Math.max(1, files.length)] : undefined
        const whole = one.does === 'pull' ? read(hub, desk.cursor) : file
        if (whole === undefined) continue
        const page = begin(whole, 'cut' in one ? (one.cut ?? undefined) : undefined)
        const plan = planSealedFeed(desk, page)
        if (plan.take !== 'newer') continue
        for (const [thing, seq] of page.things) {
          if (seq <= plan.from) continue
          expect(desk.things.get(thing) ?? 0, 'no older state replaces a newer one').toBeLessThanOrEqual(seq)
          desk.things.set(thing, seq)
        }
        desk.epoch = page.epoch
        desk.cursor = page.cursor
        expect(desk.cursor).toBeGreaterThanOrEqual(before)
        // What the feed holds up to the cursor is here: no change was passed.
        const behind = [...hub.things].filter(([, seq]) => seq <= desk.cursor)
        expect(behind.filter(([thing, seq]) => desk.things.get(thing) !== seq)).toEqual([])
      }
    }
    fc.assert(fc.property(fc.array(step, { maxLength: 60 }), play), { seed, numRuns: 500 })
  })
})
