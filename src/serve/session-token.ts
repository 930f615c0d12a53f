import { randomBytes, timingSafeEqual } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

/**
 * The token of this desk's browser shell: whoever opens the printed address brings it once, and the page keeps it.
 * It stays the same over restarts, so that a window that was open goes on.
 */
export function sessionToken(path: string): string {
  try {
    const token = readFileSync(path, 'utf8').trim()
    if (/^[\w-]{43}$/.test(token)) return token
  } catch {
    // Made below.
  }
  const token = freshToken()
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  writeFileSync(path, token, { mode: 0o600 })
  return token
}

export function freshToken(): string {
  return randomBytes(32).toString('base64url')
}

/** Compares without telling by its duration how much was right. */
export function isSameToken(given: string | undefined, token: string): boolean {
  const a = Buffer.from(given ?? '')
  const b = Buffer.from(token)
  return a.length === b.length && timingSafeEqual(a, b)
}
