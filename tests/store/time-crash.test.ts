import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createDrafts } from '../../src/core/drafts/create-drafts.ts'
import type { Store } from '../../src/core/store/open-store.ts'
import { createVerifier } from '../../src/core/time/ledger.ts'
import { createTimeKeeper, PULSE_MS, type TimeKeeper } from '../../src/core/time/time-keeper.ts'
import { workMs } from '../../src/shared/rules/segments.ts'
import { createFakeTime, type FakeTime } from '../support/core/fake-time.ts'
import { testId } from '../support/core/tasks.ts'
import { makeTempFolder, removeTempFolders } from '../support/core/test-core.ts'
import { openTestStore } from '../support/core/test-store.ts'

const A = testId('task', 1)
const B = testId('task', 2)
const MINUTE = 60_000

let store: Store
let time: FakeTime
let keeper: TimeKeeper

function open(): TimeKeeper {
  return createTimeKeeper(store, time.clock, time.timers, { idleMs: () => 3 * MINUTE, readingMs: () => 0 }, () => {})
}

/** As after kill -9 and a new start: what was in memory is gone, and its timers too. */
function killAndStart(asleepMs = 0): void {
  time.sleep(asleepMs)
  time.reboot()
  keeper = open()
}

const worked = (): number => workMs(keeper.segments())

beforeEach(() => {
  store = openTestStore(makeTempFolder())
  time = createFakeTime()
  keeper = open()
})
afterEach(() => {
  store.close()
  removeTempFolders()
})

describe('a killed desk', () => {
  it('loses no more than a pulse of the time, however shortly after the start it was killed', async () => {
    for (const ms of [6_000, 9_000, 14_000, 29_000, 31_000, 59_000, 247_000]) {
      const before = worked()
      keeper.start(A, 'hand')
      for (let past = 0; past < ms; past += 1_000) {
        await time.advance(1_000)
        keeper.activity()
      }
      killAndStart()
      expect(worked() - before).toBeLessThanOrEqual(ms)
      expect(worked() - before).toBeGreaterThanOrEqual(ms - PULSE_MS)
    }
    expect(await createVerifier(store.ledger, async () => {}).check(true)).not.toHaveProperty('broken')
  })

  it('loses nothing of what was written: the last edit is a sign of life, two kills within seconds included', async () => {
    const drafts = createDrafts(store, () => time.clock.read())
    const no = store.tasks.head(A)?.no ?? 0
    let version = 0
    for (const ms of [2_000, 3_000]) {
      keeper.start(A, 'work')
      await time.advance(ms)
      const changes = version === 0 ? [[0, 'a']] : [version, [0, 'b']]
      const edits = [{ change: { changes }, origin: 'typed' as const }]
      expect(
        drafts.edit(no, 'text', { taskId: A, field: 'plan', version, session: testId('session', 5), edits }).ok,
      ).toBe(true)
      version += 1
      await time.advance(1_000)
      // Killed in the same boot of the computer.
      time.drop()
      keeper = open()
    }
    expect(worked()).toBe(5_000)
  })

  it('loses nothing of what came before a correction that was the last it wrote', async () => {
    keeper.start(A, 'hand')
    await time.advance(12_000)
    keeper.correct({ taskId: B, change: 'add', date: '2026-11-23', ms: MINUTE, reason: 'on paper' })
    killAndStart()
    expect(keeper.workByTask().get(A)).toBe(12_000)
  })

  it('does not count what came after its last sign of life', async () => {
    keeper.start(A, 'hand')
    await time.advance(12_000)
    killAndStart(60 * MINUTE)
    expect(worked()).toBe(10_000)
    expect(keeper.crashed).toEqual({ taskId: A, at: time.now() - 60 * MINUTE - 2_000 })
  })

  it('asks for the time that is missing, also at the start after the next, until it is answered', async () => {
    keeper.start(A, 'hand')
    await time.advance(10_000)
    killAndStart(20 * MINUTE)
    expect(keeper.question()).toMatchObject({ taskId: A, kind: 'crash', ms: 20 * MINUTE })
    killAndStart()
    expect(keeper.question()).toMatchObject({ taskId: A, kind: 'crash', ms: 20 * MINUTE })
    keeper.answer('split', 'wrote on paper', 5 * MINUTE)
    expect(keeper.question()).toBeUndefined()
    expect(keeper.corrections()).toMatchObject([
      { taskId: A, date: '2026-11-23', ms: 5 * MINUTE, reason: 'wrote on paper' },
    ])
    expect(keeper.workByTask().get(A)).toBe(5 * MINUTE + 10_000)
    killAndStart()
    expect(keeper.question()).toBeUndefined()
  })

  it('adds what the expert says to the day that it was where they worked, wherever they are by then', async () => {
    time.setZone('Asia/Tokyo', 540)
    time.setWall(Date.UTC(2026, 10, 23, 23))
    keeper.start(A, 'hand')
    await time.advance(10_000)
    time.setZone('America/New_York', -300)
    killAndStart(20 * MINUTE)
    keeper.answer('split', 'wrote on paper', 5 * MINUTE)
    expect(keeper.corrections()).toMatchObject([{ taskId: A, date: '2026-11-24', ms: 5 * MINUTE }])
  })

  it('does not ask where only seconds are missing, and takes no for an answer', async () => {
    keeper.start(A, 'hand')
    await time.advance(10_000)
    killAndStart(3_000)
    expect(keeper.question()).toBeUndefined()
    keeper.start(A, 'hand')
    await time.advance(10_000)
    killAndStart(MINUTE)
    keeper.answer('drop')
    killAndStart()
    expect(keeper.question()).toBeUndefined()
    expect(keeper.corrections()).toEqual([])
  })

  it('keeps the question about idle time', async () => {
    keeper.start(A, 'hand')
    await time.advance(10 * MINUTE)
    keeper.activity()
    killAndStart(1_000)
    expect(keeper.question()).toMatchObject({ kind: 'idle', ms: 10 * MINUTE })
    keeper.answer('keep', 'read on paper')
    expect(worked()).toBe(10 * MINUTE)
  })

  it('lets a question go that nobody has answered for days', async () => {
    keeper.start(A, 'hand')
    await time.advance(10_000)
    killAndStart(20 * MINUTE)
    time.setWall(time.now() + 4 * 24 * 60 * MINUTE)
    expect(keeper.question()).toBeUndefined()
  })
})

describe('a pulse', () => {
  it('is taken for nothing when it belongs to another entry or another boot', async () => {
    keeper.start(A, 'hand')
    await time.advance(7_000)
    const pulse = store.ledger.pulse()
    expect(pulse?.seq).toBe(1)
    keeper.stop('hand')
    keeper.start(B, 'hand')
    killAndStart()
    expect(worked()).toBe(7_000)
  })

  it('is not written while nobody works: the ledger does not say so either', async () => {
    keeper.start(A, 'hand')
    await time.advance(4 * MINUTE)
    const idle = store.ledger.pulse()
    await time.advance(10 * MINUTE)
    expect(store.ledger.pulse()).toEqual(idle)
  })
})
