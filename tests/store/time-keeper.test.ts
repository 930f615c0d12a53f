import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Store } from '../../src/core/store/open-store.ts'
import { createLedger, createVerifier } from '../../src/core/time/ledger.ts'
import { createTimeKeeper, type TimeKeeper } from '../../src/core/time/time-keeper.ts'
import type { LedgerEntry, Segment } from '../../src/shared/domain/ledger.ts'
import { createFakeTime, type FakeTime } from '../support/core/fake-time.ts'
import { testId } from '../support/core/tasks.ts'
import { makeTempFolder, removeTempFolders } from '../support/core/test-core.ts'
import { openTestStore } from '../support/core/test-store.ts'

const A = testId('task', 1)
const B = testId('task', 2)
const MINUTE = 60_000

let store: Store
let time: FakeTime
let folder: string
let keeper: TimeKeeper

function open(): TimeKeeper {
  return createTimeKeeper(store, time.clock, time.timers, { idleMs: () => 3 * MINUTE, readingMs: () => 0 }, () => {})
}

beforeEach(() => {
  folder = makeTempFolder()
  store = openTestStore(folder)
  time = createFakeTime()
  keeper = open()
})
afterEach(() => {
  store.close()
  removeTempFolders()
})

/** Minutes by kind, of all segments or of one task's. */
function minutes(kind: Segment['kind'], taskId?: string): number {
  const of = keeper.segments().filter((s) => s.kind === kind && (taskId === undefined || s.taskId === taskId))
  return of.reduce((sum, s) => sum + s.ms, 0) / MINUTE
}

/** Works for some minutes: a sign of work every ten seconds. */
async function work(mins: number): Promise<void> {
  for (let i = 0; i < mins * 6; i++) {
    await time.advance(10_000)
    keeper.activity()
  }
}

const kinds = (): string[] => [...store.ledger.events()].map((event) => event.kind)

