import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Store } from '../../src/core/store/open-store.ts'
import { createLedger } from '../../src/core/time/ledger.ts'
import { createTimeKeeper, type TimeKeeper } from '../../src/core/time/time-keeper.ts'
import type { Segment } from '../../src/shared/domain/ledger.ts'
import { localDate, localTime, splitAtMidnight } from '../../src/shared/rules/days.ts'
import { createFakeTime, type FakeTime } from '../support/core/fake-time.ts'
import { testId } from '../support/core/tasks.ts'
import { makeTempFolder, removeTempFolders } from '../support/core/test-core.ts'
import { openTestStore } from '../support/core/test-store.ts'

const A = testId('task', 1)
const B = testId('task', 2)
const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

let store: Store
let time: FakeTime
let keeper: TimeKeeper

function open(): TimeKeeper {
  return createTimeKeeper(store, time.clock, time.timers, { idleMs: () => 3 * MINUTE, readingMs: () => 0 }, () => {})
}

beforeEach(() => {
  store = openTestStore(makeTempFolder())
})
afterEach(() => {
  store.close()
  removeTempFolders()
})

const ms = (kind: Segment['kind']): number =>
  keeper.segments().reduce((sum, segment) => sum + (segment.kind === kind ? segment.ms : 0), 0)
const told = (): string[] => keeper.happenings().map(({ what }) => what.kind)
const kinds = (): string[] => [...store.ledger.events()].map((event) => event.kind)

async function work(minutes: number): Promise<void> {
  for (let i = 0; i < minutes * 6; i++) {
    await time.advance(10_000)
    keeper.activity()
  }
}

