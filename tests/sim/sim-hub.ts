import { createHub, type Hub } from '../../src/hub/create-hub.ts'
import { openTestHub, type TestHub } from '../support/hub/test-hub.ts'
import { createFaultyDb, type FaultyDb } from './faulty-db.ts'
import { createRandom, seededBytes } from './random.ts'

/** One real hub on real Postgres, for many seeds: experts do not see each other. */
export type SimHub = {
  readonly test: TestHub
  readonly faults: FaultyDb
  /** Answers, or undefined when the hub died over it. Its body is read whole. */
  serve(request: Request): Promise<Answer | undefined>
  restart(): void
  /** Whose clock and seed it has from now on. */
  begin(now: () => number, seed: number): void
  close(): Promise<void>
}

export type Answer = { readonly status: number; readonly headers: Headers; readonly text: string }

export async function openSimHub(): Promise<SimHub> {
  let now: () => number = () => 0
  let fill = seededBytes(createRandom(0))
  const clock = { now: () => now() }
  const test = await openTestHub({ clock })
  const faults = createFaultyDb(test.db)

  const start = (): Hub =>
    createHub({
      db: faults.db,
      filesFolder: test.filesFolder,
      clock,
      fillRandom: (bytes) => fill(bytes),
      log: () => {},
      version: '0.0.0-sim',
      limits: { perAddress: 1e9, perDevice: 1e9 },
    })
  let hub = start()

  return {
    test,
    faults,
    serve: async (request) => {
      const response = await hub.fetch(request)
      const text = await response.text()
      return faults.hasDied() ? undefined : { status: response.status, headers: response.headers, text }
    },
    restart: () => {
      faults.restart()
      hub = start()
    },
    begin: (clockOfSeed, seed) => {
      now = clockOfSeed
      fill = seededBytes(createRandom(seed, 7))
    },
    close: () => test.close(),
  }
}