describe('the clock', () => {
  it('counts work to the millisecond and writes a heartbeat while it runs', async () => {
    keeper.start(A, 'hand')
    await work(10)
    keeper.stop('hand')
    expect(minutes('work')).toBe(10)
    expect(keeper.workByTask().get(A)).toBe(10 * MINUTE)
    expect(kinds().filter((kind) => kind === 'heartbeat').length).toBeGreaterThanOrEqual(18)
  })

  it('runs for one task at a time', async () => {
    keeper.start(A, 'hand')
    await work(1)
    keeper.start(B, 'work')
    await work(2)
    expect(keeper.running()?.taskId).toBe(B)
    expect([minutes('work', A), minutes('work', B)]).toEqual([1, 2])
    expect(kinds()).toContain('stopped')
  })

  it('goes on where it runs already: each burst of keys starts it, and the ledger has one start', async () => {
    keeper.start(A, 'hand')
    await work(1)
    const before = kinds().length
    keeper.start(A, 'work')
    expect(kinds()).toHaveLength(before)
    expect(minutes('work')).toBe(1)
  })

  it('takes silence beyond the limit for idle time, from the last sign of work on, and asks about it on return', async () => {
    keeper.start(A, 'hand')
    await work(5)
    await time.advance(20 * MINUTE)
    expect(keeper.running()?.idleSince).toBe(time.now() - 20 * MINUTE)
    expect([minutes('work'), minutes('idle')]).toEqual([5, 20])
    keeper.activity()
    expect(keeper.question()).toMatchObject({ taskId: A, kind: 'idle', ms: 20 * MINUTE })
    await work(5)
    expect([minutes('work'), minutes('idle')]).toEqual([10, 20])
    keeper.answer('keep', 'telephone call with the vet')
    expect(keeper.question()).toBeUndefined()
    expect([minutes('work'), minutes('idle'), minutes('kept')]).toEqual([10, 0, 20])
    expect(keeper.workByTask().get(A)).toBe(30 * MINUTE)
  })

  it('does not count idle time that the expert drops or leaves unanswered', async () => {
    keeper.start(A, 'hand')
    await work(1)
    await time.advance(10 * MINUTE)
    keeper.activity()
    keeper.answer('drop')
    await time.advance(10 * MINUTE)
    keeper.activity()
    keeper.stop('hand')
    expect([minutes('work'), minutes('idle')]).toEqual([1, 20])
  })

  it('stops by itself after an hour without a sign of work, and still asks', async () => {
    keeper.start(A, 'hand')
    await work(1)
    await time.advance(90 * MINUTE)
    expect(keeper.running()).toBeUndefined()
    expect(minutes('work')).toBe(1)
    expect(keeper.question()).toMatchObject({ taskId: A })
    keeper.answer('keep')
    expect(minutes('kept')).toBeGreaterThanOrEqual(60)
  })

  it('neither pays nor hides sleep, whether the system tells of it or not', async () => {
    keeper.start(A, 'hand')
    await work(2)
    keeper.power('suspend')
    time.sleep(8 * 60 * MINUTE)
    keeper.power('resume')
    await work(1)
    time.sleep(60 * MINUTE)
    await work(1)
    keeper.stop('hand')
    expect(minutes('work')).toBe(4)
    expect(minutes('away')).toBe(9 * 60)
  })

  it('leaves work alone that came before a sleep through which the steady clock went on', async () => {
    let slept = 0
    const read = () => time.clock.read()
    const clock = {
      read: () => ({ ...read(), mono: read().mono + slept, wall: read().wall + slept }),
    }
    keeper = createTimeKeeper(store, clock, time.timers, { idleMs: () => 3 * MINUTE, readingMs: () => 0 }, () => {})
    keeper.start(A, 'hand')
    await work(20)
    slept = 30 * MINUTE
    await time.advance(10_000)
    keeper.activity()
    await work(1)
    keeper.stop('hand')
    expect(minutes('work')).toBeGreaterThanOrEqual(20.5)
  })

  it('does not count while the screen is locked', async () => {
    keeper.start(A, 'hand')
    await work(1)
    keeper.power('lock')
    await time.advance(30 * MINUTE)
    keeper.power('lock')
    keeper.power('unlock')
    await work(1)
    expect([minutes('work'), minutes('away')]).toEqual([2, 30])
  })

  it('takes silence for idle time also after the screen was locked and is unlocked, as often as that is', async () => {
    keeper.start(A, 'hand')
    for (let round = 1; round <= 2; round++) {
      await work(1)
      keeper.power('lock')
      await time.advance(30 * MINUTE)
      keeper.power('unlock')
      await work(1)
      await time.advance(20 * MINUTE)
      keeper.activity()
      expect([minutes('work'), minutes('away'), minutes('idle')]).toEqual([2 * round, 30 * round, 20 * round])
    }
    expect(kinds().filter((kind) => kind === 'unlocked')).toHaveLength(2)
  })

  it('asks about each idle time from its own beginning on', async () => {
    keeper.start(A, 'hand')
    for (let round = 1; round <= 2; round++) {
      await work(1)
      const from = time.now()
      await time.advance(20 * MINUTE)
      keeper.activity()
      expect(keeper.question()).toMatchObject({ kind: 'idle', from, to: time.now(), ms: 20 * MINUTE })
      keeper.answer('drop')
    }
  })

  it('counts reading from the last thing on that was done, however long the task has run', async () => {
    const allowances = { idleMs: () => 3 * MINUTE, readingMs: () => 10 * MINUTE }
    keeper = createTimeKeeper(store, time.clock, time.timers, allowances, () => {})
    keeper.start(A, 'hand')
    const read = async (mins: number): Promise<void> => {
      for (let i = 0; i < mins * 2; i++) {
        await time.advance(30_000)
        keeper.activity({ isReading: true })
      }
    }
    await work(12)
    await read(9)
    await work(1)
    await read(9)
    expect([minutes('work'), minutes('idle')]).toEqual([31, 0])
    await read(30)
    expect([minutes('work'), minutes('idle')]).toEqual([32, 29])
  })

  it('ends no idle time by a text that stands in the window: somebody has to do something', async () => {
    const allowances = { idleMs: () => 3 * MINUTE, readingMs: () => 10 * MINUTE }
    keeper = createTimeKeeper(store, time.clock, time.timers, allowances, () => {})
    keeper.start(A, 'hand')
    await work(1)
    await time.advance(4 * MINUTE)
    keeper.activity({ isReading: true })
    await time.advance(2 * MINUTE)
    expect([minutes('work'), minutes('idle')]).toEqual([1, 6])
    expect(keeper.running()?.idleSince).toBe(time.now() - 6 * MINUTE)
  })

  it('tells the windows of all that it writes, also where nobody has asked for anything', async () => {
    let told = 0
    const allowances = { idleMs: () => 3 * MINUTE, readingMs: () => 0 }
    keeper = createTimeKeeper(store, time.clock, time.timers, allowances, () => (told += 1))
    const doing: (() => unknown)[] = [
      () => keeper.start(A, 'hand'),
      // Idle, and then stopped by itself.
      () => time.advance(5 * MINUTE),
      () => time.advance(60 * MINUTE),
      () => keeper.answer('keep'),
      () => keeper.correct({ taskId: A, change: 'add', date: '2026-11-23', ms: MINUTE, reason: 'A call' }),
    ]
    for (const act of doing) {
      const before = [told, kinds().length] as const
      await act()
      expect(kinds().length).toBeGreaterThan(before[1])
      expect(told).toBeGreaterThan(before[0])
    }
  })

  it('asks only for the time that an answer can keep, where the screen was locked meanwhile', async () => {
    keeper.start(A, 'hand')
    await work(5)
    await time.advance(10 * MINUTE)
    keeper.power('lock')
    await time.advance(50 * MINUTE)
    keeper.power('unlock')
    keeper.activity()
    expect([minutes('work'), minutes('idle'), minutes('away')]).toEqual([5, 10, 50])
    expect(keeper.question()).toMatchObject({ kind: 'idle', ms: 10 * MINUTE })
    keeper.answer('keep', 'telephone call with the vet')
    expect([minutes('work'), minutes('kept'), minutes('away')]).toEqual([5, 10, 50])
    expect(keeper.happenings().find(({ what }) => what.kind === 'idle')).toMatchObject({
      ms: 60 * MINUTE,
      what: { keptMs: 10 * MINUTE },
    })
  })

  it.each(['lock', 'suspend'] as const)(
    'counts on when one works again and the end of a %s was not told of',
    async (event) => {
      keeper.start(A, 'hand')
      await work(2)
      keeper.power(event)
      await time.advance(10 * MINUTE)
      keeper.activity({ isReading: true })
      expect([minutes('work'), minutes('away')]).toEqual([2, 10])
      keeper.activity()
      await work(5)
      keeper.stop('hand')
      expect([minutes('work'), minutes('away')]).toEqual([7, 10])
    },
  )

  it('pays what was worked when the wall clock is set back a day in the middle', async () => {
    keeper.start(A, 'hand')
    await work(2)
    time.setWall(time.now() - 24 * 60 * MINUTE)
    await work(3)
    keeper.stop('hand')
    expect(minutes('work')).toBe(5)
  })
})

