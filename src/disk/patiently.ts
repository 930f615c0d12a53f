import { setTimeout as pause } from 'node:timers/promises'

/**
 * What Windows says of a file that somebody else looks into just now, as a scanner of viruses, the search or a drive in the
 * cloud does with each that is new: it gets no other name, and no other file gets its name. It says the same where one has
 * no right, and so nobody waits for ever.
 */
const HELD = new Set(['EPERM', 'EACCES', 'EBUSY'])
/** Scanners were seen to hold a file for more than two seconds (libuv issue 2098). Five in all. */
const PAUSES_MS = [10, 20, 40, 80, 160, 320, 640, 1280, 2560]

/** Does what a file may be held against, again while it is. @throws what it throws, on Windows after five seconds */
export async function patiently<T>(act: () => Promise<T>): Promise<T> {
  for (const ms of PAUSES_MS) {
    try {
      return await act()
    } catch (error) {
      if (!isHeld(error)) throw error
      await pause(ms)
    }
  }
  return act()
}

/** The same where nothing else can go on meanwhile. */
export function patientlySync<T>(act: () => T): T {
  for (const ms of PAUSES_MS) {
    try {
      return act()
    } catch (error) {
      if (!isHeld(error)) throw error
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)
    }
  }
  return act()
}

/** Elsewhere a file that is open can be renamed, and what may not be is forbidden. */
function isHeld(error: unknown): boolean {
  return process.platform === 'win32' && error instanceof Error && 'code' in error && HELD.has(String(error.code))
}
