import { expect, it, onTestFinished, vi } from 'vitest'
import { connectStores } from '../../../src/renderer/state/connect-stores.ts'
import type { Services } from '../../../src/renderer/state/services.ts'
import type { DeskEvent } from '../../../src/shared/contract/desk.ts'

/** Services that note who is told of a change. @param own in place of some of them */
function notingServices(own: Readonly<Record<string, unknown>> = {}) {
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
  const parts = new Proxy(
    {},
    {
      get: (_, name) => own[String(name)] ?? (name === 'today' ? () => '2026-11-30' : part(String(name))),
    },
  )
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

it('time that was corrected in another window changes what was earned', () => {
  expect(notingServices().after({ topic: 'time' })).toEqual(['clock', 'exports', 'timeLedger', 'earnings'])
})

it('a window that stayed open over an update is loaded anew with the next screen, once everything is saved', async () => {
  const reload = vi.fn<() => void>()
  vi.stubGlobal('location', { reload })
  onTestFinished(() => void vi.unstubAllGlobals())
  type Status = { value: { version: string; store: { generation: string } } }
  const told: ((now: Status, before: Status) => void)[] = []
  const went: ((route: { screen: string }) => void)[] = []
  let isSaved = false
  const subscribe =
    <T>(listeners: T[]) =>
    (listener: T) =>
      void listeners.push(listener)
  notingServices({
    status: {
      store: { subscribe: subscribe(told), getState: () => ({ value: undefined }) },
      refresh: async () => undefined,
    },
    navigation: { store: { subscribe: subscribe(went) } },
    drafts: { settled: async () => isSaved },
  })
  const status = (version: string): Status => ({ value: { version, store: { generation: 'one' } } })
  const go = async (): Promise<void> => {
    for (const hear of went) hear({ screen: 'time' })
    await Promise.resolve()
  }
  const tell = (version: string): void => {
    for (const hear of told) hear(status(version), status('1.0.0'))
  }

  tell('1.0.0')
  await go()
  isSaved = true
  await go()
  expect(reload).not.toHaveBeenCalled()
  tell('1.0.1')
  expect(reload).not.toHaveBeenCalled()
  isSaved = false
  await go()
  expect(reload).not.toHaveBeenCalled()
  isSaved = true
  await go()
  expect(reload).toHaveBeenCalledOnce()
})
