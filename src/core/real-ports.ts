import { randomFillSync } from 'node:crypto'
import { appendFileSync, mkdirSync, readFileSync, renameSync, statSync } from 'node:fs'
import { uptime } from 'node:os'
import { join } from 'node:path'
import { logLine } from '../shared/rules/log-line.ts'
import type { Clock, CorePorts, Log, Timers } from './ports.ts'
import { createProxyWay, type FindProxy, takeProxyOfEnvironment } from './system-proxy.ts'
import { isOfUnknownIssuer, trustAsThisComputer } from './system-trust.ts'

/** The ports that any shell on Node gives the core; only secrets differ. */

/** How often the zone of a travelling computer is looked up anew. */
const ZONE_AGE_MS = 60_000
const UPTIME_FILE = '/proc/uptime'
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
    asleepMs: () => readAsleepMs(),
  }
}

/** Linux counts its uptime through sleep and its monotonic clock not; what they differ by was slept. */
function readAsleepMs(): number | undefined {
  try {
    const mono = Number(process.hrtime.bigint() / 1_000_000n)
    const upMs = Number(readFileSync(UPTIME_FILE, 'utf8').split(' ', 1)[0]) * 1_000
    return Number.isFinite(upMs) ? upMs - mono : undefined
  } catch {
    return undefined
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

/** Node takes what is longer for nothing at all, and calls at once: a loop that waits would run without a pause. */
const MOST_MS = 2 ** 31 - 1

export function createTimers(): Timers {
  return {
    after(ms, run) {
      let timer: NodeJS.Timeout
      const wait = (rest: number): void => {
        timer = setTimeout(() => (rest > MOST_MS ? wait(rest - MOST_MS) : run()), Math.min(rest, MOST_MS))
      }
      wait(ms)
      return () => clearTimeout(timer)
    },
  }
}

/**
 * One HTTP exchange, by Node's own fetch. Where Node knows nobody who vouches for a certificate, those count from then on whom
 * this computer trusts, as in a browser: a hospital's proxy that looks into what passes has one of its own.
 */
export async function fetchWire(request: Request): Promise<Response> {
  try {
    return await fetch(request)
  } catch (error) {
    // What has a body cannot be sent a second time; whoever sent it tries again.
    if (!isOfUnknownIssuer(error) || !trustAsThisComputer() || request.body !== null) throw error
    return fetch(request)
  }
}

/** The same, by the way that the system says leads there: a hospital lets nobody out but through its proxy. */
export function createWire(findProxy: FindProxy): CorePorts['wire'] {
  const way = createProxyWay(findProxy)
  return async (request) => {
    await way.prepare(request.url)
    try {
      return await fetchWire(request)
    } catch (error) {
      way.forget(request.url)
      throw error
    }
  }
}

/** The same, by the proxy that the environment names, where it names one. */
export function createWireOfEnvironment(env: Readonly<Record<string, string | undefined>>): CorePorts['wire'] {
  takeProxyOfEnvironment(env)
  return fetchWire
}

/** Fills with cryptographically strong random bytes. */
export function fillRandom(bytes: Uint8Array): void {
  randomFillSync(bytes)
}

/** Above this size a log is set aside at the next start; one older log is kept. */
const LOG_BYTES = 5_000_000

/** One JSON line for each event, into `logs/desk.log` of the data folder. */
export function openFileLog(folder: string): Log {
  const path = join(folder, 'logs', 'desk.log')
  const attempt = (what: () => void): void => {
    try {
      what()
    } catch {
      // A log that cannot be written must not stop the desk.
    }
  }
  attempt(() => mkdirSync(join(folder, 'logs'), { recursive: true, mode: 0o700 }))
  attempt(() => {
    if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > LOG_BYTES) renameSync(path, `${path}.1`)
  })
  return (level, event, facts) => attempt(() => appendFileSync(path, logLine(Date.now(), level, event, facts)))
}
