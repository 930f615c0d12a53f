import type { Reading } from '../shared/domain/ledger.ts'

/** What the core needs from outside. Shells and tests give their own; nothing else is ever replaced in a test. */
export type CorePorts = {
  readonly clock: Clock
  /** One HTTP exchange, as `fetch`. */
  readonly wire: (request: Request) => Promise<Response>
  readonly secrets: Secrets
  /** Fills with cryptographically strong random bytes. */
  readonly fillRandom: (bytes: Uint8Array) => void
  readonly timers: Timers
  readonly log: Log
}

export type Clock = {
  /** Both clocks, the boot and the zone, read at one moment. */
  read(): Reading
  /**
   * How long the computer has slept since its boot, in milliseconds, where the system says so; only differences count.
   * With it a clock that was set can be told from sleep.
   */
  asleepMs?(): number | undefined
}

/** Timers that a test can turn by hand. */
export type Timers = {
  /** @returns a function that cancels. */
  after(ms: number, run: () => void): () => void
}

/** Where tokens are kept: the system's keychain, or a file only the user can read. */
export type Secrets = {
  get(key: string): Promise<string | null>
  set(key: string, secret: string): Promise<void>
  remove(key: string): Promise<void>
}

/** Ids, counts and durations only; never what a person wrote. */
export type Log = (
  level: 'info' | 'warn' | 'error',
  event: string,
  facts?: Readonly<Record<string, string | number | boolean>>,
) => void
