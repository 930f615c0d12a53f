import { randomFillSync } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { uptime } from 'node:os'
import { logLine } from '../shared/rules/log-line.ts'
import type { Clock, Log, Timers } from './ports.ts'

/** The ports that any shell on Node gives the core; only secrets differ. */

/** How often the zone of a travelling computer is looked up anew. */
const ZONE_AGE_MS = 60_000
const BOOT_ID_FILE = '/proc/sys/kernel/random/boot_id'
/** Wall clock and uptime are read one after the other and each is rounded, so their difference wavers. */
const BOOT_GRAIN_MS = 10_000

/** The clocks of this computer. The monotonic one counts from the boot, so that readings of two processes compare. */
export function createClock(): Clock {
  const boot = bootId()
  const travelling = process.env['TZ'] === undefined
  let zoneReadAt = Number.NEGATIVE_INFINITY
  let zone = 'UTC'
  return {
    read() {
      const mono = Number(process.hrtime.bigint() / 1_000n) / 1_000
      if (mono - zoneReadAt > ZONE_AGE_MS) {
        // Node keeps the zone it was started in; writing TZ is what makes it look again, even when there was none.
        if (travelling) delete process.env['TZ']
        zone = new Intl.DateTimeFormat().resolvedOptions().timeZone
        zoneReadAt = mono
      }
      const now = new Date()
      return { wall: now.getTime(), mono, boot, zone, offsetMinutes: 0 - Math.round(now.getTimezoneOffset()) }
    },
  }
}

/** The same for the whole of a boot, another for each boot: the kernel's own where there is one. */
function bootId(): string {
  try {
    return readFileSync(BOOT_ID_FILE, 'utf8').trim()
  } catch {
    return `boot-${Math.round((Date.now() - uptime() * 1_000) / BOOT_GRAIN_MS)}`
  }
}

export function createTimers(): Timers {
  return {
    after(ms, run) {
      const timer = setTimeout(run, ms)
      return () => clearTimeout(timer)
    },
  }
}

/** One HTTP exchange, by Node's own fetch. */
export function fetchWire(request: Request): Promise<Response> {
  return fetch(request)
}

/** Fills with cryptographically strong random bytes. */
export function fillRandom(bytes: Uint8Array): void {
  randomFillSync(bytes)
}

/**
 * One JSON line for each event: when, how bad, what, and its facts.
 * @param write takes one line with its end of line
 */
export function createLog(write: (line: string) => void): Log {
  return (level, event, facts) => write(logLine(Date.now(), level, event, facts))
}