/** Once where the system says how long it slept, and once where it does not. */
describe.each([{ knowsSleep: true }, { knowsSleep: false }])(
  'a computer (says when it sleeps: $knowsSleep)',
  (options) => {
    beforeEach(() => {
      time = createFakeTime(undefined, options)
      keeper = open()
      keeper.start(A, 'hand')
    })

    it('whose clock is set back a day in mid-task: every minute counts once, and the ledger says what happened', async () => {
      await work(2)
      time.setWall(time.now() - DAY)
      await work(3)
      keeper.stop('hand')
      expect([ms('work'), ms('away')]).toEqual([5 * MINUTE, 0])
      const clock = keeper.happenings().find(({ what }) => what.kind === 'clock')
      expect(clock?.what).toEqual({ kind: 'clock', byMs: -DAY })
    })

    it('whose clock is set forward a year: no year is paid, and none is shown as sleep', async () => {
      await work(2)
      time.setWall(time.now() + 365 * DAY)
      await work(3)
      keeper.stop('hand')
      expect([ms('work'), ms('away')]).toEqual([5 * MINUTE, 0])
      expect(keeper.happenings().find(({ what }) => what.kind === 'clock')?.what).toEqual({
        kind: 'clock',
        byMs: 365 * DAY,
      })
    })

    it('whose clock is set forward an hour: the hour is not paid, and it is told', async () => {
      await work(2)
      time.setWall(time.now() + HOUR)
      await work(3)
      expect(ms('work')).toBe(5 * MINUTE)
      // Where the system does not say that it slept, both are possible, and both are shown.
      expect([ms('away'), told()]).toEqual(options.knowsSleep ? [0, ['started', 'clock']] : [HOUR, ['started', 'gap']])
    })

    it('that slept before its clock was started: the sleep counts for nothing that comes after the start', async () => {
      await work(1)
      keeper.stop('hand')
      time.sleep(8 * HOUR)
      keeper.start(A, 'hand')
      // Before anything else was written.
      time.setWall(time.now() + HOUR)
      await work(1)
      expect([ms('work'), ms('away')]).toEqual([2 * MINUTE, options.knowsSleep ? 0 : HOUR])
      const clock = keeper.happenings().find(({ what }) => what.kind === 'clock')
      expect(clock?.what).toEqual(options.knowsSleep ? { kind: 'clock', byMs: HOUR } : undefined)
    })

    it('that is taken to another zone in mid-task: local times are those of each place, and the time is one', async () => {
      await work(10)
      time.setZone('America/New_York', -300)
      await work(10)
      keeper.stop('hand')
      expect(ms('work')).toBe(20 * MINUTE)
      expect(kinds()).toContain('zone-changed')
      const zones = new Set(keeper.segments().map(({ zone }) => zone))
      expect([...zones]).toEqual(['Europe/Berlin', 'America/New_York'])
      expect(keeper.happenings().find(({ what }) => what.kind === 'zone')?.what).toEqual({
        kind: 'zone',
        fromZone: 'Europe/Berlin',
        fromOffsetMinutes: 60,
      })
    })

    it('that sleeps for three days with the clock running: nothing of it is paid and all of it is shown', async () => {
      await work(1)
      time.sleep(3 * DAY)
      await work(1)
      expect([ms('work'), ms('away')]).toEqual([2 * MINUTE, 3 * DAY])
      expect(told()).toEqual(['started', 'gap'])
      const days = splitAtMidnight(keeper.segments().filter(({ kind }) => kind === 'away'))
      expect(days.map(({ start, offsetMinutes }) => localDate(start, offsetMinutes))).toEqual([
        '2026-11-23',
        '2026-11-24',
        '2026-11-25',
        '2026-11-26',
      ])
    })

    it('that tells of sleep and sleeps for a fortnight: it is shown as sleep, and no clock was changed', async () => {
      await work(1)
      keeper.power('suspend')
      time.sleep(14 * DAY)
      keeper.power('resume')
      await work(1)
      expect([ms('work'), ms('away')]).toEqual([2 * MINUTE, 14 * DAY])
      expect(told()).toEqual(['started', 'asleep'])
    })

    it('that tells of sleep twice in a row, and of waking once', async () => {
      await work(1)
      keeper.power('suspend')
      keeper.power('suspend')
      time.sleep(2 * HOUR)
      keeper.power('resume')
      await work(1)
      expect([ms('work'), ms('away')]).toEqual([2 * MINUTE, 2 * HOUR])
      expect(kinds().filter((kind) => kind === 'suspended')).toHaveLength(1)
      expect(keeper.happenings().find(({ what }) => what.kind === 'asleep')?.ms).toBe(2 * HOUR)
    })

    it('whose clock is set while it sleeps: the sleep is shown, the rest is a changed clock', async () => {
      await work(1)
      keeper.power('suspend')
      time.sleep(HOUR)
      time.setWall(time.now() - 2 * DAY)
      keeper.power('resume')
      await work(1)
      expect(ms('work')).toBe(2 * MINUTE)
      expect(told()).toContain('clock')
      const asleep = keeper.happenings().find(({ what }) => what.kind === 'asleep')
      // Where the system does not say how long it slept, the clock alone tells, and it was set.
      const slept = options.knowsSleep ? [ms('away'), asleep?.ms] : [HOUR, HOUR]
      expect(slept).toEqual([HOUR, HOUR])
    })

    it('whose clock is set a year on while nobody is there: idle time is told as long as it was, and kept as counted', async () => {
      await work(2)
      await time.advance(4 * MINUTE)
      time.setWall(time.now() + 365 * DAY)
      await time.advance(MINUTE)
      keeper.activity()
      const idle = () => keeper.happenings().find(({ what }) => what.kind === 'idle')
      expect([ms('idle'), idle()?.ms]).toEqual([5 * MINUTE, 5 * MINUTE])
      keeper.answer('keep')
      expect([ms('kept'), idle()?.what]).toEqual([5 * MINUTE, { kind: 'idle', keptMs: 5 * MINUTE }])
    })

    it('whose clock was set just before nobody was there any more tells the same', async () => {
      await work(2)
      await time.advance(5_000)
      time.setWall(time.now() - DAY)
      await time.advance(1_000)
      keeper.activity()
      await time.advance(5 * MINUTE)
      keeper.power('lock')
      time.setWall(time.now() + 365 * DAY)
      await time.advance(MINUTE)
      keeper.power('unlock')
      keeper.activity()
      const of = (kind: string) => keeper.happenings().find(({ what }) => what.kind === kind)?.ms
      expect([of('locked'), of('idle')]).toEqual([MINUTE, 6 * MINUTE])
      keeper.answer('keep')
      expect(ms('kept')).toBe(5 * MINUTE)
      expect(keeper.happenings().find(({ what }) => what.kind === 'idle')?.what).toMatchObject({ keptMs: 5 * MINUTE })
    })
  },
)