describe('after a crash', () => {
  it('the time ends at the last sign of life, and the ledger says so', async () => {
    keeper.start(A, 'hand')
    await work(7)
    // No stop, no close: as after kill -9. An hour later the desk starts again.
    time.sleep(60 * MINUTE)
    time.reboot()
    keeper = open()
    expect(keeper.crashed).toMatchObject({ taskId: A })
    expect(keeper.running()).toBeUndefined()
    expect(minutes('work')).toBeGreaterThanOrEqual(6.5)
    expect(minutes('work')).toBeLessThanOrEqual(7)
    expect(kinds().at(-1)).toBe('crashed')
    // And only once.
    expect(open().crashed).toBeUndefined()
  })

  it('nothing is repaired when the clock was stopped in time', async () => {
    keeper.start(A, 'hand')
    await work(1)
    keeper.stop('quit')
    keeper = open()
    expect(keeper.crashed).toBeUndefined()
    expect(minutes('work')).toBe(1)
  })

  it('the same totals come from the stored ledger as from the running one', async () => {
    keeper.start(A, 'hand')
    await work(3)
    await time.advance(15 * MINUTE)
    keeper.activity()
    keeper.answer('keep', 'read the label')
    keeper.start(B, 'hand')
    await work(2)
    keeper.stop('quit')
    const before = keeper.segments()
    keeper = open()
    expect(keeper.segments()).toEqual(before)
  })
})

describe('the ledger', () => {
  it('is a chain: a changed, a missing and an added entry are found', async () => {
    keeper.start(A, 'hand')
    await work(2)
    keeper.stop('hand')
    const entries = store.ledger.after(0, 1_000)
    const firstBroken = async (found: readonly LedgerEntry[]): Promise<number | undefined> => {
      const table = { after: (seq: number) => found.filter((entry) => entry.seq > seq) }
      return (await createVerifier(table, async () => {}).check(true)).broken?.seq
    }
    expect(await firstBroken(entries)).toBeUndefined()
    const changed = structuredClone(entries)
    const third = changed[2]
    if (third !== undefined) third.at.wall += 1
    expect(await firstBroken(changed)).toBe(3)
    expect(await firstBroken(entries.filter((entry) => entry.seq !== 3))).toBe(3)
    expect(await firstBroken([...entries, ...entries.slice(-1)])).toBe(entries.length + 1)
  })

  it('is followed to its end, however long it is; then only what has come since, until it is asked for again', async () => {
    const ledger = createLedger(store.ledger)
    const add = (count: number): void =>
      store.transaction(() => {
        for (let i = 0; i < count; i++) ledger.append({ kind: 'heartbeat', taskId: A, data: {} }, time.clock.read())
      })
    let pauses = 0
    const verifier = createVerifier(store.ledger, async () => void (pauses += 1))
    expect(await verifier.check(false)).toEqual({ entries: 0 })
    add(1_000)
    expect(await verifier.check(false)).toEqual({ entries: 1_000, head: ledger.last()?.hash })
    expect(pauses).toBe(2)
    const alter = (seq: number): void => {
      const db = new Database(join(folder, 'desk.db'))
      db.prepare('UPDATE ledger SET wall = wall + 1 WHERE seq = ?').run(seq)
      db.close()
    }
    alter(700)
    add(1)
    expect(await verifier.check(false)).toEqual({ entries: 1_001, head: ledger.last()?.hash })
    expect(await verifier.check(true)).toMatchObject({ entries: 699, broken: { seq: 700 } })
    expect((await verifier.check(false)).broken?.seq).toBe(700)
  })

  it('keeps the zone and offset that were seen with each entry', async () => {
    keeper.start(A, 'hand')
    time.setZone('America/Chicago', -360)
    keeper.stop('hand')
    const zones = [...store.ledger.events()].map(({ at }) => [at.zone, at.offsetMinutes])
    expect(zones).toEqual([
      ['Europe/Berlin', 60],
      // That it changed is an entry of its own.
      ['America/Chicago', -360],
      ['America/Chicago', -360],
    ])
  })
})
