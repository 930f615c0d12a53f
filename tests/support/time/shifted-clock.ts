import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'

/**
 * Loaded before anything else (`--import`): the clock of the computer and its sleep are in a test's hands. What the
 * system itself would say is changed, the wall clock and the uptime; nothing of the desk is. The file named by
 * UNDERSTUDY_TEST_CLOCK holds how far the wall clock is ahead (`wallMs`), how much of the uptime was sleep (`asleepMs`),
 * and how far a process that starts from now on is ahead besides (`atStartMs`).
 */
const file = process.env['UNDERSTUDY_TEST_CLOCK']
const RealDate = Date
const realRead = fs.readFileSync

type Shift = { wallMs: number; asleepMs: number; atStartMs: number }

function shift(): Shift {
  try {
    return JSON.parse(realRead(file ?? '', 'utf8')) as Shift
  } catch {
    // It is just being written.
    return last
  }
}
let last: Shift = { wallMs: 0, asleepMs: 0, atStartMs: 0 }
const { atStartMs } = file === undefined ? last : (last = shift())

function now(): number {
  last = shift()
  return RealDate.now() + atStartMs + last.wallMs
}

class ShiftedDate extends RealDate {
  constructor(...given: [] | [number | string | Date]) {
    super(given.length === 0 ? now() : given[0])
  }

  static override now(): number {
    return now()
  }
}

function readShifted(path: string, ...rest: unknown[]): unknown {
  const content: unknown = Reflect.apply(realRead, fs, [path, ...rest])
  if (path !== '/proc/uptime') return content
  const [up = '0', idle = '0'] = String(content).split(' ')
  return `${(Number(up) + shift().asleepMs / 1_000).toFixed(2)} ${idle}`
}

if (file !== undefined) {
  globalThis.Date = ShiftedDate as unknown as DateConstructor
  fs.readFileSync = readShifted as typeof fs.readFileSync
  syncBuiltinESMExports()
}
