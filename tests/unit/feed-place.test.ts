import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { ReadPlace } from '../../src/core/store/hubs-table.ts'
import { feedPlace, nextPlace, placeBefore, startOf } from '../../src/core/sync/feed-place.ts'
import { FEED_LEVEL } from '../../src/shared/contract/hub.ts'
import { planSealedFeed } from '../../src/shared/sealed/plan-feed.ts'

/** What a hub names at the number `seq`: a body, which changed last at `bodySeq`. */
type Thing = { seq: number; bodySeq: number; body: number }
type Sealed = { epoch: string; after: number; cursor: number; things: ReadonlyMap<number, Thing> }

type Step = (model: Model) => void

/** A hub's feed and a desk that reads it, with nothing else: each change brings its body, or leaves it out. */
class Model {
  epoch = 100
  newest = 0
  bodies = 0
  readonly things = new Map<number, Thing>()
  readonly files: Sealed[] = []
  place: ReadPlace = { epoch: null, cursor: 0, feedLevel: FEED_LEVEL, wholeTo: 0 }
  readonly held = new Map<number, number>()
  /** Changes that left out what the desk did not have. */
  lacking = 0

  write(id: number, isWhole: boolean): void {
    const known = this.things.get(id)
    const seq = ++this.newest
    if (known !== undefined && !isWhole) this.things.set(id, { ...known, seq })
    else this.things.set(id, { seq, bodySeq: seq, body: ++this.bodies })
  }

  /** One page by the wire; the hub leaves out whatever it may. */
  read(size: number): void {
    const epoch = String(this.epoch)
    if (this.place.epoch !== null && this.place.epoch !== epoch) this.place = startOf(epoch)
    const asked = feedPlace(this.place)
    const changes = after(this.things, asked.after)
    const page = changes.slice(0, size)
    let lacking: number | undefined
    for (const [id, { seq, bodySeq, body }] of page) {
      if (bodySeq > asked.wholeTo) this.held.set(id, body)
      else if (this.held.get(id) !== body) lacking ??= seq
    }
    if (lacking !== undefined) this.lacking += 1
    const cursor = page.at(-1)?.[1].seq ?? asked.after
    this.place = nextPlace(this.place, { epoch, cursor, more: page.length < changes.length }, lacking, 'wire')
  }

  seal(from: number): void {
    const things = new Map([...this.things].map(([id, thing]) => [id, { ...thing }]))
    this.files.push({ epoch: String(this.epoch), after: Math.min(from, this.newest), cursor: this.newest, things })
  }

  /** A file in pages of two, as sealed files are read in; a desk may die in the middle of it. */
  readFile({ epoch, after: from, cursor: last, things }: Sealed, pages: number): void {
    const changes = after(things, from)
    let before = from
    for (let i = 0; before < last && i < pages * 2; i += 2) {
      const page = changes.slice(i, i + 2)
      const more = i + 2 < changes.length
      const cursor = more ? (page.at(-1)?.[1].seq ?? last) : last
      const plan = planSealedFeed(this.place, { epoch, after: before, cursor })
      before = cursor
      if (plan.take === 'refuse') return
      if (plan.take === 'nothing') continue
      for (const [id, { seq, body }] of page) if (seq > plan.from) this.held.set(id, body)
      this.place = nextPlace(this.place, { epoch, cursor, more }, undefined, 'file')
    }
  }

  /** The hub is put back from a backup: its history is another one. */
  restore(): void {
    this.epoch += 1
    this.newest = 0
    for (const [id, thing] of after(this.things, 0)) {
      const seq = ++this.newest
      this.things.set(id, { ...thing, seq, bodySeq: seq })
    }
  }

  /** The desk learns a kind that it has passed over until now. */
  learn(): void {
    for (const id of this.held.keys()) if (id % 3 === 0) this.held.delete(id)
    this.place = { ...this.place, feedLevel: FEED_LEVEL - 1 }
  }

  /** What the cursor has passed and is not here as the hub has it. */
  missing(): number[] {
    const { epoch, cursor, feedLevel } = this.place
    if (epoch !== String(this.epoch) || feedLevel < FEED_LEVEL) return []
    return [...this.things]
      .filter(([id, { seq, body }]) => seq <= cursor && this.held.get(id) !== body)
      .map(([id]) => id)
  }
}

function after(things: ReadonlyMap<number, Thing>, seq: number): [number, Thing][] {
  return [...things].filter(([, thing]) => thing.seq > seq).toSorted((a, b) => a[1].seq - b[1].seq)
}

const small = fc.nat(8)
const write = fc.tuple(small, fc.boolean()).map(
  ([id, isWhole]): Step =>
    (model) =>
      model.write(id, isWhole),
)
const read = fc.integer({ min: 1, max: 4 }).map(
  (size): Step =>
    (model) =>
      model.read(size),
)
const seal = fc.nat(12).map(
  (from): Step =>
    (model) =>
      model.seal(from),
)
const readFile = fc.tuple(small, fc.integer({ min: 1, max: 5 })).map(
  ([n, pages]): Step =>
    (model) => {
      const file = model.files.at(-1 - n) ?? model.files[0]
      if (file !== undefined) model.readFile(file, pages)
    },
)
const goBack = fc.integer({ min: 1, max: 30 }).map(
  (seq): Step =>
    (model) => {
      model.place = placeBefore(model.place, seq)
    },
)
const step = fc.oneof(
  { weight: 6, arbitrary: write },
  { weight: 6, arbitrary: read },
  { weight: 2, arbitrary: seal },
  { weight: 2, arbitrary: readFile },
  { weight: 1, arbitrary: goBack },
  { weight: 1, arbitrary: fc.constant<Step>((model) => model.restore()) },
  { weight: 1, arbitrary: fc.constant<Step>((model) => model.learn()) },
)
const steps = fc.array(step, { maxLength: 60, size: 'max' })

it('no place passes what did not come, and a hub leaves out nothing that is not here, by wire and files [P2] [P11] [C5] [H2]', () => {
  fc.assert(
    fc.property(steps, (steps) => {
      const model = new Model()
      for (const one of steps) {
        one(model)
        expect(model.missing()).toEqual([])
      }
      expect(model.lacking).toBe(0)
    }),
    { numRuns: 1_000 },
  )
})

it('what is missing all the same comes again, whole, with the first change that leaves it out [P11]', () => {
  fc.assert(
    fc.property(steps, fc.array(small, { minLength: 1 }), (steps, lost) => {
      const model = new Model()
      for (const one of steps) one(model)
      for (let i = 0; i < 20; i++) model.read(4)
      for (const id of lost) model.held.delete(id)
      for (const id of lost) if (model.things.has(id)) model.write(id, false)
      for (let i = 0; i < 20; i++) model.read(4)
      expect(model.missing()).toEqual([])
      expect(model.place).toMatchObject({ cursor: model.newest, wholeTo: model.newest })
    }),
    { numRuns: 300 },
  )
})
