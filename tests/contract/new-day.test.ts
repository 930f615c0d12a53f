import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { createClock } from '../../src/renderer/state/clock.ts'
import { createExports } from '../../src/renderer/state/exports.ts'
import { createToday, renewEachDay } from '../../src/renderer/state/new-day.ts'
import { createNow } from '../../src/renderer/state/now.ts'
import { createResource } from '../../src/renderer/state/resource.ts'
import { createTimeLedger } from '../../src/renderer/state/time-ledger.ts'
import { createToasts } from '../../src/renderer/state/toasts.ts'
import { createWritten } from '../../src/renderer/state/written.ts'
import { createToastQueue } from '../../src/renderer/ui/toast-queue.ts'
import { openTestCore, removeTempFolders, type TestCore } from '../support/core/test-core.ts'
import { eventually } from '../support/eventually.ts'
import { createMemoryStorage } from '../../src/renderer/client/page-storage.ts'

/** A window that stands open over midnight, on a real core whose clock is not running. */

const HOUR = 3_600_000
const zone = process.env['TZ']
const cores: TestCore[] = []

beforeAll(() => {
  process.env['TZ'] = 'Europe/Berlin'
})
afterEach(async () => {
  for (const core of cores.splice(0)) await core.stop()
  removeTempFolders()
})
afterAll(() => {
  if (zone === undefined) delete process.env['TZ']
  else process.env['TZ'] = zone
})

test('what is said of today and of this week is of the new day when a window stands open over midnight', async () => {
  const core = await openTestCore()
  cores.push(core)
  const { desk, time } = core
  await desk.setup.openSample({})
  const taskId = (await desk.tasks.list({ filter: {}, sort: 'due', offset: 0, limit: 1 })).rows[0]?.id ?? ''
  await desk.tasks.take({ taskId })
  await desk.app.saveSettings({ dayLimitMinutes: 1 })
  // Sunday, 29 November.
  time.setWall(Date.UTC(2026, 10, 29, 15))
  await desk.time.start({ taskId })
  await time.advance(90_000)
  await desk.time.stop({ by: 'hand' })

  const wall = (): number => time.now()
  let tick = (): void => {}
  const browser = {
    setTimeout: (run: () => void) => {
      tick = run
      return 1
    },
    clearTimeout: () => {},
    addEventListener: () => {},
    removeEventListener: () => {},
  } as unknown as Window
  const toasts = createToasts(createToastQueue())
  const now = createNow(wall)
  const clock = createClock(desk, toasts, () => 0)
  const status = createResource(() => desk.app.status({}))
  const today = createToday(wall, status)
  const timeLedger = createTimeLedger(desk, toasts, today)
  const exports = createExports(desk, toasts, today, () => {})
  const written = createWritten(createMemoryStorage(), wall)
  now.start(browser)
  renewEachDay({ now, today, status, clock, timeLedger, exports, written })
  await clock.refresh()
  timeLedger.watch()
  exports.watch()
  written.add(7)
  await eventually(() => expect(exports.preview.store.getState().value?.workMs).toBe(90_000))
  expect(clock.store.getState().time).toMatchObject({ todayMs: 90_000, marks: [{ of: 'day' }] })
  const custom = exports.store.getState().custom

  await time.advance(HOUR)
  tick()
  expect(exports.store.getState().custom).toBe(custom)
  await time.advance(8 * HOUR)
  tick()
  await eventually(() => {
    expect(clock.store.getState().time).toMatchObject({ todayMs: 0, marks: [] })
    expect(timeLedger.day.store.getState().value).toMatchObject({ date: '2026-11-30', tasks: [] })
    expect(timeLedger.week.store.getState().value).toMatchObject({ first: '2026-11-30', tasks: [] })
    expect(exports.preview.store.getState().value?.workMs).toBe(0)
  })
  expect(exports.store.getState().custom).toEqual({ first: '2026-10-31', last: '2026-11-30' })
  expect(written.store.getState()).toEqual({ sitting: 7, today: 0 })
})

test('today is where the desk is, which counts the days, also where the window is in another zone', async () => {
  process.env['TZ'] = 'Asia/Tokyo'
  try {
    // In Berlin it is Sunday, 29 November, and in Tokyo Monday.
    const core = await openTestCore()
    cores.push(core)
    const { desk, time } = core
    await desk.setup.openSample({})
    const taskId = (await desk.tasks.list({ sort: 'due' })).rows[0]?.id ?? ''
    await desk.tasks.take({ taskId })
    time.setWall(Date.UTC(2026, 10, 29, 15))
    await desk.time.start({ taskId })
    await time.advance(90_000)
    await desk.time.stop({ by: 'hand' })
    let tick = (): void => {}
    const browser = {
      setTimeout: (run: () => void) => {
        tick = run
        return 1
      },
      addEventListener: () => {},
    } as unknown as Window
    const wall = (): number => time.now()
    const toasts = createToasts(createToastQueue())
    const now = createNow(wall)
    const status = createResource(() => desk.app.status({}))
    const today = createToday(wall, status)
    const timeLedger = createTimeLedger(desk, toasts, today)
    const exports = createExports(desk, toasts, today, () => {})
    const clock = createClock(desk, toasts, () => 0)
    now.start(browser)
    renewEachDay({
      now,
      today,
      status,
      clock,
      timeLedger,
      exports,
      written: createWritten(createMemoryStorage(), wall),
    })
    timeLedger.watch()
    exports.watch()
    await status.refresh()
    const counted = (): (number | undefined)[] => [
      timeLedger.day.store.getState().value?.tasks[0]?.workMs,
      timeLedger.week.store.getState().value?.workMs,
      exports.preview.store.getState().value?.workMs,
    ]
    await eventually(() => expect(counted()).toEqual([90_000, 90_000, 90_000]))
    expect(timeLedger.date()).toBe('2026-11-29')
    // The desk is taken along to where the window is.
    time.setZone('Asia/Tokyo', 540)
    tick()
    await eventually(() => expect(counted()).toEqual([undefined, 0, 0]))
    expect(timeLedger.date()).toBe('2026-11-30')
  } finally {
    process.env['TZ'] = 'Europe/Berlin'
  }
})