describe('the hours of summer time', () => {
  it('the repeated hour is worked twice: both are counted, and each has its own local time', async () => {
    // 25 October 2026, Berlin: 03:00 summer time is 02:00 winter time again, at 01:00 UTC.
    time = createFakeTime(Date.UTC(2026, 9, 25, 0, 30, 10))
    time.setZone('Europe/Berlin', 120)
    keeper = open()
    keeper.start(A, 'hand')
    await work(29)
    time.setZone('Europe/Berlin', 120)
    await time.advance(50_000)
    time.setZone('Europe/Berlin', 60)
    keeper.activity()
    await work(30)
    keeper.stop('hand')
    const segments = keeper.segments()
    expect(ms('work')).toBe(59 * MINUTE + 50_000)
    expect(segments.map((s) => [localTime(s.start, s.offsetMinutes), localTime(s.end, s.offsetMinutes)])).toEqual([
      ['02:30:10', '03:00:00'],
      ['02:00:00', '02:30:00'],
    ])
  })

  it('the missing hour is not counted: from 01:59 to 03:01 it is two minutes', async () => {
    time = createFakeTime(Date.UTC(2026, 2, 29, 0, 59, 0))
    keeper = open()
    keeper.start(A, 'hand')
    await time.advance(60_000)
    time.setZone('Europe/Berlin', 120)
    keeper.activity()
    await work(1)
    keeper.stop('hand')
    expect(ms('work')).toBe(2 * MINUTE)
    expect(
      keeper.segments().map((s) => [localTime(s.start, s.offsetMinutes), localTime(s.end, s.offsetMinutes)]),
    ).toEqual([
      ['01:59:00', '02:00:00'],
      ['03:00:00', '03:01:00'],
    ])
  })
})

describe('a broken ledger', () => {
  beforeEach(() => {
    time = createFakeTime()
  })

  it('with a heartbeat from before the start counts from the start', async () => {
    const ledger = createLedger(store.ledger)
    ledger.append({ kind: 'heartbeat', taskId: A, data: {} }, time.clock.read())
    await time.advance(20_000)
    ledger.append({ kind: 'started', taskId: B, data: { by: 'hand' } }, time.clock.read())
    await time.advance(10_000)
    // And one of the task before, that comes late.
    ledger.append({ kind: 'heartbeat', taskId: A, data: {} }, time.clock.read())
    await time.advance(10_000)
    ledger.append({ kind: 'stopped', taskId: B, data: { by: 'hand' } }, time.clock.read())
    keeper = open()
    expect(keeper.segments()).toMatchObject([{ taskId: B, kind: 'work', ms: 20_000 }])
  })

  it('with a heartbeat that was read before the start pays nothing for the time between', async () => {
    const ledger = createLedger(store.ledger)
    const early = time.clock.read()
    await time.advance(20_000)
    const start = time.clock.read()
    ledger.append({ kind: 'started', taskId: A, data: { by: 'hand' } }, start)
    ledger.append({ kind: 'heartbeat', taskId: A, data: {} }, early)
    ledger.append({ kind: 'stopped', taskId: A, data: { by: 'hand' } }, start)
    keeper = open()
    expect(ms('work')).toBeLessThanOrEqual(20_000)
    for (const segment of keeper.segments()) expect(segment.ms).toBeGreaterThan(0)
  })

  it('with two starts and no stop between counts the time to the task that ran', async () => {
    const ledger = createLedger(store.ledger)
    ledger.append({ kind: 'started', taskId: A, data: { by: 'hand' } }, time.clock.read())
    await time.advance(10_000)
    ledger.append({ kind: 'started', taskId: B, data: { by: 'hand' } }, time.clock.read())
    await time.advance(5_000)
    ledger.append({ kind: 'stopped', taskId: B, data: { by: 'hand' } }, time.clock.read())
    keeper = open()
    expect(keeper.segments().map(({ taskId, ms: length }) => [taskId, length])).toEqual([
      [A, 10_000],
      [B, 5_000],
    ])
  })
})
