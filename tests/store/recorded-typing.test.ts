import { existsSync, readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { afterEach, describe, expect, it } from 'vitest'
import { createVerifier } from '../../src/core/time/ledger.ts'
import { createTimeKeeper } from '../../src/core/time/time-keeper.ts'
import { workMs } from '../../src/shared/rules/segments.ts'
import { entriesToSegments } from '../support/time/entries-to-segments.ts'
import { createFakeTime } from '../support/core/fake-time.ts'
import { testId } from '../support/core/tasks.ts'
import { makeTempFolder, removeTempFolders } from '../support/core/test-core.ts'
import { openTestStore } from '../support/core/test-store.ts'
import { skipAloud } from '../support/hub/skip-aloud.ts'
import { sharedData } from '../support/shared-data.ts'

const A = testId('task', 1)
const traces = ['json-crdt-blog-post', 'rustcode', 'sveltecomponent']
const pathOf = (name: string): string => sharedData(`typing/${name}.patches.jsonl.gz`)
const isThere = traces.every((name) => existsSync(pathOf(name)))

/** When somebody typed, in milliseconds from the first key on. The first line of some traces is what was there before. */
function readTrace(name: string): number[] {
  const lines = gunzipSync(readFileSync(pathOf(name)))
    .toString('utf8')
    .split('\n')
  const instants = lines.filter((line) => line !== '').map((line) => (JSON.parse(line) as [number])[0])
  const keys = instants.filter((instant) => instant > 0)
  return keys.map((instant) => instant - (keys[0] ?? 0))
}

/**
 * What the clock should come to, worked out without it: a silence of the idle limit or more does not count, anything
 * shorter does. After the last key the desk goes on for an hour and a half, which is silence too.
 */
function expectedMs(keys: readonly number[], idleMs: number): number {
  let sum = 0
  for (let i = 1; i < keys.length; i++) {
    const silence = (keys[i] ?? 0) - (keys[i - 1] ?? 0)
    if (silence < idleMs) sum += silence
  }
  return sum
}

afterEach(removeTempFolders)

describe.each(traces)('recorded typing of %s', (name) => {
  it.for([60, 120, 300])(
    'comes to what a plain sum says, at an idle limit of %i seconds',
    { timeout: 300_000 },
    async (limit, context) => {
      if (!isThere) skipAloud(context, `${sharedData('typing')} is not there`)
      const keys = readTrace(name)
      const store = openTestStore(makeTempFolder())
      const time = createFakeTime(Date.UTC(2026, 0, 1))
      const allowances = { idleMs: () => limit * 1_000, readingMs: () => 0 }
      const keeper = createTimeKeeper(store, time.clock, time.timers, allowances, () => {})
      let at = 0
      // In one commit: a year of somebody's evenings, and its heartbeats need no disk each.
      store.transaction(() => {
        for (const key of keys) {
          if (key > at) time.pass(key - at)
          at = Math.max(at, key)
          if (keeper.running() === undefined) keeper.start(A, 'work')
          else keeper.activity()
        }
        time.pass(90 * 60_000)
      })
      const stored = entriesToSegments(store.ledger.events())
      expect(workMs(stored)).toBe(expectedMs(keys, limit * 1_000))
      expect(workMs(keeper.segments())).toBe(workMs(stored))
      expect(await createVerifier(store.ledger, async () => {}).check(true)).not.toHaveProperty('broken')
      store.close()
    },
  )
})
