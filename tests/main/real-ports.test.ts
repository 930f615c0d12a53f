import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { createClock, createTimers, fillRandom, openFileLog } from '../../src/core/real-ports.ts'
import { Reading } from '../../src/shared/domain/ledger.ts'
import { dataFolder } from '../../src/shared/rules/data-folder.ts'
import { makeTempFolder, removeTempFolders } from '../support/core/test-core.ts'

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

test('a log has one line of JSON for each event, and a long one is set aside at the next start', () => {
  const folder = makeTempFolder('log')
  const path = join(folder, 'logs', 'desk.log')
  openFileLog(folder)('warn', 'store.slow', { ms: 12 })
  openFileLog(folder)('info', 'again')
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n')
  expect(lines).toHaveLength(2)
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ level: 'warn', event: 'store.slow', ms: 12 })
  writeFileSync(path, 'x'.repeat(5_000_001))
  openFileLog(folder)('info', 'fresh')
  expect(readFileSync(path, 'utf8').trimEnd().split('\n')).toHaveLength(1)
  expect(statSync(`${path}.1`).size).toBe(5_000_001)
  removeTempFolders()
})

test('a log that cannot be written stops nothing', () => {
  const folder = makeTempFolder('log')
  writeFileSync(join(folder, 'logs'), '')
  expect(() => openFileLog(folder)('error', 'no.room')).not.toThrow()
  removeTempFolders()
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

test('a timer of the core waits as long as it is told, also for more than Node counts', () => {
  vi.useFakeTimers()
  try {
    const [run, never] = [vi.fn<() => void>(), vi.fn<() => void>()]
    const days = 40 * 86_400_000
    createTimers().after(days, run)
    const cancel = createTimers().after(days, never)
    vi.advanceTimersByTime(days - 1)
    expect(run).not.toHaveBeenCalled()
    cancel()
    vi.advanceTimersByTime(1)
    expect(run).toHaveBeenCalledTimes(1)
    expect(never).not.toHaveBeenCalled()
  } finally {
    vi.useRealTimers()
  }
})
