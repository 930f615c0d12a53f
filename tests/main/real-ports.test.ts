import { expect, test } from 'vitest'
import { createClock, createLog, createTimers, fillRandom } from '../../src/core/real-ports.ts'
import { Reading } from '../../src/shared/domain/ledger.ts'
import { dataFolder } from '../../src/shared/rules/data-folder.ts'

test('a reading of the clock fits the ledger, and the monotonic clock never goes back', () => {
  const clock = createClock()
  const first = Reading.parse(clock.read())
  const second = Reading.parse(clock.read())
  expect(second.mono).toBeGreaterThanOrEqual(first.mono)
  expect(second.boot).toBe(first.boot)
})

test('two clocks of one boot can be compared, because they name the same boot and count from it', () => {
  const earlier = createClock().read()
  const later = createClock().read()
  expect(later.boot).toBe(earlier.boot)
  expect(later.mono).toBeGreaterThanOrEqual(earlier.mono)
})

test('a zone that the user has set is kept', () => {
  const before = process.env['TZ']
  process.env['TZ'] = 'Asia/Tokyo'
  try {
    expect(createClock().read()).toMatchObject({ zone: 'Asia/Tokyo', offsetMinutes: 540 })
    expect(process.env['TZ']).toBe('Asia/Tokyo')
  } finally {
    if (before === undefined) delete process.env['TZ']
    else process.env['TZ'] = before
  }
})

test('a cancelled timer does not run', async () => {
  const timers = createTimers()
  const ran: string[] = []
  const cancel = timers.after(0, () => ran.push('cancelled'))
  cancel()
  await new Promise<void>((resolve) => {
    timers.after(1, resolve)
  })
  expect(ran).toEqual([])
})

test('a log line is one line of JSON', () => {
  const lines: string[] = []
  createLog((line) => lines.push(line))('warn', 'store.slow', { ms: 12 })
  expect(lines).toHaveLength(1)
  expect(lines[0]).toMatch(/\n$/)
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ level: 'warn', event: 'store.slow', ms: 12 })
})

test('random bytes differ', () => {
  const a = new Uint8Array(16)
  const b = new Uint8Array(16)
  fillRandom(a)
  fillRandom(b)
  expect(a).not.toEqual(b)
})

test.each([
  ['linux', { XDG_DATA_HOME: '/data/' }, '/home/ada', '/data/understudy'],
  ['linux', { XDG_DATA_HOME: 'relative' }, '/home/ada', '/home/ada/.local/share/understudy'],
  ['linux', {}, '/home/ada', '/home/ada/.local/share/understudy'],
  ['darwin', {}, '/Users/ada', '/Users/ada/Library/Application Support/Understudy'],
  ['win32', { APPDATA: 'D:\\Roaming' }, 'C:\\Users\\ada', 'D:\\Roaming\\Understudy'],
  ['win32', {}, 'C:\\Users\\ada', 'C:\\Users\\ada\\AppData\\Roaming\\Understudy'],
])('the data folder on %s with %j lies where that system keeps such data', (platform, env, home, folder) => {
  expect(dataFolder({ platform, home, env })).toBe(folder)
})
