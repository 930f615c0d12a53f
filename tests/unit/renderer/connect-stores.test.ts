import { expect, it } from 'vitest'
import { connectStores } from '../../../src/renderer/state/connect-stores.ts'
import type { Services } from '../../../src/renderer/state/services.ts'
import type { DeskEvent } from '../../../src/shared/contract/desk.ts'

/** Services that note who is told of a change. */
function notingServices() {
  const told: string[] = []
  let hear: (event: DeskEvent) => void = () => undefined
  const part = (name: string) => ({
    changed: () => void told.push(name),
    refresh: async () => void told.push(name),
    refreshAll: () => void told.push(name),
    store: { subscribe: () => () => undefined, getState: () => ({ value: undefined }) },
    on: (listener: typeof hear) => {
      hear = listener
      return () => undefined
    },
    subscribe: () => () => undefined,
  })
  const parts = new Proxy({}, { get: (_, name) => (name === 'today' ? () => '2026-11-30' : part(String(name))) })
  // Only these functions are called when the stores are connected and hear of something.
  connectStores(parts as unknown as Services, {} as HTMLElement)
  return {
    after: (event: DeskEvent) => {
      told.length = 0
      hear(event)
      return [...told]
    },
  }
}

it('a file that has come has the inbox look again, and none of those that add up years of work', () => {
  const { after } = notingServices()
  expect(after({ topic: 'task-files' })).toEqual(['inbox'])
  expect(after({ topic: 'tasks' })).toEqual(['inbox', 'exports', 'earnings', 'submissions', 'reconciliation'])
})
